// CLI11 reads the words; this file tells what is wrong with them in both languages.
#include "cli/arguments.h"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "base/strings.h"
#include "base/suggest.h"

namespace minato::cli {
namespace {

base::Mark mark_word(const std::string& word, std::string_view suggestion = {}) {
  return {word, 0, word.size(), std::string(suggestion)};
}

std::vector<Option> options_of(const Command& command) {
  std::vector<Option> all(common_options().begin(), common_options().end());
  all.insert(all.end(), command.options.begin(), command.options.end());
  return all;
}

const Option* find_option(const std::vector<Option>& options, std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  const auto at = std::ranges::find_if(options, [&](const Option& option) {
    const bool is_letter = word.size() >= 2 && word[1] != '-' && option.letter == word[1];
    return option.name == name || is_letter;
  });
  return at == options.end() ? nullptr : &*at;
}

base::Error unknown_option(const std::vector<Option>& options, const std::string& word) {
  std::vector<std::string_view> names;
  for (const Option& option : options) names.push_back(option.name);
  const std::string name = word.substr(0, word.find('='));
  const auto near = base::suggest(name, names);
  return base::input_error("error.cli.unknown-option", {name},
                           {word, 0, name.size(), std::string(near.value_or(""))});
}

/// What CLI11 would say in English about its own rules, said about the very word instead.
base::Result<void> check_words(const std::vector<Option>& options,
                               const std::vector<std::string>& typed) {
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const std::string& word = typed[i];
    if (word == "--") break;
    if (word.size() < 2 || word[0] != '-') continue;
    const Option* option = find_option(options, word);
    if (option == nullptr) return base::fail(unknown_option(options, word));
    const bool takes_value = !option->value_name.empty();
    const bool joined = word[1] == '-' ? word.find('=') != std::string::npos : word.size() > 2;
    if (!takes_value && joined && word[1] == '-') {
      return base::fail(base::input_error("error.cli.flag-with-value", {std::string(option->name)},
                                          mark_word(word, option->name)));
    }
    if (!takes_value || joined) continue;
    if (i + 1 == typed.size()) {
      return base::fail(base::input_error(
          "error.cli.value-missing", {std::string(option->name), std::string(option->value_name)},
          mark_word(word)));
    }
    ++i;
  }
  return {};
}

base::Result<void> check_count(const Command& command, const std::vector<std::string>& words) {
  if (words.size() < command.fewest_words) {
    return base::fail(
        base::input_error("error.cli.word-missing", {std::string(command.words)}, {}));
  }
  if (words.size() > command.most_words) {
    const std::string& extra = words[command.most_words];
    return base::fail(base::input_error("error.cli.word-too-many", {extra}, mark_word(extra)));
  }
  return {};
}

}  // namespace

base::Result<Arguments> Arguments::parse(const Command& command,
                                         const std::vector<std::string>& typed) {
  const std::vector<Option> options = options_of(command);
  if (const auto known = check_words(options, typed); !known) return base::fail(known.error());
  Arguments arguments;
  CLI::App app;
  app.set_help_flag();
  std::vector<std::pair<const Option*, CLI::Option*>> bound;
  for (const Option& option : options) {
    std::string names(option.name);
    if (option.letter != '\0') names += std::string(",-") + option.letter;
    CLI::Option* made =
        option.value_name.empty() ? app.add_flag(names) : app.add_option(names)->expected(1);
    made->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    bound.emplace_back(&option, made);
  }
  app.add_option("words", arguments.words_);
  try {
    std::vector<std::string> backwards(typed.rbegin(), typed.rend());
    app.parse(backwards);
  } catch (const CLI::ParseError& error) {
    return base::fail(base::input_error("error.cli.other", {error.what()}, {}));
  }
  for (const auto& [option, made] : bound) {
    if (made->count() > 0) arguments.values_[std::string(option->name)] = made->results();
  }
  if (const auto fits = check_count(command, arguments.words_); !fits)
    return base::fail(fits.error());
  return arguments;
}

bool Arguments::has(std::string_view option) const { return values_.find(option) != values_.end(); }

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto given = values(option);
  return given.empty() ? std::nullopt : std::optional(given.back());
}

std::span<const std::string> Arguments::values(std::string_view option) const {
  const auto at = values_.find(option);
  return at == values_.end() ? std::span<const std::string>() : std::span(at->second);
}

base::Result<std::optional<std::uint32_t>> Arguments::number(std::string_view option,
                                                             std::uint32_t lowest,
                                                             std::uint32_t highest) const {
  const auto given = value(option);
  if (!given) return std::nullopt;
  const auto parsed = base::parse_number<std::uint32_t>(*given);
  if (parsed && *parsed >= lowest && *parsed <= highest) return parsed;
  return base::fail(base::input_error(
      "error.cli.number",
      {*given, std::string(option), std::to_string(lowest), std::to_string(highest)},
      mark_word(*given)));
}

}  // namespace minato::cli
