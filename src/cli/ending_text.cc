// Sentences about the holders of a port.
#include "cli/ending_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/text_width.h"
#include "cli/socket_text.h"

namespace minato::cli {
namespace {

using base::Language;
using model::Process;
using pipeline::EndingResult;
using pipeline::EndingVerdict;
using pipeline::LocalSocket;
using pipeline::PortEnding;
using render::Role;

constexpr std::size_t kMostNamed = 4;
constexpr std::size_t kLongestCommand = 200;

std::string name_of(const Process& process) {
  return base::escape_control(fmt::format("{} ({})", process.name, process.pid));
}

std::string command_of(const Process& process) {
  std::string text;
  for (const std::string& argument : process.arguments) {
    text += (text.empty() ? "" : " ") + argument;
    if (text.size() > kLongestCommand) break;
  }
  return base::truncate(base::escape_control(text), kLongestCommand);
}

/// "0.0.0.0:80, [::]:80": the doors that one process holds.
std::string doors_of(const PortEnding& ending, const Process& process) {
  std::string text;
  for (const LocalSocket* door : ending.doors()) {
    if (std::ranges::find(door->processes, &process) == door->processes.end()) continue;
    const std::string address = base::escape_control(local_text(*door->socket));
    if (text.find(address) == std::string::npos) text += (text.empty() ? "" : ", ") + address;
  }
  return text;
}

void add_holders(std::vector<Sentence>& sentences, const PortEnding& ending, Language language) {
  const auto& holders = ending.holders();
  for (std::size_t i = 0; i < holders.size() && i < kMostNamed; ++i) {
    const Process& process = *holders[i];
    sentences.push_back({base::tr(language, "ending.holder", name_of(process),
                                  base::escape_control(process.user), doors_of(ending, process)),
                         Role::heading});
    const std::string command = command_of(process);
    if (!command.empty()) {
      sentences.push_back({base::tr(language, "ending.command", command), Role::muted, 2});
    }
    sentences.push_back(
        {base::tr(language, "ending.started-by", base::escape_control(ancestry_text(process))),
         Role::muted, 2});
  }
  if (holders.size() > kMostNamed) {
    sentences.push_back(
        {base::tr(language, "ending.more-holders", holders.size() - kMostNamed), Role::plain});
  }
}

/// The refused process, for the sentence that tells why.
std::string refused_name(const PortEnding& ending) {
  for (const host::EndTarget& target : ending.plan().targets) {
    if (!target.refusal) continue;
    const Process* process = ending.inventory().process(target.pid);
    return process != nullptr ? name_of(*process) : fmt::format("PID {}", target.pid);
  }
  return {};
}

void add_freeing(std::vector<Sentence>& sentences, const host::Freeing& freeing,
                 Language language) {
  const std::string kind = fmt::format(
      "ending.{}.{}", freeing.instead_of_ending ? "instead" : "again", to_text(freeing.kind));
  sentences.push_back({base::tr(language, kind, base::escape_control(freeing.subject)),
                       freeing.instead_of_ending ? Role::warn : Role::plain});
  sentences.push_back({base::escape_control(freeing.command), Role::accent, 4});
}

std::string pids_text(const PortEnding& ending, const pipeline::EndingDone& done,
                      const auto& wanted) {
  std::string text;
  for (const host::EndReport& report : done.reports) {
    if (!wanted(report)) continue;
    const Process* process = ending.inventory().process(report.pid);
    text += text.empty() ? "" : ", ";
    text += process != nullptr ? name_of(*process) : fmt::format("PID {}", report.pid);
  }
  return text;
}

}  // namespace

std::string holders_text(const PortEnding& ending) {
  std::string text;
  const auto& holders = ending.holders();
  for (std::size_t i = 0; i < holders.size() && i < kMostNamed; ++i) {
    text += (text.empty() ? "" : ", ") + name_of(*holders[i]);
  }
  if (holders.size() > kMostNamed) text += fmt::format(" +{}", holders.size() - kMostNamed);
  return text;
}

std::vector<Sentence> ending_sentences(const PortEnding& ending, Language language) {
  std::vector<Sentence> sentences;
  const std::string port = to_text(ending.port());
  add_holders(sentences, ending, language);
  switch (ending.verdict()) {
    case EndingVerdict::nobody:
      sentences.push_back({base::tr(language, "ending.nobody", port)});
      break;
    case EndingVerdict::hidden:
      sentences.push_back({base::tr(language, "ending.hidden", port), Role::warn});
      break;
    case EndingVerdict::refused: {
      const std::string key = fmt::format("ending.refused.{}", to_text(*ending.refusal()));
      sentences.push_back({base::tr(language, key, refused_name(ending)), Role::warn});
      break;
    }
    case EndingVerdict::elsewhere:
    case EndingVerdict::possible:
      if (ending.freeing()) add_freeing(sentences, *ending.freeing(), language);
      break;
  }
  return sentences;
}

std::string ended_sentence(const PortEnding& ending, const pipeline::EndingDone& done,
                           Language language) {
  using host::EndOutcome;
  const std::string port = to_text(ending.port());
  const auto have = [&](std::initializer_list<EndOutcome> outcomes) {
    return pids_text(ending, done, [&](const host::EndReport& report) {
      return std::ranges::find(outcomes, report.outcome) != outcomes.end();
    });
  };
  switch (done.result) {
    case EndingResult::freed: {
      const std::string killed = have({EndOutcome::killed});
      if (!killed.empty()) return base::tr(language, "ending.done.killed", port, killed);
      const std::string ended = have({EndOutcome::ended});
      return ended.empty() ? base::tr(language, "ending.done.gone", port)
                           : base::tr(language, "ending.done.ended", port, ended);
    }
    case EndingResult::taken_up: {
      std::string text = base::tr(language, "ending.done.taken-up", port);
      if (ending.freeing()) {
        text += base::tr(language, "ending.done.instead",
                         base::escape_control(ending.freeing()->command));
      }
      return text;
    }
    case EndingResult::forbidden:
      return base::tr(language, "ending.done.forbidden", have({EndOutcome::failed}));
    case EndingResult::failed:
      break;
  }
  return base::tr(language, "ending.done.failed", port,
                  have({EndOutcome::stays, EndOutcome::failed}));
}

}  // namespace minato::cli
