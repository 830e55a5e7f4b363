// One frame at a time.
#include "capture/analysis.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "wire/tcp.h"

namespace minato::capture {
namespace {

using wire::Layer;
using wire::Protocol;

std::uint16_t u16_at(base::Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
std::uint32_t u32_at(base::Bytes bytes, std::size_t at) {
  return std::uint32_t{u16_at(bytes, at)} << 16 | u16_at(bytes, at + 2);
}

std::optional<Carrier> carrier_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::tcp:
      return Carrier::tcp;
    case Protocol::udp:
      return Carrier::udp;
    case Protocol::sctp:
      return Carrier::sctp;
    case Protocol::dccp:
      return Carrier::dccp;
    case Protocol::udp_lite:
      return Carrier::udp_lite;
    default:
      return std::nullopt;
  }
}

/// The addresses of an IP header.
struct Addresses {
  model::Family family = model::Family::ipv4;
  std::array<std::uint8_t, 16> source{};
  std::array<std::uint8_t, 16> destination{};
};

Addresses addresses_of(base::Bytes bytes, const Layer& ip) {
  Addresses out;
  if (ip.protocol == Protocol::ipv6) {
    out.family = model::Family::ipv6;
    std::memcpy(out.source.data(), bytes.data() + ip.offset + 8, 16);
    std::memcpy(out.destination.data(), bytes.data() + ip.offset + 24, 16);
  } else {
    std::memcpy(out.source.data(), bytes.data() + ip.offset + 12, 4);
    std::memcpy(out.destination.data(), bytes.data() + ip.offset + 16, 4);
  }
  return out;
}

bool is_network(Protocol protocol) {
  return protocol == Protocol::ipv4 || protocol == Protocol::ipv6;
}

/// The last header that is not inside a quoted packet.
const Layer* own_last(const wire::Layers& layers) {
  const Layer* last = nullptr;
  for (std::size_t i = 0; i < layers.count && !layers.items[i].quoted; ++i) last = &layers.items[i];
  return last;
}

}  // namespace

/// A transport header in its packet.
struct Analysis::Place {
  const wire::CapturedFrame& frame;
  base::Bytes bytes{};
  const Layer& layer;
  Carrier carrier = Carrier::tcp;
  Addresses addresses{};

  [[nodiscard]] KeyedWay keyed() const {
    return key_of(carrier, addresses.family, {addresses.source, u16_at(bytes, layer.offset)},
                  {addresses.destination, u16_at(bytes, layer.offset + 2)});
  }
  [[nodiscard]] base::Bytes payload() const {
    return bytes.subspan(layer.offset + layer.header_bytes, layer.payload_bytes);
  }
};

FrameReport Analysis::take(const wire::CapturedFrame& frame) {
  count(frame);
  FrameReport report{.number = totals_.frames};
  const Protocol first = wire::protocol_of_link_type(frame.link);
  if (first == Protocol::unknown) {
    ++totals_.unknown_links[frame.link];
    ++totals_.without_ports;
    layers_.count = 0;
    return report;
  }
  wire::walk_layers(first, frame.bytes, layers_);
  // What a capture cut off is no fault of the sender.
  if (layers_.fault && frame.bytes.size() >= frame.original_bytes) {
    ++totals_.faults[layers_.fault->rule];
  }
  visit(frame, frame.bytes, layers_, nullptr, report);
  if (layers_.fragment) take_fragment(frame, report);
  if (report.conversation == kNoConversation) {
    ++totals_.without_ports;
    if (const Layer* const last = own_last(layers_)) ++totals_.last_layers[last->protocol];
  }
  return report;
}

void Analysis::count(const wire::CapturedFrame& frame) {
  if (totals_.frames == 0) {
    totals_.first_ns = frame.time_ns;
    totals_.last_ns = frame.time_ns;
  }
  ++totals_.frames;
  totals_.bytes += frame.original_bytes;
  totals_.captured_bytes += frame.bytes.size();
  if (frame.time_ns < totals_.last_ns) ++totals_.backwards;
  totals_.first_ns = std::min(totals_.first_ns, frame.time_ns);
  totals_.last_ns = std::max(totals_.last_ns, frame.time_ns);
  if (frame.bytes.size() < frame.original_bytes) ++totals_.cut;
}

void Analysis::visit(const wire::CapturedFrame& frame, base::Bytes bytes,
                     const wire::Layers& layers, const FragmentKey* whole, FrameReport& report) {
  Addresses addresses;
  bool addressed = whole != nullptr;
  if (whole != nullptr) addresses = {whole->family, whole->source, whole->destination};
  const Layer* icmp = nullptr;
  for (std::size_t i = 0; i < layers.count; ++i) {
    const Layer& layer = layers.items[i];
    if (is_network(layer.protocol)) {
      addresses = addresses_of(bytes, layer);
      addressed = true;
    }
    if (layer.protocol == Protocol::icmp || layer.protocol == Protocol::icmpv6) icmp = &layer;
    const auto carrier = carrier_of(layer.protocol);
    if (!carrier || !addressed) continue;
    const Place place{frame, bytes, layer, *carrier, addresses};
    if (!layer.quoted) {
      visit_transport(place, report);
    } else if (icmp != nullptr) {
      visit_quote(place, *icmp, bytes);
    }
  }
}

void Analysis::visit_transport(const Place& place, FrameReport& report) {
  const KeyedWay keyed = place.keyed();
  auto [index, fresh] = table_.find_or_make(keyed.key);
  if (index == kNoConversation) return;
  Conversation* conversation = &table_.at(index);
  report.way = keyed.way;
  // Never more than the frame had on the wire: lengths may lie.
  const std::uint64_t behind = place.layer.offset + place.layer.header_bytes;
  const std::uint64_t most =
      place.frame.original_bytes > behind ? place.frame.original_bytes - behind : 0;
  const bool same_frame = place.bytes.data() == place.frame.bytes.data();
  report.length_bytes =
      same_frame ? static_cast<std::uint32_t>(std::min<std::uint64_t>(
                       std::max(place.layer.announced_bytes, place.layer.payload_bytes), most))
                 : place.layer.payload_bytes;
  // Of a header that ends early the ports are enough to count the packet.
  const bool whole =
      place.carrier != Carrier::tcp || place.layer.header_bytes >= wire::kTcpHeaderBytes;
  if (place.carrier == Carrier::tcp && whole) visit_tcp(place, conversation, index, report);
  if (index == kNoConversation) return;
  const auto way = static_cast<std::size_t>(keyed.way);
  if (conversation->packets() == 0) {
    conversation->first_ns = place.frame.time_ns;
    conversation->last_ns = place.frame.time_ns;
    const auto opener = conversation->tcp.opener();
    conversation->client =
        place.carrier == Carrier::tcp && opener ? *opener : guess_client(keyed.key, keyed.way);
  }
  conversation->first_ns = std::min(conversation->first_ns, place.frame.time_ns);
  conversation->last_ns = std::max(conversation->last_ns, place.frame.time_ns);
  Sent& sent = conversation->sent[way];
  ++sent.packets;
  sent.bytes += place.frame.original_bytes;
  sent.payload_bytes += report.length_bytes;
  report.conversation = index;
  report.payload = place.payload();
  if (conversation->heads[way] != HeadState::settled && !report.payload.empty()) {
    heads_.take(index, *conversation, report.way, report.sequence, report.payload);
  }
}

void Analysis::visit_tcp(const Place& place, Conversation*& conversation, std::uint32_t& index,
                         FrameReport& report) {
  const std::size_t at = place.layer.offset;
  report.sequence = u32_at(place.bytes, at + 4);
  report.acknowledgment = u32_at(place.bytes, at + 8);
  report.flags = static_cast<std::uint16_t>(u16_at(place.bytes, at + 12) & 0x1ff);
  report.window = u16_at(place.bytes, at + 14);
  const Segment segment{.time_ns = place.frame.time_ns,
                        .way = report.way,
                        .flags = report.flags,
                        .sequence = report.sequence,
                        .acknowledgment = report.acknowledgment,
                        .window = report.window,
                        .length_bytes = report.length_bytes};
  report.notes = 0;
  if (conversation->tcp.starts_anew(segment)) {
    heads_.drop(index, *conversation);
    index = table_.renew(index);
    if (index == kNoConversation) return;
    conversation = &table_.at(index);
    report.notes |= kNewConversation;
  }
  report.notes |= conversation->tcp.take(segment);
}

void Analysis::visit_quote(const Place& place, const Layer& icmp, base::Bytes bytes) {
  const std::uint32_t index = table_.find(place.keyed().key);
  if (index == kNoConversation) return;
  Conversation& conversation = table_.at(index);
  conversation.errors_quoted = true;
  conversation.error_type = bytes[icmp.offset];
  conversation.error_code = bytes[icmp.offset + 1];
}

void Analysis::take_fragment(const wire::CapturedFrame& frame, FrameReport& report) {
  ++totals_.fragments;
  const wire::FragmentAt& part = *layers_.fragment;
  const Layer& layer = layers_.items[part.layer];
  const Addresses addresses = addresses_of(frame.bytes, layers_.items[part.network_layer]);
  const bool v6 = addresses.family == model::Family::ipv6;
  const FragmentKey key{.source = addresses.source,
                        .destination = addresses.destination,
                        .identification = part.identification,
                        .protocol = v6 ? std::uint8_t{0} : part.protocol,
                        .family = addresses.family};
  if (layer.cut) return;  // the middle is missing: it can never become whole
  const auto whole = fragments_.take(
      {.key = key,
       .time_ns = frame.time_ns,
       .offset_bytes = part.offset_bytes,
       .more = part.more,
       .protocol = part.protocol,
       .bytes = frame.bytes.subspan(layer.offset + layer.header_bytes, layer.payload_bytes)});
  if (!whole) return;
  wire::walk_ip_payload(fragments_.protocol(), *whole, inner_);
  if (inner_.fault) ++totals_.faults[inner_.fault->rule];
  visit(frame, *whole, inner_, &key, report);
}

}  // namespace minato::capture
