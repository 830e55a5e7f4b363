// How the screen is divided.
#include "cli/watch/state.h"

#include "cli/watch/note.h"

namespace minato::cli::watch {
namespace {
constexpr std::size_t kTitleAndKeys = 2;
constexpr std::size_t kHeading = 1;
}  // namespace

TableKind wanted_kind(const State& state) {
  switch (state.scope) {
    case Scope::listeners:
      return TableKind::listeners;
    case Scope::all_states:
      return TableKind::all_states;
    case Scope::by_filter:
      break;
  }
  return state.filter.meaning.listeners_only() ? TableKind::listeners : TableKind::all_states;
}

bool shows_filter(const State& state) {
  return state.pane == Pane::list &&
         (state.dialog == Dialog::filter || !state.filter.typed.empty());
}

std::size_t list_height(const State& state) {
  std::size_t taken = kTitleAndKeys + (shows_filter(state) ? 1 : 0) + note_lines(state).size();
  if (state.pane == Pane::list) taken += kHeading;
  return state.size.rows > taken ? state.size.rows - taken : 0;
}

}  // namespace minato::cli::watch
