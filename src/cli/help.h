// The help pages, made from the command table and the catalogues.
#pragma once

#include <string>
#include <vector>

#include "base/language.h"
#include "cli/command.h"

namespace minato::cli {

/// What --lang or the locale ask for, before the command line is checked.
[[nodiscard]] base::Language wanted_language(const std::vector<std::string>& typed);

/// Every command with a sentence each. Ends with a newline.
[[nodiscard]] std::string program_help(base::Language language);
/// One command: usage, what it answers, options, examples.
[[nodiscard]] std::string command_help(const Command& command, base::Language language);

/// The catalogue key of an option's sentence: `help.ls.all`; common options: `help.common.json`.
[[nodiscard]] std::string option_key(const Command& command, const Option& option);
/// `-r, --range A-B`
[[nodiscard]] std::string option_text(const Option& option);

}  // namespace minato::cli
