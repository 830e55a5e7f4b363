// Moving nodes down by the rows of the scenes above.
#include "render/stack.h"

#include <algorithm>

namespace minato::render {
namespace {

/// Adds each kind of node to a scene, `rows` further down.
class Mover {
 public:
  Mover(Scene& target, int rows) : target_(target), rows_(rows) {}

  void operator()(Fill fill) const {
    fill.area.y += rows_;
    target_.fill(fill);
  }
  void operator()(Box box) const {
    box.area.y += rows_;
    target_.box(std::move(box));
  }
  void operator()(Door door) const {
    door.area.y += rows_;
    target_.door(door);
  }
  void operator()(Path path) const {
    for (Point& point : path.points) point.y += rows_;
    target_.path(std::move(path));
  }
  void operator()(Band band) const {
    band.y += rows_;
    target_.band(std::move(band));
  }
  void operator()(Icon icon) const {
    icon.y += rows_;
    target_.icon(icon);
  }
  void operator()(Label label) const {
    label.y += rows_;
    target_.label(std::move(label));
  }

 private:
  Scene& target_;
  int rows_;
};

}  // namespace

Scene stack(SceneHead head, std::span<const Scene> scenes) {
  for (const Scene& scene : scenes) head.columns = std::max(head.columns, scene.columns());
  Scene whole(std::move(head));
  int rows = 0;
  for (const Scene& scene : scenes) {
    for (const Node& node : scene.nodes()) std::visit(Mover(whole, rows), node);
    rows += scene.rows() + 1;
    whole.reserve_rows(rows - 1);
  }
  return whole;
}

}  // namespace minato::render
