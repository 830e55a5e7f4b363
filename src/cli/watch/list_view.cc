// Only the rows on the screen are put into words: a list of 40,000 costs no more than one of 40.
#include "cli/watch/list_view.h"

#include <algorithm>

#include "base/text_width.h"
#include "cli/watch/arrange.h"
#include "render/fit.h"

namespace minato::cli::watch {
namespace {

using render::Role;

constexpr std::size_t kGap = 2;
constexpr std::size_t kMarkColumns = 2;  // "+ "

struct Shown {
  const SocketColumn* column;
  std::size_t width;
};

std::vector<Shown> shown_columns(const State& state) {
  const auto present = present_columns(state);
  std::vector<render::ColumnDemand> demands;
  for (const SocketColumn* column : present) {
    const std::size_t natural = state.naturals[static_cast<std::size_t>(column->id)];
    const bool shrinks = column->fit != render::Fit::keep;
    demands.push_back({.natural = natural,
                       .minimum = shrinks ? std::min(column->minimum, natural) : natural,
                       .hide = column->hide});
  }
  // One column is left for the arrow behind the last heading.
  const std::size_t taken = kMarkColumns + 1;
  const std::size_t room = state.size.columns > taken ? state.size.columns - taken : 1;
  const auto widths = render::fit_columns(demands, room, kGap);
  std::vector<Shown> shown;
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (widths[i] != render::kHiddenColumn) shown.push_back({present[i], widths[i]});
  }
  return shown;
}

std::string cut_to(std::string_view text, const Shown& shown, render::Charset charset) {
  switch (shown.column->fit) {
    case render::Fit::cut_left:
      return render::cut_left(text, shown.width, charset);
    case render::Fit::cut_name:
      return render::cut_name(text, shown.width, charset);
    default:
      return render::cut(text, shown.width, charset);
  }
}

std::string fitted(std::string_view text, const Shown& shown, render::Charset charset) {
  return base::pad(cut_to(text, shown, charset), shown.width, shown.column->align);
}

/// "Port▲": the column that the rows are sorted by has an arrow in the gap after it.
Line heading_line(const State& state, const std::vector<Shown>& columns) {
  const render::Glyphs& signs = render::glyphs(state.settings.charset);
  const std::string arrow(state.descending ? signs.arrow_down : signs.arrow_up);
  Line line{.spans = {{.text = std::string(kMarkColumns, ' ')}}};
  for (const Shown& shown : columns) {
    const auto text = base::text(state.settings.language, shown.column->heading_key);
    const bool sorted = is_sorted_by(state, shown.column->id);
    const std::string name = cut_to(text, shown, state.settings.charset);
    const std::size_t room = shown.width - std::min(shown.width, base::display_width(name));
    const std::size_t before = shown.column->align == base::Align::right ? room : 0;
    line.spans.push_back({std::string(before, ' ')});
    line.spans.push_back({sorted ? name + arrow : name, sorted ? Role::accent : Role::heading});
    const std::size_t after = room - before + (&shown != &columns.back() ? kGap : 1);
    line.spans.push_back({std::string(after - (sorted ? 1 : 0), ' ')});
  }
  return line;
}

std::string_view mark_of(Change change) {
  switch (change) {
    case Change::fresh:
      return "+ ";
    case Change::gone:
      return "- ";
    case Change::none:
      break;
  }
  return "  ";
}

Line row_line(const State& state, const std::vector<Shown>& columns, std::size_t index) {
  const Row& row = *state.visible[index];
  const bool selected = index == state.cursor;
  const Role mark_role = row.change == Change::fresh ? Role::ok : Role::muted;
  Line line{.spans = {{std::string(mark_of(row.change)), selected ? Role::plain : mark_role}},
            .stress = selected ? Stress::selected : Stress::none};
  for (const Shown& shown : columns) {
    const std::string text =
        base::escape_control(shown.column->text(*row.local, state.settings.language));
    Role role = shown.column->role(*row.local);
    if (row.change == Change::gone) role = Role::muted;
    if (selected) role = Role::plain;  // one colour is easier to read inverted
    line.spans.push_back({fitted(text, shown, state.settings.charset), role});
    if (&shown != &columns.back()) line.spans.push_back({.text = std::string(kGap, ' ')});
  }
  return line;
}

/// What stands where there are no rows.
Line empty_line(const State& state) {
  std::string text;
  if (state.picture == nullptr) {
    text = state.tr("watch.first-look");
  } else if (const auto doubtful = state.filter.meaning.doubtful_word()) {
    text = state.tr("ls.nothing-for", base::escape_control(state.filter.typed)) + "  " +
           state.tr("cli.did-you-mean", doubtful->suggestion);
  } else if (!state.filter.typed.empty()) {
    text = state.tr("ls.nothing-for", base::escape_control(state.filter.typed));
  } else {
    text = state.tr("ls.nothing");
  }
  return cut_line({.spans = {{.text = "  "}, {std::move(text), Role::muted}}}, state.size.columns);
}

}  // namespace

std::vector<Line> list_lines(const State& state) {
  const std::vector<Shown> columns = shown_columns(state);
  std::vector<Line> lines = {heading_line(state, columns)};
  const std::size_t end = std::min(state.visible.size(), state.top + list_height(state));
  for (std::size_t i = state.top; i < end; ++i) lines.push_back(row_line(state, columns, i));
  if (state.visible.empty() && list_height(state) > 0) lines.push_back(empty_line(state));
  return lines;
}

}  // namespace minato::cli::watch
