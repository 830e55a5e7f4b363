// Text as a terminal shows it: width in columns, Japanese two columns wide, hostile bytes escaped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace minato::base {

/// Columns that `text` (UTF-8) takes on a terminal; invalid bytes count one column each.
/// East Asian wide and full-width characters count two, combining marks none.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` made safe to print: C0/C1 controls, DEL, bidi and other invisible format characters and
/// invalid UTF-8 become `\xNN` or `\u{NNNN}`. Tab and newline too: a cell is one line.
[[nodiscard]] std::string escape_control(std::string_view text);

/// `text` cut to at most `columns`, the last column an ellipsis when something was cut.
[[nodiscard]] std::string truncate(std::string_view text, std::size_t columns);

enum class Align : unsigned char { left, right, center };

/// `text` padded with spaces to exactly `columns`; longer text is cut as by truncate().
[[nodiscard]] std::string pad(std::string_view text, std::size_t columns,
                              Align align = Align::left);

/// `text` broken into lines of at most `columns`: at spaces, and between Japanese characters
/// (never before closing punctuation, 行頭禁則). A word longer than a line is cut.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t columns);

}  // namespace minato::base
