// Sends, listens, concludes; in the words of the contract.
#include "lab/probe/probe.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "base/clock.h"
#include "lab/hosts/host_plan.h"
#include "model/port.h"
#include "wire/protocol_numbers.h"

namespace minato::lab {
namespace {

using model::IpAddress;
using model::PortState;
using model::Reason;
using std::chrono::nanoseconds;

constexpr std::uint16_t kSourcePort = 41'000;
constexpr wire::MacAddress kOwnMac = {{0x02, 0x6d, 0x70, 0x72, 0x6f, 0x62}};
constexpr std::size_t kFrameBytes = 128;

Reason v4_reason(std::uint8_t code) {
  switch (code) {
    case wire::kNetUnreachable:
      return Reason::net_unreach;
    case wire::kHostUnreachable:
      return Reason::host_unreach;
    case wire::kProtocolUnreachable:
      return Reason::proto_unreach;
    case wire::kNetProhibited:
      return Reason::net_prohibited;
    case wire::kHostProhibited:
      return Reason::host_prohibited;
    case wire::kAdminProhibited:
      return Reason::admin_prohibited;
    default:
      return Reason::port_unreach;
  }
}

Reason v6_reason(std::uint8_t code) {
  switch (code) {
    case wire::kV6NoRoute:
      return Reason::no_route;
    case wire::kV6AdminProhibited:
      return Reason::admin_prohibited;
    case wire::kV6AddressUnreachable:
      return Reason::host_unreach;
    default:
      return Reason::port_unreach;
  }
}

Reason reason_of(const wire::IcmpHeader& message, bool v4) {
  if (v4 && message.type == wire::kIcmpUnreachable) return v4_reason(message.code);
  if (!v4 && message.type == wire::kIcmpv6Unreachable) return v6_reason(message.code);
  const bool exceeded = message.type == (v4 ? wire::kIcmpTimeExceeded : wire::kIcmpv6TimeExceeded);
  return exceeded ? Reason::time_exceeded : Reason::param_problem;
}

}  // namespace

ReferenceProbe::ReferenceProbe(const ProbeOptions& options, End& end)
    : options_(options), end_(end), place_of_port_(65536) {
  for (unsigned port = 0; port < options.ports.size(); ++port) {
    if (!options.ports.test(port)) continue;
    place_of_port_[port] = static_cast<std::uint32_t>(ports_.size());
    ports_.push_back(static_cast<std::uint16_t>(port));
  }
  const unsigned bits = options.targets.address().bits() - options.targets.length();
  found_.resize(ports_.size() << bits);
}

IpAddress ReferenceProbe::address_at(std::uint64_t offset) const {
  const IpAddress& first = options_.targets.address();
  if (first.is_v4()) return IpAddress::v4(first.v4_number() + static_cast<std::uint32_t>(offset));
  std::array<std::uint8_t, 16> bytes{};
  std::copy_n(first.bytes().begin(), bytes.size(), bytes.begin());
  // The host bits of a block are zero: no carry.
  for (std::size_t i = bytes.size(); i > 0 && offset > 0; --i, offset >>= 8) {
    bytes.at(i - 1) = static_cast<std::uint8_t>(bytes.at(i - 1) | (offset & 0xff));
  }
  return IpAddress::v6(bytes);
}

ReferenceProbe::Found* ReferenceProbe::found_at(const IpAddress& address, std::uint16_t port) {
  if (!options_.targets.contains(address) || !options_.ports.test(port)) return nullptr;
  const auto bytes = address.bytes();
  std::uint64_t offset = 0;
  for (const std::uint8_t byte : bytes.last(4)) offset = offset << 8 | byte;
  const unsigned bits = options_.targets.address().bits() - options_.targets.length();
  offset &= (std::uint64_t{1} << bits) - 1;
  return &found_[offset * ports_.size() + place_of_port_[port]];
}

std::uint32_t ReferenceProbe::sequence_of(const IpAddress& address, std::uint16_t port) const {
  return static_cast<std::uint32_t>(hash_of(address, port));
}

std::size_t ReferenceProbe::write_probe(std::size_t index, std::span<std::uint8_t> buffer) const {
  const IpAddress target = address_at(index / ports_.size());
  const std::uint16_t port = ports_[index % ports_.size()];
  const bool v4 = target.is_v4();
  base::ByteWriter out(buffer);
  if (end_.link_type() == wire::LinkType::ethernet) {
    wire::encode(wire::EthernetHeader{options_.gateway, kOwnMac,
                                      v4 ? wire::kEtherTypeIpv4 : wire::kEtherTypeIpv6},
                 out);
  }
  if (v4) {
    wire::encode(
        wire::Ipv4Header{
            .protocol = wire::kIpTcp, .source = options_.source, .destination = target},
        wire::kTcpHeaderBytes, out);
  } else {
    wire::encode(
        wire::Ipv6Header{
            .next_header = wire::kIpTcp, .source = options_.source, .destination = target},
        wire::kTcpHeaderBytes, out);
  }
  wire::encode(
      wire::TcpHeader{.source_port = kSourcePort,
                      .destination_port = port,
                      .sequence = sequence_of(target, port),
                      .flags = wire::kTcpSyn,
                      .window = 1024},
      {}, wire::pseudo_header_sum(options_.source, target, wire::kIpTcp, wire::kTcpHeaderBytes),
      out);
  return out.size();
}

void ReferenceProbe::send_round() {
  std::vector<std::uint8_t> buffer(kBatch * kFrameBytes);
  std::vector<base::Bytes> frames;
  frames.reserve(kBatch);
  const nanoseconds start = now();
  std::uint64_t sent = 0;
  for (std::size_t index = 0; index < found_.size();) {
    frames.clear();
    const double seconds = std::chrono::duration<double>(now() - start).count();
    const auto allowed =
        static_cast<std::uint64_t>(seconds * static_cast<double>(options_.pps)) + 1;
    while (index < found_.size() && frames.size() < kBatch && sent + frames.size() < allowed) {
      if (!found_[index].answered) {
        const std::span slot = std::span(buffer).subspan(frames.size() * kFrameBytes, kFrameBytes);
        frames.push_back(base::Bytes(slot.data(), write_probe(index, slot)));
      }
      ++index;
    }
    for (std::size_t done = 0; done < frames.size();) {
      done += end_.send(std::span(frames).subspan(done));
    }
    sent += frames.size();
    if (frames.empty()) listen(std::chrono::microseconds{20});
  }
}

void ReferenceProbe::listen(nanoseconds quiet) {
  nanoseconds until = now() + quiet;
  for (;;) {
    for (auto batch = end_.receive(); !batch.empty(); batch = end_.receive()) {
      for (const Received& received : batch) take(received.bytes);
      until = now() + quiet;
    }
    const nanoseconds left = until - now();
    if (left <= nanoseconds{0}) return;
    pollfd readable{.fd = end_.descriptor(), .events = POLLIN, .revents = 0};
    const timespec limit{.tv_sec = left.count() / 1'000'000'000,
                         .tv_nsec = left.count() % 1'000'000'000};
    ppoll(&readable, 1, &limit, nullptr);
  }
}

void ReferenceProbe::take(base::Bytes frame) {
  const auto packet = wire::decode_packet(end_.link_type(), frame);
  if (!packet || packet->destination() == nullptr || *packet->destination() != options_.source) {
    return;
  }
  if (const auto* segment = std::get_if<wire::TcpHeader>(&packet->transport)) {
    take_tcp(*packet, *segment);
  } else if (const auto* message = std::get_if<wire::IcmpHeader>(&packet->transport)) {
    take_error(*packet, *message);
  }
}

void ReferenceProbe::take_tcp(const wire::Packet& packet, const wire::TcpHeader& segment) {
  Found* const found = found_at(*packet.source(), segment.source_port);
  if (found == nullptr || found->answered || segment.destination_port != kSourcePort ||
      segment.acknowledgment != sequence_of(*packet.source(), segment.source_port) + 1 ||
      !wire::transport_checksum_holds(*packet.source(), options_.source, wire::kIpTcp,
                                      packet.transport_bytes)) {
    return;
  }
  if (segment.has(wire::kTcpSyn | wire::kTcpAck)) {
    *found = {true, PortState::open, Reason::syn_ack};
  } else if (segment.has(wire::kTcpRst)) {
    *found = {true, PortState::closed, Reason::reset};
  }
}

void ReferenceProbe::take_error(const wire::Packet& packet, const wire::IcmpHeader& message) {
  const auto quote = wire::decode_quote(packet.next, packet.payload);
  if (!quote || quote->protocol != wire::kIpTcp) return;
  base::ByteReader in(quote->transport);
  const std::uint16_t source_port = in.u16();
  const std::uint16_t port = in.u16();
  const std::uint32_t sequence = in.u32();
  Found* const found = found_at(quote->destination, port);
  if (found == nullptr || found->answered || source_port != kSourcePort ||
      sequence != sequence_of(quote->destination, port)) {
    return;
  }
  *found = {true, PortState::filtered, reason_of(message, quote->destination.is_v4())};
}

void ReferenceProbe::run() {
  for (unsigned round = 0; round < options_.rounds; ++round) {
    send_round();
    listen(options_.wait);
    const auto answered = [](const Found& found) { return found.answered; };
    if (std::all_of(found_.begin(), found_.end(), answered)) return;
  }
}

void ReferenceProbe::print(std::FILE* out) const {
  const std::string time = base::to_text(base::SystemClock{}.now());
  for (std::size_t index = 0; index < found_.size(); ++index) {
    const Found& found = found_[index];
    const std::uint16_t port = ports_[index % ports_.size()];
    fmt::print(out,
               R"({{"type":"observation","time":"{}","source":"scan","address":"{}","port":{},)"
               R"("transport":"tcp","state":"{}","reason":"{}","range":"{}"}})"
               "\n",
               time, model::to_text(address_at(index / ports_.size())), port,
               model::to_text(found.state), model::to_text(found.reason),
               model::to_text(model::range_of(port)));
  }
}

}  // namespace minato::lab
