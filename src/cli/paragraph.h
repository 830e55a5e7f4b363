// Running text on a terminal: wrapped by display width, indented, with a field's name before it.
#pragma once

#include <cstddef>
#include <string_view>

#include "cli/context.h"
#include "render/table.h"

namespace minato::cli {

/// Where the text of a field begins.
inline constexpr std::size_t kFieldColumns = 18;

/// Columns to write running text in: the screen's, at most 100.
[[nodiscard]] std::size_t text_columns(const Context& context);

/// Wrapped, `indent` spaces before each line.
void write_paragraph(Context& context, std::string_view text, std::size_t indent);

/// "  Name          text, wrapped under itself". An empty name continues the field before.
/// `styled`, when not empty, is written instead of `text`: safe, with colours, one line.
void write_field(Context& context, std::string_view name, std::string_view text,
                 std::string_view styled = {});

/// The whole table, in portions.
void write_table(Context& context, const render::Table& table);

}  // namespace minato::cli
