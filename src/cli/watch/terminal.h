// The one place that touches ncurses: draws frames, reads keys, gives the terminal back.
#pragma once

#include <memory>
#include <optional>

#include "base/error.h"
#include "cli/watch/frame.h"
#include "cli/watch/key.h"
#include "render/style.h"

namespace minato::cli::watch {

/// The terminal in full-screen mode as long as this lives. At most one; not thread-safe.
class Terminal {
 public:
  /// Errors: input, when the type of the terminal (TERM) is unknown or cannot show a full screen.
  [[nodiscard]] static base::Result<std::unique_ptr<Terminal>> open(render::Palette palette);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  void draw(const Frame& frame);
  /// The next key that was pressed; nothing when there is none. Never waits.
  [[nodiscard]] std::optional<Key> read_key();
  /// The terminal's size has changed.
  void resize(std::size_t rows, std::size_t columns);
  /// Everything is drawn anew the next time.
  void forget();
  /// Back to the normal screen, and full screen again.
  void leave();
  void enter();

 private:
  struct Parts;
  explicit Terminal(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace minato::cli::watch
