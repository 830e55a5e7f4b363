// ioctl and write, with short writes and interruptions taken care of.
#include "sys/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace minato::sys {
namespace {
constexpr std::size_t kLongestLine = 4096;  // an answer to a question; more is no answer
}

bool is_terminal(Stream stream) { return ::isatty(static_cast<int>(stream)) == 1; }

std::size_t terminal_columns(Stream stream) { return terminal_size(stream).columns; }

TerminalSize terminal_size(Stream stream) {
  winsize size{};
  if (::ioctl(static_cast<int>(stream), TIOCGWINSZ, &size) != 0) return {};
  return {.rows = size.ws_row, .columns = size.ws_col};
}

base::Result<void> write_all(Stream stream, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(static_cast<int>(stream), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::fail(base::system_error("write", errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

base::Result<std::string> read_line() {
  std::string line;
  for (char byte = 0; line.size() < kLongestLine;) {
    const ssize_t got = ::read(static_cast<int>(Stream::input), &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::fail(base::system_error("read", errno));
    if (got == 0 && line.empty()) return base::fail(base::system_error("read", ENOENT));
    if (got == 0 || byte == '\n') break;
    line += byte;
  }
  return line;
}

}  // namespace minato::sys
