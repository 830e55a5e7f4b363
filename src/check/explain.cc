// Picking the words out of the evidence.
#include "check/explain.h"

#include "base/strings.h"

#include <fmt/core.h>

#include "check/protocol_guess.h"

namespace minato::check {
namespace {

std::string what_is_there(const CheckResult& result) {
  const Stage* const failed = result.failed();
  if (failed != nullptr) {
    // Local knowledge was added last.
    for (auto at = failed->evidence.rbegin(); at != failed->evidence.rend(); ++at) {
      if (at->key == "check.evidence.location") return at->args.at(0);
      if (at->key == "check.evidence.listener") return at->args.at(1);
      if (at->key == "check.evidence.queue") return at->args.at(1) + "/" + at->args.at(2);
      if (at->key == "check.evidence.proxy") return at->args.back();
    }
  }
  if (result.second_look && !result.second_look->speaks.empty()) return result.second_look->speaks;
  const std::string_view guess = guess_protocol(result.talk.first_received);
  return guess.empty() ? "?" : std::string(guess);
}

std::string who_said_so(const CheckResult& result) {
  const Stage* const failed = result.failed();
  if (failed == nullptr) return "";
  switch (failed->kind) {
    case StageKind::resolve:
      return result.resolution.queries.empty()
                 ? ""
                 : model::to_text(result.resolution.queries.back().server);
    case StageKind::connect:
      if (!result.via.empty()) return result.via;
      for (const Attempt& attempt : result.attempts) {
        if (attempt.end && attempt.end->icmp) return model::to_text(attempt.end->icmp->from);
      }
      return result.attempts.empty() ? "" : model::to_text(result.attempts.front().to.address);
    case StageKind::tls: {
      if (!result.certificate) return "";
      if (failed->cause != Cause::certificate_wrong_name) return result.certificate->issuer;
      std::string names;
      for (std::size_t i = 0; i < std::min<std::size_t>(result.certificate->names.size(), 4); ++i) {
        names += (i > 0 ? ", " : "") + result.certificate->names[i];
      }
      return names.empty() ? result.certificate->subject : names;
    }
    case StageKind::application:
      return fmt::format("{} {}", result.talk.facts.text("http.status"),
                         result.talk.facts.text("http.reason"));
  }
  return "";
}

/// "connack 0 · broker mosquitto version 2.0.11": of protocols without words of their own.
std::string first_facts(const talk::Facts& facts) {
  constexpr std::size_t kMost = 3;
  constexpr std::size_t kLongest = 60;
  std::string words;
  std::size_t told = 0;
  for (const talk::Fact& fact : facts.entries()) {
    if (fact.key.starts_with("tls.") || fact.key.starts_with("cert.") || fact.value.empty()) {
      continue;
    }
    const std::string_view name = std::string_view(fact.key).substr(fact.key.find('.') + 1);
    const std::string_view value = base::trim(std::string_view(fact.value).substr(0, kLongest));
    words += fmt::format("{}{} {}", words.empty() ? "" : " · ", name, value);
    if (++told == kMost) break;
  }
  return words;
}

std::string application_words(const CheckResult& result) {
  const talk::Facts& facts = result.talk.facts;
  if (const auto status = facts.first("http.status")) {
    std::string words = fmt::format("HTTP/{} {}", facts.text("http.version"), *status);
    if (facts.has("http.reason")) words += " " + std::string(facts.text("http.reason"));
    if (facts.has("http.server")) words += " · " + std::string(facts.text("http.server"));
    if (facts.has("http.title")) words += " · \"" + std::string(facts.text("http.title")) + "\"";
    return words;
  }
  if (const auto code = facts.first("dns.rcode")) {
    return fmt::format("DNS {} · {} answers", *code, facts.all("dns.answer").size());
  }
  for (const std::string_view key :
       {"ssh.banner", "smtp.greeting", "ftp.greeting", "pop3.greeting", "imap.greeting",
        "mysql.version", "postgresql.answer", "redis.version", "redis.answer", "ntp.words",
        "rdp.words", "smb.dialect", "greeting"}) {
    if (facts.has(key)) return std::string(facts.text(key));
  }
  return result.talk.finished ? first_facts(facts) : std::string();
}

}  // namespace

std::vector<std::string> cause_arguments(const CheckResult& result) {
  return {result.target.host, fmt::format("{}", result.target.port.number), what_is_there(result),
          who_said_so(result)};
}

std::string finding_of(const CheckResult& result, StageKind kind) {
  switch (kind) {
    case StageKind::resolve: {
      std::string words;
      for (const model::IpAddress& address : result.resolution.addresses) {
        words += (words.empty() ? "" : " ") + model::to_text(address);
      }
      return words;
    }
    case StageKind::connect: {
      const Attempt* const winner = result.winner();
      if (winner == nullptr) return "";
      return fmt::format("{} → {}", model::to_text(winner->local), model::to_text(winner->to));
    }
    case StageKind::tls: {
      std::string words = fmt::format("{} · {}", result.talk.facts.text("tls.version"),
                                      result.talk.facts.text("tls.cipher"));
      if (result.certificate) {
        words += fmt::format(" · {} (→ {})", result.certificate->subject,
                             base::to_text(result.certificate->ends).substr(0, 10));
      }
      if (result.staple && result.staple->verdict != talk::StapleVerdict::none) {
        words += fmt::format(" · OCSP {}", to_text(result.staple->verdict));
      }
      return words;
    }
    case StageKind::application:
      return application_words(result);
  }
  return "";
}

}  // namespace minato::check
