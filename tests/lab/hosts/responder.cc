// From a frame to the host that is asked: resolution, pings, who lives, which rule decides.
#include "lab/hosts/responder.h"

#include <algorithm>

#include "wire/protocol_numbers.h"

namespace minato::lab {

using model::IpAddress;
using std::chrono::nanoseconds;

Responder::Responder(const Plan& plan, Outbox& outbox)
    : plan_(plan), writer_(outbox), random_(mixed(plan.seed)) {}

void Responder::take(nanoseconds now, wire::LinkType link, base::Bytes frame) {
  ++counts_.received;
  const auto packet = wire::decode_packet(link, frame);
  if (!packet) {
    ++counts_.malformed;
    return;
  }
  if (std::holds_alternative<wire::ArpPacket>(packet->network)) {
    resolve_arp(*packet, now);
    return;
  }
  if (packet->source() == nullptr) return;
  const Question question{*packet, *packet->source(), *packet->destination(), now};
  const auto* icmp = std::get_if<wire::IcmpHeader>(&packet->transport);
  if (icmp != nullptr && !question.peer.is_v4() && icmp->type == wire::kNeighborSolicitation) {
    resolve_neighbor(question);
  } else {
    take_packet(question);
  }
}

bool Responder::is_router(const IpAddress& address) const {
  return std::find(plan_.routers.begin(), plan_.routers.end(), address) != plan_.routers.end();
}

bool Responder::resolves(const IpAddress& address) const {
  if (is_router(address)) return true;
  const Group* const group = plan_.group_of(address);
  return group != nullptr && group->on_link && plan_.alive(*group, address);
}

void Responder::resolve_arp(const wire::Packet& packet, nanoseconds now) {
  const auto& arp = std::get<wire::ArpPacket>(packet.network);
  if (arp.operation != wire::kArpRequest || !packet.ethernet) return;
  ++counts_.resolutions;
  // An announcement asks for its own address.
  if (arp.sender_ip == arp.target_ip || !resolves(arp.target_ip)) return;
  ++counts_.answers;
  writer_.arp_reply(*packet.ethernet, packet, now);
}

void Responder::resolve_neighbor(const Question& question) {
  if (!wire::transport_checksum_holds(question.peer, question.host, wire::kIpIcmpv6,
                                      question.packet.transport_bytes)) {
    ++counts_.bad_checksums;
    return;
  }
  const auto message = wire::decode_neighbor(question.packet.transport_bytes);
  if (!message) {
    ++counts_.malformed;
    return;
  }
  ++counts_.resolutions;
  const IpAddress& target = message->header.target;
  if (question.peer.is_unspecified() || !resolves(target)) return;
  ++counts_.answers;
  writer_.advertisement(question, target, is_router(target), question.now);
}

bool Responder::reaches(const Question& question, const Group* group) const {
  if (!question.packet.ethernet) return true;
  const wire::MacAddress& to = question.packet.ethernet->destination;
  if (group != nullptr && group->on_link && to == mac_of(question.host)) return true;
  const auto owns = [&](const IpAddress& router) { return mac_of(router) == to; };
  return std::any_of(plan_.routers.begin(), plan_.routers.end(), owns);
}

void Responder::take_packet(const Question& question) {
  if (question.host.is_multicast()) return;
  const Group* const group = plan_.group_of(question.host);
  if (group == nullptr) {
    ++counts_.strangers;
    return;
  }
  if (!reaches(question, group)) {
    ++counts_.misaddressed;
    return;
  }
  const auto& transport = question.packet.transport;
  const auto* v4 = std::get_if<wire::Ipv4Header>(&question.packet.network);
  if (v4 != nullptr && !wire::ipv4_checksum_holds(question.packet.network_bytes)) {
    ++counts_.bad_checksums;
    return;
  }
  if (!plan_.alive(*group, question.host)) {
    ++counts_.dead;
    send_unlived(question, *group);
  } else if (std::holds_alternative<wire::IcmpHeader>(transport)) {
    take_icmp(question, *group);
  } else if (std::holds_alternative<wire::TcpHeader>(transport)) {
    count_rate(question.now);
    take_tcp(question, *group);
  } else if (std::holds_alternative<wire::UdpHeader>(transport)) {
    count_rate(question.now);
    take_udp(question, *group);
  }
}

void Responder::count_rate(nanoseconds now) {
  if (now - window_start_ >= std::chrono::milliseconds{100}) {
    window_start_ = now;
    in_window_ = 0;
  }
  counts_.most_in_100_ms = std::max(counts_.most_in_100_ms, ++in_window_);
}

void Responder::take_icmp(const Question& question, const Group& group) {
  const auto& message = std::get<wire::IcmpHeader>(question.packet.transport);
  const bool v4 = question.peer.is_v4();
  if (message.type != (v4 ? wire::kIcmpEchoRequest : wire::kIcmpv6EchoRequest)) return;
  ++counts_.pings;
  if (!group.echo) return;
  ++counts_.answers;
  writer_.echo(question, message, manner_of(question, group));
}

Manner Responder::manner_of(const Question& question, const Group& group) {
  nanoseconds when = question.now + group.delay;
  if (group.jitter > nanoseconds{0}) {
    when += nanoseconds{
        static_cast<std::int64_t>(static_cast<double>(group.jitter.count()) * random_.unit())};
  }
  return {.when = when, .source = question.host, .ttl = group.ttl};
}

void Responder::send_error(const Question& question, const Group& group, Answer error,
                           Manner manner) {
  if (!memory_.take_token(hash_of(question.host, plan_.seed ^ 0x1c39), group.icmp_rate,
                          group.icmp_burst, question.now)) {
    ++counts_.limited;
    return;
  }
  if (group.errors_from_router) manner.source = router_for(question.peer).value_or(manner.source);
  ++counts_.answers;
  writer_.icmp_error(question, error, group.quote_bytes, manner);
}

void Responder::send_unlived(const Question& question, const Group& group) {
  const auto* icmp = std::get_if<wire::IcmpHeader>(&question.packet.transport);
  const bool is_error = icmp != nullptr && question.packet.next != wire::Protocol::none;
  const auto router = router_for(question.peer);
  if (group.dead == Answer::silent || is_error || !router ||
      question.packet.transport_bytes.empty()) {
    return;
  }
  Manner manner = manner_of(question, group);
  manner.source = *router;
  ++counts_.answers;
  writer_.icmp_error(question, group.dead, group.quote_bytes, manner);
}

std::optional<IpAddress> Responder::router_for(const IpAddress& peer) const {
  for (const IpAddress& router : plan_.routers) {
    if (router.family() == peer.family()) return router;
  }
  return std::nullopt;
}

bool Responder::knocked(const Question& question, const Rule& rule, std::uint16_t port) {
  const std::uint64_t peer = hash_of(question.peer, plan_.seed + rule.knock[0]);
  std::size_t* const progress = memory_.progress(hash_of(question.host, peer));
  if (progress == nullptr) return false;
  if (*progress == rule.knock.size()) return true;
  if (rule.knock[*progress] == port) {
    ++*progress;
  } else {
    *progress = rule.knock[0] == port ? 1 : 0;
  }
  return false;
}

Responder::Case Responder::case_of(const Question& question, const Group& group, model::Port port) {
  // Whoever touches any port of the host knocks, or spoils the knocking.
  Case found{question, group, plan_.rule_for(group, question.host, port), port};
  for (const Rule& rule : group.rules) {
    if (rule.knock.empty() || port.transport != model::Transport::tcp) continue;
    const bool open = knocked(question, rule, port.number);
    if (&rule == found.rule) found.answer = open ? rule.answer : rule.unknocked;
  }
  if (found.rule != nullptr && found.rule->knock.empty()) found.answer = found.rule->answer;
  return found;
}

bool Responder::may_answer(const Case& asked) {
  if (asked.rule == nullptr) return true;
  const Rule& rule = *asked.rule;
  const std::uint64_t key = hash_of(asked.question.host, plan_.seed + asked.port.number) +
                            static_cast<std::uint64_t>(asked.port.transport);
  if (rule.deaf > 0 && memory_.count(mixed(key)) <= rule.deaf) return false;
  const auto index = static_cast<std::uint64_t>(asked.rule - asked.group.rules.data());
  if (memory_.take_token(hash_of(asked.question.host, plan_.seed ^ (index + 1) << 20), rule.rate,
                         rule.burst, asked.question.now)) {
    return true;
  }
  ++counts_.limited;
  return false;
}

}  // namespace minato::lab
