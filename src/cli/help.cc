// Help for people: aligned by display width, wrapped at 100 columns.
#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/text_width.h"

namespace minato::cli {
namespace {

constexpr std::size_t kHelpColumns = 100;

/// "  left column   right column, wrapped under itself"
std::string row(std::string_view left, std::string_view right, std::size_t left_columns) {
  std::string text;
  const std::size_t room = kHelpColumns - left_columns - 4;
  std::string shown = base::pad(left, left_columns);
  if (base::display_width(left) > left_columns) {
    text += fmt::format("  {}\n", left);
    shown = std::string(left_columns, ' ');
  }
  for (const std::string& line : base::wrap(right, room)) {
    text += fmt::format("  {}  {}\n", shown, line);
    shown = std::string(left_columns, ' ');
  }
  return text;
}

std::string options_text(const Command& command, std::span<const Option> options,
                         base::Language language) {
  std::string text;
  for (const Option& option : options) {
    text += row(option_text(option), base::text(language, option_key(command, option)), 26);
  }
  return text;
}

std::string examples_text(const Command& command, base::Language language) {
  std::string text;
  for (std::size_t i = 0; i < command.examples.size(); ++i) {
    const std::string key = fmt::format("help.{}.example-{}", command.name, i + 1);
    text += row(command.examples[i].line, base::text(language, key), 40);
  }
  return text;
}

}  // namespace

base::Language wanted_language(const std::vector<std::string>& typed) {
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const std::string_view word = typed[i];
    const bool apart = word == "--lang" && i + 1 < typed.size();
    const std::string_view name = apart                         ? std::string_view(typed[i + 1])
                                  : word.starts_with("--lang=") ? word.substr(7)
                                                                : "";
    if (const auto language = base::parse_language(name)) return *language;
  }
  return base::language_of_locale();
}

std::string option_text(const Option& option) {
  std::string text = option.letter != '\0' ? fmt::format("-{}, ", option.letter) : "    ";
  text += option.name;
  if (!option.value_name.empty()) text += fmt::format(" {}", option.value_name);
  return text;
}

std::string option_key(const Command& command, const Option& option) {
  const auto common = common_options();
  const bool is_common = std::ranges::find(common, option.name, &Option::name) != common.end();
  return fmt::format("help.{}.{}", is_common ? "common" : command.name, option.name.substr(2));
}

std::string program_help(base::Language language) {
  std::string text = fmt::format("{}\n\n{}\n", base::text(language, "help.program.what"),
                                 base::text(language, "help.program.usage"));
  for (const Command& command : commands()) {
    const std::string left = fmt::format("minato {} {}", command.name, command.words);
    text += row(left, base::text(language, fmt::format("help.{}.what", command.name)), 34);
  }
  const Command& first = commands().front();
  text += fmt::format("\n{}\n{}\n", base::text(language, "help.program.options"),
                      options_text(first, common_options(), language));
  return text + fmt::format("{}\n", base::text(language, "help.program.more"));
}

std::string command_help(const Command& command, base::Language language) {
  std::string text = fmt::format("minato {}{}{}\n\n", command.name,
                                 command.words.empty() ? "" : " ", command.words);
  const std::string key = fmt::format("help.{}.", command.name);
  for (const std::string& line : base::wrap(base::text(language, key + "what"), kHelpColumns)) {
    text += line + '\n';
  }
  if (base::has_text(key + "words")) {
    text += '\n';
    for (const std::string& line : base::wrap(base::text(language, key + "words"), kHelpColumns)) {
      text += line + '\n';
    }
  }
  if (!command.options.empty()) {
    text += fmt::format("\n{}\n{}", base::text(language, "help.program.own-options"),
                        options_text(command, command.options, language));
  }
  text += fmt::format("\n{}\n{}", base::text(language, "help.program.options"),
                      options_text(command, common_options(), language));
  if (!command.examples.empty()) {
    text += fmt::format("\n{}\n{}", base::text(language, "help.program.examples"),
                        examples_text(command, language));
  }
  return text;
}

}  // namespace minato::cli
