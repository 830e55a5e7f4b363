// A conversation as a sequence diagram: a life line for each side, messages as arrows between them,
// time going down.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "render/scene.h"

namespace minato::render {

/// One side of the conversation, with its port as the door of its life line.
struct Lane {
  std::string title{};  ///< "192.0.2.10"
  std::string port{};   ///< "51514/tcp", "" for none
  Role role = Role::plain;
};

struct LaneMessage {
  std::size_t from = 0;
  std::size_t to = 0;  ///< not `from`
  std::string time{};  ///< in the margin: "+0.213 ms"
  std::string text{};  ///< above the arrow, cut to the room between the lanes
  Role role = Role::plain;
  Line line = Line::light;  ///< dashed: seen a second time
  bool lost = false;        ///< ends half-way
  std::string mark{};       ///< in the margin above the time: "#4"
};

struct LanesAt {
  int x = 0;
  int y = 0;
  int columns = 80;
  int time_columns = 10;  ///< the margin for times; 0 for none
};

/// lanes: two at least; the outer ones stand at the edges, so that texts have the most room.
/// Returns the rows that it took.
int draw_lanes(Scene& scene, const LanesAt& at, std::span<const Lane> lanes,
               std::span<const LaneMessage> messages);

}  // namespace minato::render
