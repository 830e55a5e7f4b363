// Keys of the list, of the pane, of the dialogs; and what comes from outside.
#include "cli/watch/update.h"

#include <algorithm>

#include "base/strings.h"
#include "base/utf8.h"
#include "cli/ending_text.h"
#include "cli/watch/arrange.h"
#include "cli/watch/detail.h"
#include "cli/watch/help.h"
#include "registry/names.h"

namespace minato::cli::watch {
namespace {

using render::Role;

constexpr std::size_t kLongestFilter = 500;  // bytes

void say(State& state, std::string text, Role role = Role::plain) {
  state.message = Message{std::move(text), role};
}

std::ptrdiff_t page_of(const State& state) {
  return static_cast<std::ptrdiff_t>(std::max<std::size_t>(2, list_height(state)) - 1);
}

/// How far a key scrolls; nothing when it does not.
std::optional<std::ptrdiff_t> scrolled_by(const State& state, const Key& key) {
  constexpr std::ptrdiff_t kFar = 1'000'000'000;
  switch (key.kind) {
    case KeyKind::up:
      return -1;
    case KeyKind::down:
      return 1;
    case KeyKind::page_up:
      return -page_of(state);
    case KeyKind::page_down:
      return page_of(state);
    case KeyKind::home:
      return -kFar;
    case KeyKind::end:
      return kFar;
    case KeyKind::character:
      break;
    default:
      return std::nullopt;
  }
  switch (key.character) {
    case U'k':
      return -1;
    case U'j':
      return 1;
    case U'g':
      return -kFar;
    case U'G':
      return kFar;
    default:
      return std::nullopt;
  }
}

void scroll_text(std::size_t& top, std::ptrdiff_t by, std::size_t lines, std::size_t height) {
  const auto last = static_cast<std::ptrdiff_t>(lines > height ? lines - height : 0);
  top = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(top) + by, 0, last));
}

// --- what both panes understand

Effects ask_to_end(State& state) {
  const Row* row = state.pane == Pane::detail ? state.detail_row : current_row(state);
  if (row == nullptr) return {};
  const model::Socket& socket = *row->local->socket;
  const bool gone = state.pane == Pane::detail ? state.detail_gone : row->change == Change::gone;
  if (gone) {
    say(state, state.tr("watch.message.gone"), Role::warn);
  } else if (!pipeline::is_listening(socket)) {
    say(state, state.tr("watch.message.not-a-door"), Role::warn);
  } else if (!socket.network_namespace.empty()) {
    say(state, state.tr("watch.message.other-namespace"), Role::warn);
  } else if (state.ending_busy) {
    say(state, state.tr("watch.message.busy"), Role::warn);
  } else {
    state.ending_busy = true;
    return {.look_up = socket.local.port};
  }
  return {};
}

Effects toggle_pause(State& state) {
  state.paused = !state.paused;
  return {.look = !state.paused};
}

void change_interval(State& state, bool longer) {
  if (longer && state.interval + 1 < kIntervals_ms.size()) ++state.interval;
  if (!longer && state.interval > 0) --state.interval;
}

void open_help(State& state) {
  state.dialog = Dialog::help;
  state.help_top = 0;
}

/// Keys that mean the same in the list and in the pane; nothing for every other key.
std::optional<Effects> press_common(State& state, const Key& key) {
  switch (key.kind) {
    case KeyKind::end_process:
      return ask_to_end(state);
    case KeyKind::help:
      open_help(state);
      return Effects{};
    case KeyKind::redraw:
      return Effects{.redraw = true};
    case KeyKind::character:
      break;
    default:
      return std::nullopt;
  }
  switch (key.character) {
    case U'K':
      return ask_to_end(state);
    case U'p':
      return toggle_pause(state);
    case U'r':
      return Effects{.look = true};
    case U'+':
      change_interval(state, true);
      return Effects{};
    case U'-':
      change_interval(state, false);
      return Effects{};
    case U'h':
    case U'?':
      open_help(state);
      return Effects{};
    default:
      return std::nullopt;
  }
}

// --- the list

Effects toggle_scope(State& state) {
  const bool all = wanted_kind(state) == TableKind::all_states;
  state.scope = all ? Scope::listeners : Scope::all_states;
  arrange(state);
  return {.look = true};
}

void open_filter(State& state) {
  state.dialog = Dialog::filter;
  state.filter_before = state.filter.typed;
  // Words that speak of conversations show them, whatever was chosen for the words before.
  if (state.scope == Scope::listeners) state.scope = Scope::by_filter;
  scroll_to_cursor(state);
}

/// A row of the present picture; a pane without rows does not open.
void open_detail(State& state) {
  const Row* row = current_row(state);
  if (row == nullptr) return;
  state.pane = Pane::detail;
  state.detail_top = 0;
  state.detail_row = row;
  state.detail_picture = state.picture;
  state.detail_gone = row->change == Change::gone;
}

Effects press_list_character(State& state, char32_t character) {
  switch (character) {
    case U's':
      sort_by_next_column(state);
      arrange(state);
      return {};
    case U'S':
      state.descending = !state.descending;
      arrange(state);
      return {};
    case U'/':
      open_filter(state);
      return {};
    case U'a':
      return toggle_scope(state);
    case U'd':
      open_detail(state);
      return {};
    case U'q':
      return {.quit = true};
    default:
      return {};
  }
}

Effects press_list(State& state, const Key& key) {
  if (const auto rows = scrolled_by(state, key)) {
    if (key.kind == KeyKind::home || key.character == U'g') {
      move_to_first(state);
    } else {
      move_cursor(state, *rows);
    }
    return {};
  }
  if (const auto effects = press_common(state, key)) return *effects;
  const TableKind before = wanted_kind(state);
  switch (key.kind) {
    case KeyKind::enter:
      open_detail(state);
      return {};
    case KeyKind::escape:
      set_filter(state, "");
      return {.look = wanted_kind(state) != before};
    case KeyKind::character:
      return press_list_character(state, key.character);
    default:
      return {};
  }
}

// --- the detail pane

void close_detail(State& state) {
  state.pane = Pane::list;
  state.detail_row = nullptr;
  state.detail_picture.reset();
  state.detail_gone = false;
  scroll_to_cursor(state);
}

Effects press_detail(State& state, const Key& key) {
  if (const auto lines = scrolled_by(state, key)) {
    scroll_text(state.detail_top, *lines, detail_lines(state).size(), list_height(state));
    return {};
  }
  if (const auto effects = press_common(state, key)) return *effects;
  const bool back = key.kind == KeyKind::escape || key.kind == KeyKind::enter ||
                    key.character == U'q' || key.character == U'd';
  if (back) {
    close_detail(state);
  } else if (key.kind == KeyKind::left || key.kind == KeyKind::right) {
    move_cursor(state, key.kind == KeyKind::left ? -1 : 1);
    open_detail(state);
  }
  return {};
}

// --- the dialogs

void close_filter(State& state) {
  state.dialog = Dialog::none;
  scroll_to_cursor(state);
}

/// The end of what was typed, without its last word and the space before it.
std::string without_last_word(std::string_view typed) {
  const std::string_view words = base::trim(typed);
  const std::size_t space = words.rfind(' ');
  return space == std::string_view::npos ? "" : std::string(words.substr(0, space + 1));
}

Effects press_filter(State& state, const Key& key) {
  std::string typed = state.filter.typed;
  const TableKind before = wanted_kind(state);
  switch (key.kind) {
    case KeyKind::character:
      if (typed.size() < kLongestFilter) base::append_utf8(typed, key.character);
      break;
    case KeyKind::backspace:
      if (typed.empty()) {
        close_filter(state);
        return {};
      }
      while (!typed.empty() && (static_cast<unsigned char>(typed.back()) & 0xc0U) == 0x80) {
        typed.pop_back();
      }
      if (!typed.empty()) typed.pop_back();
      break;
    case KeyKind::clear_line:
      typed.clear();
      break;
    case KeyKind::clear_word:
      typed = without_last_word(typed);
      break;
    case KeyKind::escape:
      typed = state.filter_before;
      state.dialog = Dialog::none;
      break;
    case KeyKind::enter:
      // Wrong words stay to be mended.
      if (!state.filter.error) close_filter(state);
      return {};
    default:
      if (const auto rows = scrolled_by(state, key)) move_cursor(state, *rows);
      return {};
  }
  set_filter(state, std::move(typed));
  return {.look = wanted_kind(state) != before};
}

Effects press_ending(State& state, const Key& key) {
  const bool yes = key.character == U'y' || key.character == U'Y';
  const bool no = key.character == U'n' || key.character == U'q' || key.kind == KeyKind::escape ||
                  key.kind == KeyKind::enter;
  const bool possible = state.ending->verdict() == pipeline::EndingVerdict::possible;
  if (yes && possible) {
    state.dialog = Dialog::none;
    state.ending_busy = true;
    say(state, state.tr("watch.message.ending", to_text(state.ending->port())), Role::warn);
    return {.end_holders = true};
  }
  if (no || !possible) {
    state.dialog = Dialog::none;
    state.ending.reset();
  }
  return {};
}

Effects press_help(State& state, const Key& key) {
  if (const auto lines = scrolled_by(state, key)) {
    scroll_text(state.help_top, *lines, help_lines(state).size(), help_height(state));
  } else {
    state.dialog = Dialog::none;
  }
  return {};
}

/// The pane's row in a new picture; the old picture stays when the socket is gone.
void follow_detail(State& state) {
  if (state.pane != Pane::detail || state.detail_row == nullptr) return;
  const RowKey key = key_of(*state.detail_row->local->socket);
  for (const Row& row : state.picture->rows) {
    if (row.change == Change::gone || !has_key(*row.local->socket, key)) continue;
    state.detail_row = &row;
    state.detail_picture = state.picture;
    state.detail_gone = false;
    return;
  }
  state.detail_gone = true;
}

}  // namespace

Effects press(State& state, const Key& key) {
  state.message.reset();
  if (key.kind == KeyKind::redraw) return {.redraw = true};
  Effects effects;
  switch (state.dialog) {
    case Dialog::filter:
      effects = press_filter(state, key);
      break;
    case Dialog::ending:
      effects = press_ending(state, key);
      break;
    case Dialog::help:
      effects = press_help(state, key);
      break;
    case Dialog::none:
      effects = state.pane == Pane::list ? press_list(state, key) : press_detail(state, key);
      break;
  }
  scroll_to_cursor(state);
  return effects;
}

void set_filter(State& state, std::string typed) {
  state.filter = {.typed = std::move(typed)};
  std::vector<std::string> good;
  for (const std::string_view word : base::words(state.filter.typed)) {
    good.emplace_back(word);
    auto meaning = pipeline::SocketFilter::parse(good, registry::ServiceNames());
    if (meaning) {
      state.filter.meaning = std::move(*meaning);
      continue;
    }
    if (!state.filter.error) state.filter.error = std::move(meaning.error());
    good.pop_back();
  }
  arrange(state);
}

void show(State& state, std::shared_ptr<const Picture> picture) {
  // The old rows are compared by key, so they stay alive until the end of this function.
  const std::shared_ptr<const Picture> old = std::exchange(state.picture, std::move(picture));
  state.look_error.reset();
  follow_detail(state);
  arrange(state);
}

void show_failure(State& state, base::Error error) {
  state.look_error = std::move(error);
  scroll_to_cursor(state);
}

void resize(State& state, Size size) {
  state.size = size;
  state.naturals.fill(0);
  scroll_to_cursor(state);
}

void show_ending(State& state, std::shared_ptr<const pipeline::PortEnding> ending) {
  state.ending_busy = false;
  state.ending = std::move(ending);
  state.dialog = Dialog::ending;
}

void show_ended(State& state, const base::Result<pipeline::EndingDone>& done) {
  state.ending_busy = false;
  if (!done) {
    say(state, base::to_text(done.error(), state.settings.language), Role::danger_high);
  } else if (state.ending != nullptr) {
    const bool freed = done->result == pipeline::EndingResult::freed;
    say(state, ended_sentence(*state.ending, *done, state.settings.language),
        freed ? Role::ok : Role::danger_high);
  }
  if (state.dialog != Dialog::ending) state.ending.reset();
  scroll_to_cursor(state);
}

}  // namespace minato::cli::watch
