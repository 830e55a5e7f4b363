// The loop: draw, sleep until something happens, let it change the state.
#include "cli/watch/watch.h"

#include <algorithm>

#include "cli/ending_text.h"
#include "cli/notes.h"
#include "cli/watch/collector.h"
#include "cli/watch/errand.h"
#include "cli/watch/terminal.h"
#include "cli/watch/update.h"
#include "cli/watch/view.h"
#include "sys/host_name.h"
#include "sys/port_sysctls.h"
#include "sys/screen_events.h"
#include "sys/terminal.h"

namespace minato::cli::watch {
namespace {

using std::chrono::milliseconds;
using Found = base::Result<std::shared_ptr<const pipeline::PortEnding>>;

constexpr milliseconds kForever{3'600'000};

Found look_up(model::Port port) {
  auto ending = pipeline::PortEnding::create(port);
  if (!ending) return base::fail(std::move(ending.error()));
  return std::make_shared<const pipeline::PortEnding>(std::move(*ending));
}

/// When to look again. A look never takes more than half of the time.
class Pace {
 public:
  void started() { started_ = clock_.monotonic(); }
  void finished() { taken_ = clock_.monotonic() - started_; }
  [[nodiscard]] milliseconds left(std::uint32_t interval_ms) const {
    const auto due =
        started_ + std::max<std::chrono::nanoseconds>(milliseconds(interval_ms), 2 * taken_);
    return std::chrono::ceil<milliseconds>(
        std::max(due - clock_.monotonic(), std::chrono::nanoseconds(0)));
  }

 private:
  base::SystemClock clock_;
  std::chrono::nanoseconds started_{};
  std::chrono::nanoseconds taken_{};
};

class Session {
 public:
  Session(State state, host::NetworkNamespaces namespaces, const sys::ScreenEvents& events,
          Terminal& terminal)
      : state_(std::move(state)),
        events_(events),
        terminal_(terminal),
        collector_([namespaces](TableKind kind) { return look_at_machine(kind, namespaces); },
                   [waker = events.waker()] { waker.wake(); }),
        found_([waker = events.waker()] { waker.wake(); }),
        ended_([waker = events.waker()] { waker.wake(); }) {}

  base::Result<ExitCode> run() {
    look();
    while (true) {
      terminal_.draw(frame_of(state_));
      const auto happened = events_.wait(patience());
      if (!happened) return base::fail(happened.error());
      if (happened->end) return ExitCode::interrupted;
      if (happened->suspend) suspend();
      if (happened->resized || happened->continued) fit_terminal();
      if (happened->woken) take_answers();
      if (happened->input && !press_keys()) return ExitCode::yes;
      const bool due = pace_.left(kIntervals_ms[state_.interval]).count() == 0;
      if (!state_.paused && due && !collector_.busy()) look();
    }
  }

  /// True while the holders of a port are being ended.
  [[nodiscard]] bool is_ending() const { return ending_; }
  /// Waits for that, and says how it went.
  std::string finish_ending() {
    ended_.finish();
    take_answers();
    return state_.message ? state_.message->text : std::string();
  }

 private:
  milliseconds patience() const {
    // A look that is under way wakes us when it is done.
    if (state_.paused || collector_.busy()) return kForever;
    return pace_.left(kIntervals_ms[state_.interval]);
  }

  void look() {
    pace_.started();
    collector_.request(wanted_kind(state_));
  }

  void take_answers() {
    if (auto picture = collector_.take()) {
      pace_.finished();
      if (*picture) {
        show(state_, std::move(**picture));
      } else {
        show_failure(state_, std::move(picture->error()));
      }
    }
    if (auto found = found_.take()) {
      if (*found) {
        show_ending(state_, std::move(**found));
      } else {
        show_ended(state_, base::fail(found->error()));
      }
    }
    if (const auto ended = ended_.take()) {
      ending_ = false;
      show_ended(state_, *ended);
      look();
    }
  }

  /// False when the user quits.
  bool press_keys() {
    while (const auto key = terminal_.read_key()) {
      const Effects effects = press(state_, *key);
      if (effects.quit) return false;
      if (effects.redraw) terminal_.forget();
      if (effects.look) look();
      if (effects.look_up) {
        found_.start([port = *effects.look_up] { return look_up(port); });
      }
      if (effects.end_holders) {
        ending_ = true;
        ended_.start([ending = state_.ending] {
          return pipeline::end_holders(*ending, {.grace = std::chrono::seconds(kGraceSeconds)});
        });
      }
    }
    return true;
  }

  void fit_terminal() {
    const sys::TerminalSize size = sys::terminal_size(sys::Stream::output);
    if (size.rows == 0 || size.columns == 0) return;
    terminal_.resize(size.rows, size.columns);
    resize(state_, {.rows = size.rows, .columns = size.columns});
  }

  void suspend() {
    terminal_.leave();
    sys::stop_this_process();
    terminal_.enter();
    fit_terminal();
  }

  State state_;
  const sys::ScreenEvents& events_;
  Terminal& terminal_;
  Pace pace_{};
  bool ending_ = false;
  Collector collector_;
  Errand<Found> found_;
  Errand<base::Result<pipeline::EndingDone>> ended_;
};

/// An error about the option as it was typed.
base::Error option_error(const Context& context, std::string key, std::string_view option) {
  const bool typed = std::ranges::find(context.typed, option) != context.typed.end();
  const std::string word(typed ? option : "");
  return base::input_error(std::move(key), {std::string(option)}, {word, 0, word.size(), {}});
}

base::Result<void> check(const Context& context, const Arguments& arguments) {
  for (const std::string_view other : {"--json", "--tree"}) {
    if (!arguments.has(other)) continue;
    return base::fail(option_error(context, "error.watch.together", other));
  }
  if (!sys::is_terminal(sys::Stream::input) || !sys::is_terminal(sys::Stream::output)) {
    return base::fail(option_error(context, "error.watch.no-terminal", "--watch"));
  }
  return {};
}

/// The state before the first look. Errors: input, a wrong filter word.
base::Result<State> first_state(const Context& context, const Arguments& arguments, ColumnId sort) {
  State state{.settings = {.language = context.language,
                           .charset = context.screen.charset,
                           .host_name = sys::host_name(),
                           .network_namespace = arguments.value("--netns").value_or("all"),
                           .ephemeral = sys::read_port_sysctls().ephemeral},
              .scope = arguments.has("--all") ? Scope::all_states : Scope::by_filter,
              .sort = sort};
  std::string words;
  for (const std::string& word : arguments.words()) words += (words.empty() ? "" : " ") + word;
  set_filter(state, words);
  if (state.filter.error) return base::fail(*state.filter.error);
  const sys::TerminalSize size = sys::terminal_size(sys::Stream::output);
  if (size.rows > 0 && size.columns > 0) resize(state, {size.rows, size.columns});
  return state;
}

}  // namespace

base::Result<ExitCode> run(Context& context, const Arguments& arguments, ColumnId sort) {
  if (auto fits = check(context, arguments); !fits) return base::fail(std::move(fits.error()));
  auto state = first_state(context, arguments, sort);
  if (!state) return base::fail(std::move(state.error()));
  const auto namespaces =
      arguments.has("--netns") ? host::NetworkNamespaces::all : host::NetworkNamespaces::own;
  // The signals are ours before any thread starts, and the screen's before anything is drawn.
  const auto events = sys::ScreenEvents::create();
  if (!events) return base::fail(events.error());
  auto terminal = Terminal::open(context.screen.palette);
  if (!terminal) return base::fail(std::move(terminal.error()));

  Session session(std::move(*state), namespaces, *events, **terminal);
  auto result = session.run();
  terminal->reset();
  if (session.is_ending()) {
    // SIGKILL is still to come for those that stay: leaving now would leave them half ended.
    note(context, context.tr("watch.finishing"));
    note(context, session.finish_ending());
  }
  return result;
}

}  // namespace minato::cli::watch
