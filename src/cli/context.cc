// Settings of one call, and how errors look.
#include "cli/context.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/log.h"
#include "base/suggest.h"
#include "base/text_width.h"
#include "cli/arguments.h"
#include "sys/terminal.h"

namespace minato::cli {
namespace {

constexpr std::size_t kFlushAt = 1 << 16;
constexpr std::size_t kNarrowest = 40;

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

base::Error unknown_choice(std::string key, const std::string& typed,
                           std::span<const std::string_view> choices) {
  const auto near = base::suggest(typed, choices);
  return base::input_error(std::move(key), {typed},
                           {typed, 0, typed.size(), std::string(near.value_or(""))});
}

base::Result<bool> wants_color(const Arguments& arguments) {
  static constexpr std::array<std::string_view, 3> kChoices = {"auto", "always", "never"};
  const std::string choice = arguments.value("--color").value_or("auto");
  if (choice == "always") return true;
  if (choice == "never") return false;
  if (choice != "auto") return base::fail(unknown_choice("error.cli.color", choice, kChoices));
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return sys::is_terminal(sys::Stream::output) && !is_set("NO_COLOR") && !dumb;
}

/// Box drawing needs a UTF-8 locale; Japanese text says that the terminal shows UTF-8 anyway.
bool lacks_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string locale(value);
    std::ranges::transform(locale, locale.begin(),
                           [](char c) { return static_cast<char>(c | 0x20); });
    return locale.find("utf-8") == std::string::npos && locale.find("utf8") == std::string::npos;
  }
  return true;
}

base::Result<std::size_t> wanted_columns(const Arguments& arguments) {
  const auto given = arguments.number("--width", static_cast<std::uint32_t>(kNarrowest), 1000);
  if (!given) return base::fail(given.error());
  if (*given) return **given;
  if (!sys::is_terminal(sys::Stream::output)) return 0;
  return std::max(kNarrowest, sys::terminal_columns(sys::Stream::output));
}

/// The command line with the marked word, and a caret line under it. Empty when the word is not
/// there.
std::string caret_lines(const Context& context, const base::Mark& mark) {
  std::string line = "  minato";
  std::string caret;
  for (const std::string& word : context.typed) {
    line += ' ';
    const bool last_match = caret.empty() && !mark.text.empty() && word.ends_with(mark.text);
    if (last_match) {
      const std::size_t at = word.size() - mark.text.size() + mark.offset;
      const std::string before = base::escape_control(std::string_view(word).substr(0, at));
      const std::string marked =
          base::escape_control(std::string_view(word).substr(at, mark.length));
      const std::size_t width = std::max<std::size_t>(1, base::display_width(marked));
      caret =
          std::string(base::display_width(line + before), ' ') + '^' + std::string(width - 1, '~');
    }
    line += base::escape_control(word);
  }
  return caret.empty() ? "" : line + '\n' + caret + '\n';
}

}  // namespace

Output::~Output() { flush(); }

void Output::write(std::string_view text) {
  held_ += text;
  if (held_.size() >= kFlushAt) flush();
}

void Output::line(std::string_view text) {
  held_ += text;
  write("\n");
}

void Output::flush() {
  if (!closed_ && !held_.empty()) {
    const auto written = sys::write_all(sys::Stream::output, held_);
    closed_ = !written;
    if (!written && written.error().errno_value != EPIPE) error_ = written.error();
  }
  held_.clear();
}

base::Result<void> prepare(Context& context, const Arguments& arguments) {
  context.language = base::language_of_locale();
  if (const auto name = arguments.value("--lang")) {
    static constexpr std::array<std::string_view, 2> kChoices = {"ja", "en"};
    const auto language = base::parse_language(*name);
    if (!language) return base::fail(unknown_choice("error.cli.language", *name, kChoices));
    context.language = *language;
  }
  const auto color = wants_color(arguments);
  if (!color) return base::fail(color.error());
  const auto columns = wanted_columns(arguments);
  if (!columns) return base::fail(columns.error());
  const bool ascii =
      arguments.has("--ascii") || (lacks_unicode() && context.language == base::Language::en);
  context.screen = {.columns = *columns,
                    .palette = *color ? render::Palette::ansi : render::Palette::none,
                    .charset = ascii ? render::Charset::ascii : render::Charset::unicode};
  context.json = arguments.has("--json");
  context.quiet = arguments.has("--quiet");
  context.interactive =
      sys::is_terminal(sys::Stream::input) && sys::is_terminal(sys::Stream::error);
  if (arguments.has("--verbose")) base::set_log_level(base::LogLevel::debug);
  return {};
}

void print_error(const Context& context, const base::Error& error) {
  std::string text = fmt::format("minato: {}\n", base::to_text(error, context.language));
  if (error.mark) {
    text += caret_lines(context, *error.mark);
    if (!error.mark->suggestion.empty()) {
      text += "  " + context.tr("cli.did-you-mean", base::escape_control(error.mark->suggestion)) +
              '\n';
    }
  }
  static_cast<void>(sys::write_all(sys::Stream::error, text));
}

ExitCode exit_code_of(const base::Error& error) {
  if (error.origin == base::Origin::input) return ExitCode::usage;
  if (error.code == base::ErrorCode::permission) return ExitCode::privilege;
  if (error.code == base::ErrorCode::interrupted) return ExitCode::interrupted;
  return ExitCode::failure;
}

}  // namespace minato::cli
