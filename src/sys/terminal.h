// What stands at the other end of standard output: a terminal, how wide, or a pipe.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/error.h"

namespace minato::sys {

enum class Stream : int { input = 0, output = 1, error = 2 };

[[nodiscard]] bool is_terminal(Stream stream);

/// Columns of the terminal on `stream`; 0 when it is none or does not tell.
[[nodiscard]] std::size_t terminal_columns(Stream stream);

struct TerminalSize {
  std::size_t rows = 0;
  std::size_t columns = 0;

  bool operator==(const TerminalSize&) const = default;
};
/// Both; 0 where it does not tell.
[[nodiscard]] TerminalSize terminal_size(Stream stream);

/// Writes all of `text`. Errors: local; EPIPE (the reader went away) among them.
[[nodiscard]] base::Result<void> write_all(Stream stream, std::string_view text);

/// One line from standard input without its newline; not_found at the end of input.
[[nodiscard]] base::Result<std::string> read_line();

}  // namespace minato::sys
