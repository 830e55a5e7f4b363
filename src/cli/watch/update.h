// What changes the state: keys, looks at the machine, another size, answers about an ending.
#pragma once

#include <memory>
#include <string>

#include "cli/watch/key.h"
#include "cli/watch/state.h"

namespace minato::cli::watch {

/// What the program has to do after a key.
struct Effects {
  bool quit = false;
  bool look = false;                     ///< look at the machine now, not only when it is time
  bool redraw = false;                   ///< the terminal's content is not to be trusted
  std::optional<model::Port> look_up{};  ///< who holds this port, for the dialog
  bool end_holders = false;              ///< of State::ending

  bool operator==(const Effects&) const = default;
};

/// One key.
[[nodiscard]] Effects press(State& state, const Key& key);
/// A new look.
void show(State& state, std::shared_ptr<const Picture> picture);
/// The machine could not be looked at; the old picture stays and says so.
void show_failure(State& state, base::Error error);
/// The terminal has another size.
void resize(State& state, Size size);

/// Who holds the port that was asked about: opens the dialog.
void show_ending(State& state, std::shared_ptr<const pipeline::PortEnding> ending);
/// How ending the holders went.
void show_ended(State& state, const base::Result<pipeline::EndingDone>& done);

/// Sets the filter as if it had been typed.
void set_filter(State& state, std::string typed);

/// Filters, sorts, and puts cursor and scroll into their bounds; called by all of the above.
void settle(State& state);

}  // namespace minato::cli::watch
