// The program: find the command, read its words, run it, say what went wrong.
#include <algorithm>
#include <cstdlib>

#include "base/suggest.h"
#include "cli/arguments.h"
#include "cli/context.h"
#include "cli/help.h"
#include "cli/version.h"

namespace minato::cli {
namespace {

base::Error unknown_command(const std::string& word) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  const auto near = base::suggest(word, names);
  return base::input_error("error.cli.unknown-command", {word},
                           {word, 0, word.size(), std::string(near.value_or(""))});
}

bool takes_value(std::span<const Option> options, std::string_view name) {
  const auto at = std::ranges::find(options, name, &Option::name);
  return at != options.end() && !at->value_name.empty();
}

/// The command's name is the first word that is no option. Common options may stand before it, and
/// those of the first command, which runs when none is named.
std::size_t command_index(const std::vector<std::string>& typed) {
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (typed[i].empty() || typed[i][0] != '-') return i;
    if (takes_value(common_options(), typed[i]) ||
        takes_value(commands().front().options, typed[i])) {
      ++i;
    }
  }
  return typed.size();
}

bool asks(const std::vector<std::string>& typed, std::string_view name, std::string_view letter) {
  const auto end = std::ranges::find(typed, "--");
  return std::find_if(typed.begin(), end, [&](const std::string& word) {
           return word == name || word == letter;
         }) != end;
}

ExitCode finish(Context& context, const base::Result<ExitCode>& result) {
  context.out.flush();
  if (!result) {
    print_error(context, result.error());
    return exit_code_of(result.error());
  }
  if (!context.out.error()) return *result;
  print_error(context, *context.out.error());
  return exit_code_of(*context.out.error());
}

ExitCode run_command(Context& context, const Command& command, std::vector<std::string> words) {
  if (command.rewrite != nullptr) {
    auto rewritten = command.rewrite(words);
    if (!rewritten) return finish(context, base::fail(std::move(rewritten.error())));
    words = std::move(*rewritten);
  }
  const auto arguments = Arguments::parse(command, words);
  if (!arguments) return finish(context, base::fail(arguments.error()));
  if (const auto ready = prepare(context, *arguments); !ready) {
    return finish(context, base::fail(ready.error()));
  }
  return finish(context, command.run(context, *arguments));
}

}  // namespace

int run_program(const std::vector<std::string>& typed) {
  Context context;
  context.typed = typed;
  context.started = base::SystemClock().now();
  context.language = wanted_language(typed);
  const std::size_t at = command_index(typed);
  const std::string name = at < typed.size() ? typed[at] : "report";
  const Command* command = find_command(name);
  if (at < typed.size() && command == nullptr && name != "help") {
    return static_cast<int>(finish(context, base::fail(unknown_command(name))));
  }
  if (asks(typed, "--version", "-V")) {
    context.out.line(version_text());
    return 0;
  }
  if (name == "help" || asks(typed, "--help", "-h")) {
    const bool about_one = name == "help" ? at + 1 < typed.size() : at < typed.size();
    const std::string& wanted = name == "help" && about_one ? typed[at + 1] : name;
    const Command* topic = about_one ? find_command(wanted) : nullptr;
    if (about_one && topic == nullptr && wanted[0] != '-') {
      return static_cast<int>(finish(context, base::fail(unknown_command(wanted))));
    }
    context.out.write(topic != nullptr ? command_help(*topic, context.language)
                                       : program_help(context.language));
    return 0;
  }
  std::vector<std::string> words(typed);
  if (at < typed.size()) words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
  return static_cast<int>(run_command(context, *command, std::move(words)));
}

}  // namespace minato::cli
