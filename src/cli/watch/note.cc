// An error of the filter comes before a message, a message before what is hidden.
#include "cli/watch/note.h"

#include <algorithm>

#include "base/text_width.h"

namespace minato::cli::watch {
namespace {

using render::Role;

constexpr std::size_t kSmallScreenRows = 16;
constexpr std::size_t kMostLines = 3;

Message filter_message(const State& state) {
  Message message{base::to_text(*state.filter.error, state.settings.language), Role::warn};
  const auto& mark = state.filter.error->mark;
  if (mark && !mark->suggestion.empty()) {
    message.text += "  " + state.tr("cli.did-you-mean", base::escape_control(mark->suggestion));
  }
  return message;
}

Message note_of(const State& state) {
  if (state.filter.error) return filter_message(state);
  if (state.message) return *state.message;
  if (state.look_error) {
    return {
        state.tr("watch.look-failed", base::to_text(*state.look_error, state.settings.language)),
        Role::danger_high};
  }
  if (state.pane != Pane::list || state.picture == nullptr) return {};
  if (state.picture->now->limitations.empty()) return {};
  const host::Limitation& hidden = state.picture->now->limitations.front();
  return {base::tr_args(state.settings.language, hidden.key, hidden.args), Role::muted};
}

}  // namespace

std::vector<Line> note_lines(const State& state) {
  const Message message = note_of(state);
  if (message.text.empty()) return {};
  const std::size_t most = state.size.rows < kSmallScreenRows ? 1 : kMostLines;
  const std::size_t room = state.size.columns > 2 ? state.size.columns - 2 : 1;
  std::vector<std::string> wrapped = base::wrap(message.text, room);
  if (wrapped.size() > most) {
    wrapped.resize(most);
    wrapped.back() = base::truncate(wrapped.back() + " …", room);
  }
  std::vector<Line> lines;
  for (std::string& text : wrapped) {
    lines.push_back({.spans = {{.text = " "}, {std::move(text), message.role}}});
  }
  return lines;
}

}  // namespace minato::cli::watch
