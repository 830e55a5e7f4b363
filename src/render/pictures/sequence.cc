// Title, lanes, notes.
#include "render/pictures/sequence.h"

#include <fmt/format.h>

namespace minato::render {
namespace {

constexpr int kTimeColumns = 12;

/// Mermaid reads ; and # as its own, and lines end a message.
std::string mermaid_escaped(std::string_view text) {
  std::string out;
  for (const char letter : base::escape_control(text)) {
    switch (letter) {
      case '#':
        out += "#35;";
        break;
      case ';':
        out += "#59;";
        break;
      case '<':
        out += "#lt;";
        break;
      case '>':
        out += "#gt;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

}  // namespace

Scene draw_sequence(const SequencePicture& picture, const PictureOptions& options) {
  const int columns = picture_columns(options);
  Scene scene({.title = picture.title, .description = picture.description, .columns = columns});
  scene.label({.x = 0,
               .y = 0,
               .width = columns,
               .text = picture.title,
               .role = Role::heading,
               .weight = Weight::bold});
  int y = 2;
  y += draw_lanes(scene, {.x = 0, .y = y, .columns = columns, .time_columns = kTimeColumns},
                  picture.lanes, picture.messages);
  for (const std::string& note : picture.notes) {
    y += scene.paragraph({.x = 2, .y = y, .width = columns - 2, .role = Role::muted}, note);
  }
  return scene;
}

std::string to_mermaid(const SequencePicture& picture) {
  std::string out = "sequenceDiagram\n";
  for (std::size_t i = 0; i < picture.lanes.size(); ++i) {
    out += fmt::format("    participant p{} as {}<br/>{}\n", i,
                       mermaid_escaped(picture.lanes[i].title),
                       mermaid_escaped(picture.lanes[i].port));
  }
  for (const LaneMessage& message : picture.messages) {
    const std::string_view arrow = message.lost                   ? "-x"
                                   : message.line == Line::dashed ? "-->>"
                                                                  : "->>";
    out += fmt::format("    p{}{}p{}: {} {}\n", message.from, arrow, message.to,
                       mermaid_escaped(message.time), mermaid_escaped(message.text));
  }
  return out;
}

}  // namespace minato::render
