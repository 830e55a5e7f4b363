// What every command is handed: the reader's language, colours and width, and where to write.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/command.h"
#include "render/screen.h"

namespace minato::cli {

/// Buffered standard output. A reader that went away (head, less) ends the writing silently.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  void write(std::string_view text);
  void line(std::string_view text = {});
  /// Writes out what is held. The first error other than a closed pipe is kept.
  void flush();
  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

 private:
  std::string held_;
  bool closed_ = false;
  std::optional<base::Error> error_{};
};

struct Context {
  base::Language language = base::Language::en;
  render::Screen screen{};    ///< columns 0: no limit (a pipe)
  base::Timestamp started{};  ///< when the program began
  bool json = false;
  bool quiet = false;
  bool interactive = false;          ///< both ends are a terminal: questions may be asked
  std::vector<std::string> typed{};  ///< the command line without the program's name
  Output out{};

  /// The catalogue's sentence in the reader's language.
  template <typename... Args>
  [[nodiscard]] std::string tr(std::string_view key, const Args&... args) const {
    return base::tr(language, key, args...);
  }
};

/// Language, colour, width and the like, from options, environment and terminal.
/// Errors: input (an unknown language or colour).
[[nodiscard]] base::Result<void> prepare(Context& context, const Arguments& arguments);

/// The error on stderr: what is wrong, the marked word under the command line, what was meant.
void print_error(const Context& context, const base::Error& error);
[[nodiscard]] ExitCode exit_code_of(const base::Error& error);

/// The whole program, for main().
[[nodiscard]] int run_program(const std::vector<std::string>& typed);

}  // namespace minato::cli
