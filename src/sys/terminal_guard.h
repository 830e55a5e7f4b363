// Gives the terminal back when the program crashes in the middle of a full screen.
#pragma once

#include <string_view>

namespace minato::sys {

/// From here to its end, a fatal signal (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) first restores
/// the terminal modes of now and writes `farewell`, then ends the program as it would have anyway.
/// At most one at a time.
class TerminalGuard {
 public:
  /// farewell: what leaves the full screen, at most 256 bytes.
  explicit TerminalGuard(std::string_view farewell);
  TerminalGuard(const TerminalGuard&) = delete;
  TerminalGuard& operator=(const TerminalGuard&) = delete;
  ~TerminalGuard();
};

}  // namespace minato::sys
