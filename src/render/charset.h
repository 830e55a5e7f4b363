// The signs that pictures and tables are drawn with: Unicode, or ASCII where Unicode cannot show.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace minato::render {

enum class Charset : std::uint8_t { unicode, ascii };

/// Every sign takes one column unless it says something else; `ellipsis` up to three.
struct Glyphs {
  /// Box drawing by the arms of a cell: bit 0 up, 1 right, 2 down, 3 left.
  std::array<std::string_view, 16> light;
  std::array<std::string_view, 16> heavy;
  /// Corners of a rounded box: top left, top right, bottom left, bottom right.
  std::array<std::string_view, 4> round;
  std::string_view dashed_horizontal;
  std::string_view dashed_vertical;
  std::string_view arrow_up;
  std::string_view arrow_right;
  std::string_view arrow_down;
  std::string_view arrow_left;
  std::string_view wave;
  std::string_view swell;  ///< a wave far out
  std::string_view full;   ///< solid block
  std::string_view shade;  ///< half-dark block
  std::string_view door_left;
  std::string_view door_right;
  std::string_view bullet;
  std::string_view check;
  std::string_view cross;
  std::string_view mark;  ///< points down at a place
  std::string_view ellipsis;
  std::string_view dot;      ///< between words on one line
  std::string_view ship;     ///< three columns
  std::string_view lock;     ///< three columns
  std::string_view unknown;  ///< three columns
  std::string_view letter;   ///< three columns
};

[[nodiscard]] const Glyphs& glyphs(Charset charset);

/// `text` cut to at most `columns`, ending in the charset's ellipsis when something was cut.
[[nodiscard]] std::string cut(std::string_view text, std::size_t columns, Charset charset);
/// The same, but the end of the text stays: "…bin/nginx".
[[nodiscard]] std::string cut_left(std::string_view text, std::size_t columns, Charset charset);

/// The same, but a part in parentheses at the end stays as long as it has room: "redi… (812) +3".
[[nodiscard]] std::string cut_name(std::string_view text, std::size_t columns, Charset charset);

}  // namespace minato::render
