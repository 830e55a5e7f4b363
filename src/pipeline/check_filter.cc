// The first packet of the connection is followed through output, postrouting and, on the loopback,
// input.
#include "pipeline/check_filter.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "host/nft_reader.h"
#include "host/outgoing.h"
#include "sys/nftables.h"
#include "sys/route_lookup.h"

namespace minato::pipeline {
namespace {

using check::Cause;
using check::StageKind;

/// Failures that the machine's own rules can bring about.
constexpr std::array kSuspects = {Cause::dropped,           Cause::refused,
                                  Cause::reset_by_firewall, Cause::local_firewall,
                                  Cause::no_udp_answer,     Cause::nobody_listens};

std::uint32_t interface_towards(const model::IpAddress& address) {
  const auto routes = sys::SystemRouteLookup().routes_of(model::AddressRange::of(address));
  return routes && !routes->empty() ? routes->front().hop.interface_index : 0;
}

/// What tried to get out; nothing when it never came to that.
std::optional<host::OutgoingPacket> packet_of(const check::CheckResult& result) {
  if (result.attempts.empty()) return std::nullopt;
  const check::Attempt* attempt = result.winner();
  if (attempt == nullptr) attempt = &result.attempts.front();
  if (attempt->local.port.number == 0) return std::nullopt;
  return host::OutgoingPacket{.from = attempt->local,
                              .to = attempt->to,
                              .output_index = interface_towards(attempt->to.address)};
}

void tell(const host::OutgoingVerdict& verdict, check::Stage& stage) {
  if (verdict.fate == host::OutgoingFate::passes) return;
  if (verdict.fate == host::OutgoingFate::unknown) {
    if (verdict.rule.empty()) return;
    stage.evidence.push_back({"check.evidence.own-rule-perhaps", {verdict.where, verdict.rule}});
    return;
  }
  stage.cause = Cause::local_firewall;
  if (verdict.rule.empty()) {
    stage.evidence.push_back({"check.evidence.own-policy", {verdict.where}});
  } else {
    stage.evidence.push_back({"check.evidence.own-rule", {verdict.where, verdict.rule}});
  }
}

}  // namespace

struct OwnFilter::Rules {
  base::Result<host::NftRuleset> ruleset{};
  std::vector<std::string> legacy_tables{};
  std::vector<sys::Interface> interfaces{};
};

OwnFilter::OwnFilter() = default;
OwnFilter::~OwnFilter() = default;

const OwnFilter::Rules& OwnFilter::rules() {
  if (rules_) return *rules_;
  rules_ = std::make_unique<Rules>();
  rules_->interfaces = sys::list_interfaces().value_or(std::vector<sys::Interface>());
  auto dump = sys::read_packet_filter();
  if (dump) {
    rules_->ruleset = host::read_ruleset(*dump);
    rules_->legacy_tables = std::move(dump->legacy_tables);
  } else {
    rules_->ruleset = base::fail(dump.error());
  }
  return *rules_;
}

void OwnFilter::consult(check::CheckResult& result) {
  const check::Stage* const failed = result.failed();
  if (failed == nullptr || !result.via.empty()) return;
  check::Stage& stage = result.stage(failed->kind);
  if (std::ranges::find(kSuspects, stage.cause) == kSuspects.end()) return;
  const auto packet = packet_of(result);
  if (!packet) return;
  const Rules& known = rules();
  // A clear refusal is rarely one's own: it is not worth a word that nobody could look.
  const bool puzzling = stage.cause != Cause::refused && stage.cause != Cause::nobody_listens;
  if (!known.ruleset) {
    if (puzzling) stage.evidence.push_back({"check.evidence.rules-unread"});
    return;
  }
  tell(host::judge_outgoing(*known.ruleset, known.interfaces, *packet), stage);
  if (!known.legacy_tables.empty() && puzzling && stage.cause != Cause::local_firewall) {
    stage.evidence.push_back(
        {"check.evidence.rules-legacy", {fmt::format("{}", fmt::join(known.legacy_tables, ", "))}});
  }
}

}  // namespace minato::pipeline
