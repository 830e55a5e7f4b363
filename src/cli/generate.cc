// `minato generate man|bash|zsh|fish`: the man page and the completions, from the command table.
#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/help.h"

namespace minato::cli {
namespace {

/// scdoc gives `_` and `*` a meaning, and a dash or dot at the start of a line.
std::string escape_scdoc(std::string_view text) {
  std::string out;
  if (text.starts_with('-') || text.starts_with('.')) out += '\\';
  for (const char c : text) {
    if (c == '_' || c == '*' || c == '\\' || c == '<' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

std::string man_options(const Command& command, std::span<const Option> options,
                        base::Language language) {
  std::string text;
  for (const Option& option : options) {
    std::string name = option_text(option);
    name.erase(0, name.find_first_not_of(' '));
    text += fmt::format("*{}*\n\t{}\n\n", escape_scdoc(name),
                        escape_scdoc(base::text(language, option_key(command, option))));
  }
  return text;
}

std::string man_page(base::Language language) {
  const auto say = [&](std::string_view key) { return escape_scdoc(base::text(language, key)); };
  std::string text = fmt::format("minato(1)\n\n# {}\n\nminato - {}\n\n# {}\n\n", say("man.name"),
                                 say("man.short"), say("man.synopsis"));
  text += fmt::format("*minato* [COMMAND] [OPTIONS]\n\n# {}\n\n{}\n\n# {}\n\n",
                      say("man.description"), say("help.program.what"), say("man.commands"));
  for (const Command& command : commands()) {
    text += fmt::format("## minato {} {}\n\n{}\n\n", command.name, escape_scdoc(command.words),
                        say(fmt::format("help.{}.what", command.name)));
    const std::string words = fmt::format("help.{}.words", command.name);
    if (base::has_text(words)) text += say(words) + "\n\n";
    text += man_options(command, command.options, language);
    for (std::size_t i = 0; i < command.examples.size(); ++i) {
      text += fmt::format("*{}*\n\t{}\n\n", escape_scdoc(command.examples[i].line),
                          say(fmt::format("help.{}.example-{}", command.name, i + 1)));
    }
  }
  text += fmt::format("# {}\n\n{}", say("man.options"),
                      man_options(commands().front(), common_options(), language));
  text += fmt::format("# {}\n\n", say("man.exit-codes"));
  for (const int code : {0, 1, 2, 3, 4, 130}) {
    text += fmt::format("*{}*\n\t{}\n\n", code, say(fmt::format("man.exit-{}", code)));
  }
  return text;
}

std::string bash_completion() {
  std::string text = "# bash completion for minato; made by `minato generate bash`\n_minato() {\n";
  text += "  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]-} names\n";
  std::string all;
  for (const Command& command : commands()) all += fmt::format("{} ", command.name);
  std::string common;
  for (const Option& option : common_options()) common += fmt::format("{} ", option.name);
  text +=
      "  case ${COMP_WORDS[COMP_CWORD-1]} in\n    --lang) COMPREPLY=($(compgen -W 'ja en' -- "
      "\"$word\")); return ;;\n";
  text += "    --color) COMPREPLY=($(compgen -W 'auto always never' -- \"$word\")); return ;;\n";
  text +=
      "    --svg) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n  esac\n  case $command in\n";
  for (const Command& command : commands()) {
    std::string own;
    for (const Option& option : command.options) own += fmt::format("{} ", option.name);
    text += fmt::format("    {}) names='{}{}' ;;\n", command.name, own, common);
  }
  text += fmt::format("    *) names='{}{}' ;;\n  esac\n", all, common);
  return text +
         "  COMPREPLY=($(compgen -W \"$names\" -- \"$word\"))\n}\ncomplete -F _minato minato\n";
}

std::string quoted_zsh(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') out += "'\\'";
    if (c == '[' || c == ']' || c == ':') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_options(const Command& command, std::span<const Option> options) {
  std::string text;
  for (const Option& option : options) {
    const auto what = base::text(base::Language::en, option_key(command, option));
    const std::string value = option.value_name.empty() ? ""
                              : option.kind == ValueKind::file
                                  ? fmt::format(":{}:_files", quoted_zsh(option.value_name))
                                  : fmt::format(":{}:", quoted_zsh(option.value_name));
    text += fmt::format("        '{}[{}]{}' \\\n", option.name, quoted_zsh(what), value);
  }
  return text;
}

std::string zsh_completion() {
  std::string text =
      "#compdef minato\n# made by `minato generate zsh`\n_minato() {\n  local -a names\n  "
      "names=(\n";
  for (const Command& command : commands()) {
    const auto what = base::text(base::Language::en, fmt::format("help.{}.what", command.name));
    text += fmt::format("    '{}:{}'\n", command.name, quoted_zsh(what));
  }
  text +=
      "  )\n  if (( CURRENT == 2 )); then _describe command names; return; fi\n  case $words[2] "
      "in\n";
  for (const Command& command : commands()) {
    text +=
        fmt::format("    {})\n      _arguments \\\n{}{}        '*:word:' ;;\n", command.name,
                    zsh_options(command, command.options), zsh_options(command, common_options()));
  }
  return text + "  esac\n}\n_minato \"$@\"\n";
}

std::string quoted_fish(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string fish_option(const Command& command, const Option& option, std::string_view condition) {
  const auto what = base::text(base::Language::en, option_key(command, option));
  const std::string letter = option.letter != '\0' ? fmt::format(" -s {}", option.letter) : "";
  const std::string value = option.value_name.empty()        ? ""
                            : option.kind == ValueKind::file ? " -r -F"
                                                             : " -x";
  return fmt::format("complete -c minato{} -l {}{}{} -d '{}'\n", condition, option.name.substr(2),
                     letter, value, quoted_fish(what));
}

std::string fish_completion() {
  std::string text =
      "# fish completion for minato; made by `minato generate fish`\ncomplete -c minato -f\n";
  for (const Command& command : commands()) {
    const auto what = base::text(base::Language::en, fmt::format("help.{}.what", command.name));
    text += fmt::format("complete -c minato -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                        quoted_fish(what));
    const std::string condition = fmt::format(" -n '__fish_seen_subcommand_from {}'", command.name);
    for (const Option& option : command.options) text += fish_option(command, option, condition);
  }
  for (const Option& option : common_options()) text += fish_option(commands().front(), option, "");
  return text;
}

}  // namespace

base::Result<ExitCode> run_generate(Context& context, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 4> kKinds = {"man", "bash", "zsh", "fish"};
  const std::string& kind = arguments.words().front();
  if (kind == "man")
    context.out.write(man_page(context.language));
  else if (kind == "bash")
    context.out.write(bash_completion());
  else if (kind == "zsh")
    context.out.write(zsh_completion());
  else if (kind == "fish")
    context.out.write(fish_completion());
  else {
    const auto near = base::suggest(kind, kKinds);
    return base::fail(base::input_error("error.cli.generate", {kind},
                                        {kind, 0, kind.size(), std::string(near.value_or(""))}));
  }
  return ExitCode::yes;
}

}  // namespace minato::cli
