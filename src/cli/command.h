// A command is one declaration: name, words it takes, options, examples, code. The help, the man
// page and the completions of the shells are made from the same table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace minato::cli {

class Arguments;
struct Context;

/// Exit codes of the whole program.
enum class ExitCode : int {
  yes = 0,
  no = 1,         ///< check failed, port taken, findings at or over the limit
  usage = 2,      ///< the command line is wrong
  privilege = 3,  ///< a privilege is missing
  failure = 4,    ///< the network or the system failed
  interrupted = 130,
};

/// What a value is, for the completions of the shells.
enum class ValueKind : std::uint8_t { none, text, file, port, language, color };

/// The help text of an option is the catalogue's `help.<command>.<name without dashes>`.
struct Option {
  std::string_view name;             ///< "--range"
  char letter = '\0';                ///< 'r' for -r, '\0' for none
  std::string_view value_name = "";  ///< "A-B"; empty for a flag
  ValueKind kind = ValueKind::none;
  std::string_view also = "";  ///< how users of other tools type it: "-sS"; several between spaces
};

/// An example of the help: what to type. Its explanation: `help.<command>.example-<number from 1>`.
struct Example {
  std::string_view line;
};

struct Command {
  std::string_view name;
  std::string_view words;  ///< "[FILTER…]", as the usage line shows it; "" when it takes none
  std::size_t fewest_words = 0;
  std::size_t most_words = 0;  ///< SIZE_MAX for any number
  ValueKind word_kind = ValueKind::none;
  std::span<const Option> options{};
  std::span<const Example> examples{};
  base::Result<ExitCode> (*run)(Context&, const Arguments&) = nullptr;
  /// Brings other tools' spellings into that of `options`, before anything else reads the words.
  base::Result<std::vector<std::string>> (*rewrite)(const std::vector<std::string>&) = nullptr;
};

/// Every command, in the order of the help.
[[nodiscard]] std::span<const Command> commands();
/// The options that every command understands.
[[nodiscard]] std::span<const Option> common_options();
/// The command of that name; nullptr when there is none.
[[nodiscard]] const Command* find_command(std::string_view name);

}  // namespace minato::cli
