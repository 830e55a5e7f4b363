// Paragraphs and fields.
#include "cli/paragraph.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"
#include "render/style.h"

namespace minato::cli {
namespace {
constexpr std::size_t kWidest = 100;  // longer lines are tiring to read
constexpr std::size_t kNarrowest = 20;
}  // namespace

std::size_t text_columns(const Context& context) {
  return context.screen.columns == 0 ? kWidest : std::min(kWidest, context.screen.columns);
}

void write_paragraph(Context& context, std::string_view text, std::size_t indent) {
  const std::size_t room =
      std::max(kNarrowest, text_columns(context) - std::min(indent, text_columns(context)));
  for (const std::string& line : base::wrap(text, room)) {
    context.out.line(std::string(indent, ' ') + line);
  }
}

void write_field(Context& context, std::string_view name, std::string_view text,
                 std::string_view styled) {
  std::string lead = "  " +
                     render::styled(base::pad(name, kFieldColumns - 4), render::Role::muted,
                                    context.screen.palette) +
                     "  ";
  if (!styled.empty()) {
    context.out.line(fmt::format("{}{}", lead, styled));
    return;
  }
  const std::size_t room =
      std::max(kNarrowest, text_columns(context) - std::min(kFieldColumns, text_columns(context)));
  for (const std::string& line : base::wrap(text, room)) {
    context.out.line(lead + line);
    lead.assign(kFieldColumns, ' ');
  }
}

void write_table(Context& context, const render::Table& table) {
  table.write_to([&](std::string_view portion) { context.out.write(portion); });
}

}  // namespace minato::cli
