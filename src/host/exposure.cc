// Judging: every way to the socket, the widest first, until no other could be wider.
#include "host/exposure.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "base/text_width.h"
#include "host/exposure_entries.h"
#include "host/exposure_findings.h"
#include "host/exposure_reason.h"
#include "host/exposure_walk.h"

namespace minato::host {

using model::Exposure;
using model::ExposureVerdict;
using model::Family;
using model::Socket;

namespace {

bool is_listening(const Socket& socket) {
  const auto transport = socket.local.port.transport;
  const bool followed = transport == model::Transport::tcp || transport == model::Transport::udp;
  return followed &&
         (socket.state == model::SocketState::listen || socket.state == model::SocketState::bound);
}

ExposureVerdict verdict(Exposure exposure, std::string key, std::vector<std::string> args = {}) {
  for (std::string& arg : args) arg = base::escape_control(arg);
  return {exposure, std::move(key), std::move(args)};
}

/// Everything of a socket that the verdict depends on.
using Door = std::tuple<model::Endpoint, bool, std::string>;

}  // namespace

class ExposureJudge::Machine {
 public:
  explicit Machine(ExposureInputs inputs) : inputs_(std::move(inputs)), ways_(inputs_) {
    if (!inputs_.rules) return;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      filters_.push_back(std::make_unique<ExposureFilter>(inputs_, *inputs_.rules, ways_, family));
    }
  }

  ExposureVerdict judge(const Socket& socket) const {
    if (!is_listening(socket)) return verdict(Exposure::none, "exposure.reason.not-listening");
    const Door door{socket.local, socket.dual_stack, socket.interface};
    const std::lock_guard lock(mutex_);
    const auto at = known_.find(door);
    if (at != known_.end()) return at->second;
    return known_.emplace(door, judge_anew(socket)).first->second;
  }

  std::vector<RuleAboutPort> rules_about(model::Port port) const {
    return inputs_.rules ? host::rules_about(*inputs_.rules, port) : std::vector<RuleAboutPort>{};
  }

 private:
  ExposureVerdict judge_anew(const Socket& socket) const {
    std::vector<ExposureEntry> entries = ways_.to(socket);
    const bool here_only = !entries.empty() && entries[0].widest == Exposure::loopback;
    if (!inputs_.rules) {
      if (entries.empty()) return unreachable(socket);
      return here_only ? from_here_only(socket) : hidden_rules();
    }
    add_translated(socket, entries);
    if (entries.empty()) return unreachable(socket);
    const ExposureVerdict concluded = conclude(walk(socket, entries), *inputs_.rules);
    const bool bound_here = here_only && concluded.exposure == Exposure::loopback;
    return bound_here ? from_here_only(socket) : with_legacy(concluded);
  }

  /// Ways through rules that lead packets for other ports or addresses to the socket.
  void add_translated(const Socket& socket, std::vector<ExposureEntry>& entries) const {
    for (const auto& filter : filters_) {
      if (!filter->translated_ports().contains(socket.local.port.number)) continue;
      for (ExposureEntry& entry : filter->translated_entries(socket)) {
        entries.push_back(std::move(entry));
      }
    }
    std::ranges::stable_sort(entries, std::ranges::greater{}, &ExposureEntry::widest);
  }

  ExposureFindings walk(const Socket& socket, const std::vector<ExposureEntry>& entries) const {
    ExposureFindings findings;
    for (const ExposureEntry& entry : entries) {
      if (findings.widest_reach() >= entry.widest) break;
      filters_[entry.family == Family::ipv4 ? 0 : 1]->walk(entry, socket, findings);
    }
    return findings;
  }

  static ExposureVerdict unreachable(const Socket& socket) {
    if (!socket.interface.empty()) {
      return verdict(Exposure::none, "exposure.reason.device-gone", {socket.interface});
    }
    return verdict(Exposure::none, "exposure.reason.address-gone", {to_text(socket.local.address)});
  }

  static ExposureVerdict from_here_only(const Socket& socket) {
    if (is_wildcard(socket)) return verdict(Exposure::loopback, "exposure.reason.only-loopback");
    return verdict(Exposure::loopback, "exposure.reason.bound-loopback",
                   {to_text(socket.local.address)});
  }

  ExposureVerdict hidden_rules() const {
    const bool forbidden = inputs_.rules.error().code == base::ErrorCode::permission;
    return verdict(Exposure::unknown,
                   forbidden ? "exposure.reason.unreadable" : "exposure.reason.unreadable-fault");
  }

  /// Rules of iptables-legacy can keep more out; those of its nat table can also lead more in.
  ExposureVerdict with_legacy(const ExposureVerdict& concluded) const {
    const auto& tables = inputs_.legacy_tables;
    const bool translates = std::ranges::find(tables, "nat") != tables.end();
    const bool closed = concluded.exposure <= Exposure::loopback;
    if (tables.empty() || (closed && !translates)) return concluded;
    return verdict(Exposure::unknown, "exposure.reason.legacy",
                   {fmt::format("{}", fmt::join(tables, ", "))});
  }

  ExposureInputs inputs_;
  ExposureWays ways_;
  std::vector<std::unique_ptr<ExposureFilter>> filters_;  ///< IPv4, IPv6
  mutable std::mutex mutex_;
  mutable std::map<Door, ExposureVerdict> known_;
};

ExposureJudge::ExposureJudge(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}
ExposureJudge::~ExposureJudge() = default;
ExposureJudge::ExposureJudge(ExposureJudge&&) noexcept = default;
ExposureJudge& ExposureJudge::operator=(ExposureJudge&&) noexcept = default;

ExposureJudge ExposureJudge::create(ExposureInputs inputs) {
  return ExposureJudge(std::make_unique<Machine>(std::move(inputs)));
}

ExposureVerdict ExposureJudge::judge(const Socket& socket) const { return machine_->judge(socket); }

std::vector<RuleAboutPort> ExposureJudge::rules_about(model::Port port) const {
  return machine_->rules_about(port);
}

}  // namespace minato::host
