// Numbers and text as SVG wants them, and the measures of a cell.
#pragma once

#include <string>
#include <string_view>

#include "render/charset.h"

namespace minato::render {

// DejaVu Sans Mono and most monospaced fonts advance 0.602 em or less; Japanese characters one em,
// less than the two cells they are given. So text never outgrows its cells.
inline constexpr double kFontSize = 14;
inline constexpr double kCellWidth = 8.5;
inline constexpr double kCellHeight = 20;
inline constexpr double kBaseline = 15;
inline constexpr double kMargin = 12;

/// Rounded to a tenth of a pixel, without a needless fraction.
[[nodiscard]] std::string number(double value);

/// Pixels that text takes in the fonts we ask for: less than its cells when it is Japanese.
[[nodiscard]] double natural_width(std::string_view text);

/// For text and attribute values. The input has no control characters (Scene escapes them); those
/// that XML 1.0 forbids would be dropped all the same.
[[nodiscard]] std::string xml_escaped(std::string_view text);

}  // namespace minato::render
