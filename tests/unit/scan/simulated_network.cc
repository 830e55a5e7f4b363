// The network in memory.
#include "unit/scan/simulated_network.h"

#include <algorithm>

#include "base/check.h"
#include "wire/packet.h"
#include "wire/protocol_numbers.h"

namespace minato::scan {
namespace {

/// A packet of one transport from `from` to `to`.
template <typename Write>
std::vector<std::uint8_t> packet_of(const model::IpAddress& from, const model::IpAddress& to,
                                    std::uint8_t protocol, std::size_t bytes, const Write& write) {
  std::vector<std::uint8_t> frame(sys::kMostFrameBytes);
  base::ByteWriter out(frame);
  if (from.is_v4()) {
    encode(wire::Ipv4Header{.protocol = protocol, .source = from, .destination = to}, bytes, out);
  } else {
    encode(wire::Ipv6Header{.next_header = protocol, .source = from, .destination = to}, bytes,
           out);
  }
  write(wire::pseudo_header_sum(from, to, protocol, static_cast<std::uint32_t>(bytes)), out);
  MINATO_CHECK(!out.failed());
  frame.resize(out.size());
  return frame;
}

std::vector<std::uint8_t> tcp_answer(const wire::Packet& probe, const wire::TcpHeader& tcp,
                                     bool open) {
  wire::TcpHeader answer{.source_port = tcp.destination_port, .destination_port = tcp.source_port};
  if (tcp.has(wire::kTcpAck)) {
    answer.sequence = tcp.acknowledgment;
    answer.flags = wire::kTcpRst;
  } else {
    answer.acknowledgment = tcp.sequence + (tcp.has(wire::kTcpSyn) ? 1 : 0);
    answer.flags = wire::kTcpAck | (open ? wire::kTcpSyn : wire::kTcpRst);
  }
  return packet_of(*probe.destination(), *probe.source(), wire::kIpTcp, wire::kTcpHeaderBytes,
                   [&](const wire::ChecksumSum& pseudo, base::ByteWriter& out) {
                     encode(answer, {}, pseudo, out);
                   });
}

std::vector<std::uint8_t> udp_answer(const wire::Packet& probe, const wire::UdpHeader& udp) {
  const wire::UdpHeader answer{.source_port = udp.destination_port,
                               .destination_port = udp.source_port};
  const std::array<std::uint8_t, 1> payload = {1};
  return packet_of(*probe.destination(), *probe.source(), wire::kIpUdp, 9,
                   [&](const wire::ChecksumSum& pseudo, base::ByteWriter& out) {
                     encode(answer, payload, pseudo, out);
                   });
}

std::vector<std::uint8_t> unreachable(const wire::Packet& probe) {
  const bool is_v4 = probe.source()->is_v4();
  const base::Bytes quote = probe.network_bytes;
  const wire::IcmpHeader header{.type = is_v4 ? wire::kIcmpUnreachable : wire::kIcmpv6Unreachable,
                                .code = is_v4 ? wire::kPortUnreachable : wire::kV6PortUnreachable};
  return packet_of(*probe.destination(), *probe.source(), is_v4 ? wire::kIpIcmp : wire::kIpIcmpv6,
                   wire::kIcmpHeaderBytes + quote.size(),
                   [&](const wire::ChecksumSum& pseudo, base::ByteWriter& out) {
                     encode(header, quote, is_v4 ? wire::ChecksumSum() : pseudo, out);
                   });
}

}  // namespace

bool SimulatedNetwork::is_lost(bool& in_burst) {
  in_burst = in_burst ? chance(1 - 1 / path_.burst)
                      : chance(path_.loss / (path_.burst * (1 - path_.loss)));
  return in_burst;
}

Duration SimulatedNetwork::one_way() {
  if (path_.jitter == Duration{}) return path_.delay;
  return path_.delay +
         Duration(std::uniform_int_distribution<Duration::rep>(0, path_.jitter.count())(random_));
}

std::optional<Instant> SimulatedNetwork::pass_bottleneck() {
  if (path_.bottleneck_pps <= 0) return now_;
  const Duration each = from_seconds(1 / path_.bottleneck_pps);
  const Instant start = std::max(now_, bottleneck_free_);
  if (start - now_ > each * static_cast<int>(path_.buffer_packets)) {
    ++dropped_at_bottleneck_;
    return std::nullopt;
  }
  bottleneck_free_ = start + each;
  return bottleneck_free_;
}

bool SimulatedNetwork::take_token(double rate, Instant now, double& tokens, Instant& last) {
  tokens = std::min(rate < 1e8 ? 50.0 : 1e9, tokens + rate * seconds_of(now - last));
  last = now;
  if (tokens < 1) return false;
  tokens -= 1;
  return true;
}

void SimulatedNetwork::commit(std::size_t length_bytes) {
  ++stats_.frames;
  stats_.bytes += length_bytes;
  now_ += path_.sender_cost;
  const auto passed = pass_bottleneck();
  if (!passed || is_lost(burst_out_)) return;
  answer(base::Bytes(buffer_).first(length_bytes), *passed + one_way());
}

void SimulatedNetwork::answer(base::Bytes bytes, Instant at) {
  const auto probe = wire::decode_packet(wire::LinkType::raw_ip, bytes);
  MINATO_CHECK(probe.has_value());
  std::vector<std::uint8_t> frame;
  if (const auto* const tcp = std::get_if<wire::TcpHeader>(&probe->transport)) {
    const Treatment treatment = behavior_(*probe->destination(), tcp->destination_port);
    if (treatment == Treatment::silent) return;
    if (treatment == Treatment::rejected) {
      if (!take_token(path_.icmp_pps, at, icmp_tokens_, icmp_last_)) return;
      frame = unreachable(*probe);
    } else {
      const bool open = treatment == Treatment::open;
      if (!open && !take_token(path_.reset_pps, at, reset_tokens_, reset_last_)) return;
      frame = tcp_answer(*probe, *tcp, open);
    }
  } else if (const auto* const udp = std::get_if<wire::UdpHeader>(&probe->transport)) {
    const Treatment treatment = behavior_(*probe->destination(), udp->destination_port);
    if (treatment == Treatment::silent) return;
    if (treatment == Treatment::open) {
      frame = udp_answer(*probe, *udp);
    } else {
      if (!take_token(path_.icmp_pps, at, icmp_tokens_, icmp_last_)) return;
      frame = unreachable(*probe);
    }
  } else {
    return;
  }
  if (is_lost(burst_back_)) return;
  if (chance(path_.duplicates)) arrive(frame, at + one_way());
  arrive(std::move(frame), at + one_way());
}

void SimulatedNetwork::arrive(std::vector<std::uint8_t> frame, Instant at) {
  arrivals_.emplace(at, std::move(frame));
}

void SimulatedNetwork::deliver(sys::FrameVisitor& visitor) {
  while (!arrivals_.empty() && arrivals_.begin()->first <= now_) {
    const auto arrived = arrivals_.extract(arrivals_.begin());
    visitor.on_frame({.bytes = arrived.mapped(), .when = arrived.key()});
  }
}

}  // namespace minato::scan
