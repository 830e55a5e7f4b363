// A bar, a head, rows of conversations, the keys.
#include "cli/capture/top_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text_width.h"
#include "cli/capture/rows.h"
#include "cli/capture/text.h"

namespace minato::cli {
namespace {

using render::Role;
using watch::Frame;
using watch::Key;
using watch::KeyKind;
using watch::Line;
using watch::Stress;

constexpr std::size_t kFixedLines = 3;  ///< bar, head, keys

struct Column {
  std::string_view name;  ///< of capture.column; "#" for itself
  std::size_t width;
  std::string ConversationRow::* text;
  Role role = Role::plain;
};

/// The number comes before them, what was said takes the rest.
constexpr std::array kColumns = {
    Column{"client", 24, &ConversationRow::client},
    Column{"server", 24, &ConversationRow::server, Role::accent},
    Column{"service", 10, &ConversationRow::service},
    Column{"state", 12, &ConversationRow::state},
    Column{"packets", 9, &ConversationRow::packets},
    Column{"bytes", 10, &ConversationRow::bytes},
};

constexpr std::array<std::string_view, kTopSorts> kSortNames = {"bytes", "packets", "latest",
                                                                "number"};

std::size_t list_height(const TopState& state) {
  return state.rows > kFixedLines ? state.rows - kFixedLines : 1;
}

/// One cell of `width` columns and a gap behind it.
void add_cell(Line& line, std::string_view text, std::size_t width, Role role) {
  Line cell{.spans = {{base::escape_control(text), role}}};
  for (watch::Span& span : watch::fill_line(std::move(cell), width).spans) {
    line.spans.push_back(std::move(span));
  }
  line.spans.push_back({" "});
}

Line head_line(const Context& context) {
  Line line{.stress = Stress::bar};
  add_cell(line, "#", 6, Role::plain);
  for (const Column& column : kColumns) {
    add_cell(line, context.tr(fmt::format("capture.column.{}", column.name)), column.width,
             Role::plain);
  }
  add_cell(line, context.tr("capture.column.said"), 12, Role::plain);
  return line;
}

Line row_line(const Context& context, const CaptureView& view, std::uint32_t index) {
  const ConversationRow row = conversation_row(context, view, index);
  Line line;
  add_cell(line, fmt::format("{}", index + 1), 6, Role::muted);
  for (const Column& column : kColumns) {
    const bool state = column.text == &ConversationRow::state;
    add_cell(line, row.*column.text, column.width, state ? row.state_role : column.role);
  }
  line.spans.push_back({base::escape_control(row.said), Role::muted});
  return line;
}

Line bar_line(const Context& context, const CaptureView& view, const TopState& state) {
  const capture::CaptureTotals& totals = view.analysis.totals();
  std::string text = context.tr("capture.title", base::escape_control(view.source),
                                count_text(totals.frames), bytes_text(totals.bytes),
                                duration_text(totals.last_ns - totals.first_ns, context.language));
  if (state.paused) text += "  " + context.tr("capture.top.paused");
  return {.spans = {{std::move(text), Role::heading}}};
}

void add_rows(Frame& frame, const Context& context, const CaptureView& view,
              const TopState& state) {
  const std::size_t height = list_height(state);
  const std::size_t top = state.cursor >= height ? state.cursor - height + 1 : 0;
  for (std::size_t i = top; i < std::min(state.order.size(), top + height); ++i) {
    Line line = watch::cut_line(row_line(context, view, state.order[i]), state.columns);
    if (i == state.cursor) line.stress = Stress::selected;
    frame.lines.push_back(std::move(line));
  }
}

/// Everything about one conversation, a field a line.
void add_detail(Frame& frame, const Context& context, const CaptureView& view,
                std::uint32_t index) {
  const ConversationRow row = conversation_row(context, view, index);
  const auto field = [&](std::string_view name, std::string_view text) {
    Line line;
    add_cell(line, context.tr(fmt::format("capture.column.{}", name)), 16, Role::muted);
    line.spans.push_back({base::escape_control(text)});
    frame.lines.push_back(std::move(line));
  };
  for (const Column& column : kColumns) field(column.name, row.*column.text);
  field("duration", row.duration);
  field("said", row.said);
}

}  // namespace

void arrange_top(TopState& state, const CaptureView& view) {
  const bool follows = state.cursor > 0 && state.cursor < state.order.size();
  const std::uint32_t held = follows || state.detail ? state.order[state.cursor] : 0;
  state.order = view.shown;
  const auto& all = view.analysis.conversations();
  const auto weight = [&](std::uint32_t index) -> std::uint64_t {
    const capture::Conversation& one = all.at(index);
    if (state.sort == TopSort::packets) return one.packets();
    if (state.sort == TopSort::latest) return static_cast<std::uint64_t>(one.last_ns);
    return state.sort == TopSort::number ? ~std::uint64_t{index} : one.bytes();
  };
  std::ranges::stable_sort(state.order, std::ranges::greater(), weight);
  if (follows || state.detail) {
    const auto at = std::ranges::find(state.order, held);
    state.cursor = at == state.order.end() ? 0 : static_cast<std::size_t>(at - state.order.begin());
  }
}

bool press_top(TopState& state, const Key& key) {
  const std::size_t last = state.order.empty() ? 0 : state.order.size() - 1;
  const std::size_t page = list_height(state);
  switch (key.kind) {
    case KeyKind::up:
      state.cursor -= std::min<std::size_t>(state.cursor, 1);
      break;
    case KeyKind::down:
      state.cursor = std::min(state.cursor + 1, last);
      break;
    case KeyKind::page_up:
      state.cursor -= std::min(state.cursor, page);
      break;
    case KeyKind::page_down:
      state.cursor = std::min(state.cursor + page, last);
      break;
    case KeyKind::home:
      state.cursor = 0;
      break;
    case KeyKind::end:
      state.cursor = last;
      break;
    case KeyKind::enter:
      state.detail = !state.detail && !state.order.empty();
      break;
    case KeyKind::escape:
      if (!state.detail) return false;
      state.detail = false;
      break;
    case KeyKind::character:
      if (key.character == U'q') return false;
      if (key.character == U' ') state.paused = !state.paused;
      if (key.character == U's') {
        state.sort = static_cast<TopSort>((static_cast<std::size_t>(state.sort) + 1) % kTopSorts);
      }
      break;
    default:
      break;
  }
  return true;
}

Frame top_frame(const Context& context, const CaptureView& view, const TopState& state) {
  Frame frame;
  frame.lines.push_back(watch::cut_line(bar_line(context, view, state), state.columns));
  if (state.detail && state.cursor < state.order.size()) {
    const std::uint32_t index = state.order[state.cursor];
    frame.lines.push_back({.spans = {{fmt::format("#{}", index + 1)}}, .stress = Stress::bar});
    add_detail(frame, context, view, index);
  } else {
    frame.lines.push_back(watch::cut_line(head_line(context), state.columns));
    add_rows(frame, context, view, state);
  }
  frame.lines.resize(std::max<std::size_t>(state.rows, kFixedLines) - 1);
  const std::string_view sort = kSortNames.at(static_cast<std::size_t>(state.sort));
  frame.lines.push_back(
      watch::cut_line({.spans = {{context.tr("capture.top.keys",
                                             context.tr(fmt::format("capture.top.sort.{}", sort))),
                                  Role::muted}}},
                      state.columns));
  return frame;
}

}  // namespace minato::cli
