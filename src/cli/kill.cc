// `minato kill`: shows who holds a port, asks, and ends them; or says what really frees it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "base/text_width.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/ending_text.h"
#include "cli/notes.h"
#include "cli/paragraph.h"
#include "cli/ports_typed.h"
#include "cli/socket_json.h"
#include "pipeline/port_ending.h"
#include "sys/terminal.h"

namespace minato::cli {
namespace {

using host::EndOutcome;
using pipeline::EndingDone;
using pipeline::EndingResult;
using pipeline::EndingVerdict;
using pipeline::PortEnding;

constexpr std::uint32_t kGraceSeconds = 5;
constexpr std::uint32_t kLongestGrace = 3600;

struct Wish {
  model::Port port{};
  std::uint32_t grace_seconds = kGraceSeconds;
  bool yes = false;
  bool dry_run = false;
};

base::Result<Wish> read_wish(const Arguments& arguments) {
  const auto transport = arguments.has("--udp") ? model::Transport::udp : model::Transport::tcp;
  const auto port = parse_one_port(arguments.words().front(), transport);
  if (!port) return base::fail(port.error());
  const auto grace = arguments.number("--grace", 0, kLongestGrace);
  if (!grace) return base::fail(grace.error());
  return Wish{.port = *port,
              .grace_seconds = grace->value_or(kGraceSeconds),
              .yes = arguments.has("--yes"),
              .dry_run = arguments.has("--dry-run")};
}

void write_sentences(Context& context, const PortEnding& ending) {
  for (const Sentence& sentence : ending_sentences(ending, context.language)) {
    const std::size_t room = text_columns(context) - sentence.indent;
    // A command to copy stays on one line, however long.
    const bool is_command = sentence.role == render::Role::accent;
    const auto lines = is_command ? std::vector{sentence.text} : base::wrap(sentence.text, room);
    for (const std::string& line : lines) {
      context.out.line(std::string(sentence.indent, ' ') +
                       render::styled(line, sentence.role, context.screen.palette));
    }
  }
}

/// True when a person says yes. Anything else is a no.
bool agrees(Context& context, const PortEnding& ending, const Wish& wish) {
  context.out.flush();
  const std::string question =
      context.tr("kill.question", holders_text(ending), wish.grace_seconds);
  static_cast<void>(sys::write_all(sys::Stream::error, question));
  const auto line = sys::read_line();
  const std::string answer = line ? base::to_lower(base::trim(*line)) : std::string();
  constexpr std::array<std::string_view, 4> kYes = {"y", "yes", "はい", "ｙ"};
  return std::ranges::find(kYes, answer) != kYes.end();
}

/// The answer when nobody is to be ended.
ExitCode refusal_code(EndingVerdict verdict) {
  return verdict == EndingVerdict::hidden ? ExitCode::privilege : ExitCode::no;
}

ExitCode result_code(EndingResult result) {
  switch (result) {
    case EndingResult::freed:
      return ExitCode::yes;
    case EndingResult::forbidden:
      return ExitCode::privilege;
    case EndingResult::taken_up:
    case EndingResult::failed:
      break;
  }
  return ExitCode::failure;
}

/// What stands in the way, for the summary.
std::vector<host::Limitation> obstacles(const PortEnding& ending) {
  std::vector<host::Limitation> found;
  if (ending.freeing()) found.push_back({"kill.freed-by", {ending.freeing()->command}});
  if (ending.verdict() == EndingVerdict::hidden) found.push_back({"kill.hidden", {}});
  if (const auto refusal = ending.refusal()) {
    found.push_back({fmt::format("ending.refused.{}", to_text(*refusal)), {holders_text(ending)}});
  }
  return found;
}

/// The doors with their holders, and how it went; `done` is empty when nobody was signalled.
void write_json(Context& context, const PortEnding& ending, const std::optional<EndingDone>& done) {
  write_observations(context, ending.doors());
  Counts counts = {{"listening", ending.doors().size()}, {"holders", ending.plan().targets.size()}};
  for (const EndOutcome outcome : {EndOutcome::ended, EndOutcome::killed, EndOutcome::gone,
                                   EndOutcome::stays, EndOutcome::failed}) {
    const auto is_it = [&](const host::EndReport& report) { return report.outcome == outcome; };
    const auto number = done ? std::ranges::count_if(done->reports, is_it) : 0;
    counts.emplace_back(to_text(outcome), static_cast<std::uint64_t>(number));
  }
  if (done) counts.emplace_back("listening-now", done->listening);
  write_summary(context, "kill", counts, obstacles(ending));
}

base::Result<ExitCode> end_them(Context& context, const PortEnding& ending, const Wish& wish) {
  auto done = pipeline::end_holders(ending, {.grace = std::chrono::seconds(wish.grace_seconds)});
  if (!done) return base::fail(std::move(done.error()));
  if (context.json) {
    write_json(context, ending, *done);
  } else {
    const std::string sentence = ended_sentence(ending, *done, context.language);
    if (done->result == EndingResult::freed) {
      context.out.line(sentence);
    } else {
      context.out.flush();
      note(context, sentence);
    }
  }
  return result_code(done->result);
}

}  // namespace

base::Result<ExitCode> run_kill(Context& context, const Arguments& arguments) {
  const auto wish = read_wish(arguments);
  if (!wish) return base::fail(wish.error());
  const auto ending = PortEnding::create(wish->port);
  if (!ending) return base::fail(ending.error());
  const bool possible = ending->verdict() == EndingVerdict::possible;
  if (!context.json) write_sentences(context, *ending);
  if (context.json && (!possible || wish->dry_run)) write_json(context, *ending, std::nullopt);
  if (!possible) return refusal_code(ending->verdict());
  if (wish->dry_run) {
    if (!context.json) {
      context.out.line(context.tr("kill.dry-run", holders_text(*ending), wish->grace_seconds));
    }
    return ExitCode::yes;
  }
  if (!wish->yes) {
    if (context.json || !context.interactive) {
      return base::fail(base::input_error("error.kill.ask", {}, {}));
    }
    if (!agrees(context, *ending, *wish)) {
      note(context, context.tr("kill.left"));
      return ExitCode::no;
    }
  }
  return end_them(context, *ending, *wish);
}

}  // namespace minato::cli
