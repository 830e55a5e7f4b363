// Title, list or pane, filter, note, keys; and a box over them.
#include "cli/watch/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text_width.h"
#include "cli/ending_text.h"
#include "cli/local_time.h"
#include "cli/socket_text.h"
#include "cli/watch/box.h"
#include "cli/watch/detail.h"
#include "cli/watch/help.h"
#include "cli/watch/list_view.h"
#include "cli/watch/note.h"

namespace minato::cli::watch {
namespace {

using base::escape_control;
using render::Role;

// --- the title

std::string interval_text(const State& state) {
  const std::uint32_t interval_ms = kIntervals_ms[state.interval];
  return fmt::format("{:g}", interval_ms / 1000.0);
}

/// "listening 3 of 14" as long as something is filtered out.
std::string count_text(const State& state) {
  const char* kind =
      wanted_kind(state) == TableKind::listeners ? "watch.title.listeners" : "watch.title.sockets";
  const auto shown = static_cast<std::size_t>(std::ranges::count_if(
      state.visible, [](const Row* row) { return row->change != Change::gone; }));
  const std::string text = state.tr(kind, shown);
  return shown == state.total ? text : text + state.tr("watch.title.of", state.total);
}

/// The pane's own title: "443/tcp https  nginx (812)".
std::string detail_title(const State& state) {
  const pipeline::LocalSocket& local = *state.detail_row->local;
  return fmt::format("{} {}  {}", to_text(local.socket->local.port), local.name,
                     escape_control(holder_text(local)));
}

Line title_line(const State& state) {
  std::string left = " minato";
  if (state.pane == Pane::detail && state.detail_row != nullptr) {
    left += "  " + detail_title(state);
  } else {
    left += fmt::format("  {}  {}", escape_control(state.settings.host_name), count_text(state));
  }
  std::string right;
  if (state.picture != nullptr) {
    const std::string time = clock_text(state.picture->now->time);
    right = state.paused ? state.tr("watch.title.paused", time)
                         : state.tr("watch.title.running", interval_text(state), time);
  }
  right += ' ';
  const std::size_t columns = state.size.columns;
  const std::size_t right_width = base::display_width(right);
  const bool both = columns > right_width + 10;
  std::string text = base::pad(left, both ? columns - right_width : columns);
  if (both) text += right;
  return {.spans = {{std::move(text), state.paused ? Role::warn : Role::accent}},
          .stress = Stress::bar};
}

// --- the lines at the bottom

struct KeyHint {
  std::string_view keys;
  std::string_view text_key;
};
constexpr std::array kListHints = {
    KeyHint{"Enter", "watch.keys.detail"}, KeyHint{"/", "watch.keys.filter"},
    KeyHint{"s", "watch.keys.sort"},       KeyHint{"a", "watch.keys.scope"},
    KeyHint{"K", "watch.keys.end"},        KeyHint{"p", "watch.keys.pause"},
    KeyHint{"?", "watch.keys.help"},       KeyHint{"q", "watch.keys.quit"},
};
constexpr std::array kDetailHints = {
    KeyHint{"Esc", "watch.keys.back"},
    KeyHint{"j k", "watch.keys.scroll"},
    KeyHint{"Left Right", "watch.keys.neighbours"},
    KeyHint{"K", "watch.keys.end"},
    KeyHint{"p", "watch.keys.pause"},
    KeyHint{"?", "watch.keys.help"},
};
constexpr std::array kFilterHints = {
    KeyHint{"Enter", "watch.keys.accept"},
    KeyHint{"Esc", "watch.keys.cancel"},
    KeyHint{"Ctrl-U", "watch.keys.clear"},
};

/// As many hints as fit; the last one always, so that nobody is locked in. Two spaces between them.
Line keys_line(const State& state) {
  std::span<const KeyHint> hints = kListHints;
  if (state.pane == Pane::detail) hints = kDetailHints;
  if (state.dialog == Dialog::filter) hints = kFilterHints;
  const bool ascii = state.settings.charset == render::Charset::ascii;
  const auto keys_of = [&](const KeyHint& hint) {
    return !ascii && hint.keys == "Left Right" ? "← →" : std::string(hint.keys);
  };
  const auto width_of_hint = [&](const KeyHint& hint) {
    const auto text = base::text(state.settings.language, hint.text_key);
    return 2 + base::display_width(keys_of(hint)) + 1 + base::display_width(text);
  };
  Line line;
  std::size_t left = state.size.columns + 1;  // the first has one space before it, not two
  for (std::size_t i = 0; i < hints.size(); ++i) {
    const std::size_t reserved = i + 1 == hints.size() ? 0 : width_of_hint(hints.back());
    const std::size_t needed = width_of_hint(hints[i]);
    if (needed + reserved > left) continue;
    left -= needed;
    line.spans.push_back({line.spans.empty() ? " " : "  "});
    line.spans.push_back({keys_of(hints[i]), Role::accent});
    line.spans.push_back(
        {fmt::format(" {}", base::text(state.settings.language, hints[i].text_key)), Role::muted});
  }
  return cut_line(std::move(line), state.size.columns);
}

Line filter_line(const State& state) {
  // While one types, the end of what was typed is what has to be seen.
  const std::size_t room = state.size.columns > 4 ? state.size.columns - 4 : 1;
  return {
      .spans = {{.text = " / ", .role = Role::accent},
                {render::cut_left(escape_control(state.filter.typed), room, state.settings.charset),
                 state.filter.error ? Role::warn : Role::plain}}};
}

// --- boxes

void add_wrapped(std::vector<Line>& lines, const Sentence& sentence, std::size_t columns) {
  const std::size_t indent = std::min(sentence.indent, columns / 4);
  for (std::string& line : base::wrap(sentence.text, columns - indent)) {
    lines.push_back(
        {.spans = {{.text = std::string(indent, ' ')}, {std::move(line), sentence.role}}});
  }
}

Box ending_box(const State& state) {
  const std::size_t columns = box_columns(state.size);
  const bool possible = state.ending->verdict() == pipeline::EndingVerdict::possible;
  std::vector<Line> lines;
  for (const Sentence& sentence : ending_sentences(*state.ending, state.settings.language)) {
    add_wrapped(lines, sentence, columns);
  }
  std::vector<Line> answer = {{}};
  if (possible) {
    add_wrapped(answer, {state.tr("watch.ending.signals", kGraceSeconds), Role::muted}, columns);
  }
  const char* question = possible ? "watch.ending.question" : "watch.ending.close";
  add_wrapped(answer, {state.tr(question), Role::accent}, columns);
  // The question is never cut away, however much there is to say.
  const std::size_t rows = box_rows(state.size);
  const std::size_t room = rows > answer.size() ? rows - answer.size() : 0;
  if (lines.size() > room) lines.resize(room);
  lines.insert(lines.end(), answer.begin(), answer.end());
  return make_box(state.size, state.settings.charset,
                  state.tr("watch.ending.title", to_text(state.ending->port())), lines);
}

Box help_box(const State& state) {
  std::vector<Line> lines = help_lines(state);
  const std::size_t height = help_height(state);
  const std::size_t top = std::min(state.help_top, lines.size() - height);
  lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(top));
  lines.resize(height);
  return make_box(state.size, state.settings.charset, state.tr("watch.help.title"), lines);
}

std::vector<Line> detail_window(const State& state) {
  std::vector<Line> lines = detail_lines(state);
  const std::size_t height = list_height(state);
  const std::size_t last = lines.size() > height ? lines.size() - height : 0;
  const auto top = static_cast<std::ptrdiff_t>(std::min(state.detail_top, last));
  lines.erase(lines.begin(), lines.begin() + top);
  if (lines.size() > height) lines.resize(height);
  return lines;
}

}  // namespace

Frame frame_of(const State& state) {
  Frame frame;
  if (state.size.rows < 3 || state.size.columns < 10) return frame;
  frame.lines.push_back(title_line(state));
  const bool list = state.pane == Pane::list;
  for (Line& line : list ? list_lines(state) : detail_window(state)) {
    frame.lines.push_back(cut_line(std::move(line), state.size.columns));
  }
  const std::vector<Line> note = note_lines(state);
  const std::size_t below = 1 + (shows_filter(state) ? 1 : 0) + note.size();
  frame.lines.resize(state.size.rows - std::min(below, state.size.rows - 1));
  if (shows_filter(state)) {
    frame.lines.push_back(filter_line(state));
    if (state.dialog == Dialog::filter) {
      frame.cursor = Cursor{frame.lines.size() - 1,
                            std::min(width_of(frame.lines.back()), state.size.columns - 1)};
    }
  }
  frame.lines.insert(frame.lines.end(), note.begin(), note.end());
  frame.lines.push_back(keys_line(state));
  if (state.dialog == Dialog::ending) frame.boxes.push_back(ending_box(state));
  if (state.dialog == Dialog::help) frame.boxes.push_back(help_box(state));
  return frame;
}

}  // namespace minato::cli::watch
