// The screen of `minato capture --top`, drawn from the capture's own loop.
#pragma once

#include <chrono>
#include <memory>

#include "cli/capture/top_view.h"
#include "cli/watch/terminal.h"
#include "sys/screen_events.h"

namespace minato::cli {

/// One thread only.
class TopScreen {
 public:
  /// Errors: input, without a terminal or when it cannot show a full screen.
  [[nodiscard]] static base::Result<TopScreen> open(const Context& context);

  /// Takes keys and signals; false when the user wants to end.
  [[nodiscard]] bool take_keys();
  /// Whether it is time to draw again.
  [[nodiscard]] bool due() const;
  void draw(const CaptureView& view);

 private:
  TopScreen(const Context& context, sys::ScreenEvents events,
            std::unique_ptr<watch::Terminal> terminal)
      : context_(context), events_(std::move(events)), terminal_(std::move(terminal)) {}
  void fit();

  const Context& context_;
  sys::ScreenEvents events_;
  std::unique_ptr<watch::Terminal> terminal_;
  TopState state_{};
  std::chrono::steady_clock::time_point drawn_{};
  bool changed_ = true;  ///< a key was pressed
};

}  // namespace minato::cli
