// Keys in, frames out.
#include "cli/capture/top.h"

#include "sys/terminal.h"

namespace minato::cli {
namespace {

constexpr std::chrono::milliseconds kEvery{500};

}  // namespace

base::Result<TopScreen> TopScreen::open(const Context& context) {
  if (!sys::is_terminal(sys::Stream::input) || !sys::is_terminal(sys::Stream::output)) {
    return base::fail(base::input_error("error.watch.no-terminal", {"--top"}, {"--top", 0, 5, {}}));
  }
  auto events = sys::ScreenEvents::create();
  if (!events) return base::fail(events.error());
  auto terminal = watch::Terminal::open(context.screen.palette);
  if (!terminal) return base::fail(std::move(terminal.error()));
  TopScreen screen(context, std::move(*events), std::move(*terminal));
  screen.fit();
  return screen;
}

void TopScreen::fit() {
  const sys::TerminalSize size = sys::terminal_size(sys::Stream::output);
  if (size.rows == 0 || size.columns == 0) return;
  terminal_->resize(size.rows, size.columns);
  state_.rows = size.rows;
  state_.columns = size.columns;
}

bool TopScreen::take_keys() {
  const auto happened = events_.wait(std::chrono::milliseconds(0));
  if (!happened || happened->end) return false;
  if (happened->suspend) {
    terminal_->leave();
    sys::stop_this_process();
    terminal_->enter();
  }
  if (happened->suspend || happened->resized || happened->continued) fit();
  while (const auto key = terminal_->read_key()) {
    changed_ = true;
    if (!press_top(state_, *key)) return false;
  }
  return true;
}

bool TopScreen::due() const {
  return changed_ || std::chrono::steady_clock::now() - drawn_ >= kEvery;
}

void TopScreen::draw(const CaptureView& view) {
  if (!state_.paused || changed_) arrange_top(state_, view);
  changed_ = false;
  drawn_ = std::chrono::steady_clock::now();
  terminal_->draw(top_frame(context_, view, state_));
}

}  // namespace minato::cli
