// One table picks the step of each protocol; a step reads one header and says what comes next.
#include "wire/layers.h"

#include <algorithm>

#include "wire/protocol_numbers.h"

namespace minato::wire {
namespace {

/// What one header tells about itself and its successor.
struct Step {
  std::uint32_t header_bytes = 0;
  Protocol next = Protocol::unknown;
  std::uint8_t number = 0;  ///< IP number of `next`, for extension headers
  /// Bytes that the header announces behind itself; all that are there when it does not tell.
  std::uint32_t announced_bytes = UINT32_MAX;
  std::string_view fault{};  ///< "" when the header is good
  bool quotes = false;       ///< the payload is the start of another packet
  std::optional<FragmentAt> fragment{};
};

constexpr Step cut_short() { return {.fault = "header cut short"}; }

std::uint16_t u16_at(base::Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
std::uint32_t u32_at(base::Bytes bytes, std::size_t at) {
  return std::uint32_t{u16_at(bytes, at)} << 16 | u16_at(bytes, at + 2);
}

Step ip_next(std::uint32_t header_bytes, std::uint8_t number) {
  return {.header_bytes = header_bytes, .next = protocol_of_ip_number(number), .number = number};
}

Step raw_ip_protocol(base::Bytes bytes, std::uint32_t header_bytes) {
  if (bytes.size() <= header_bytes) return cut_short();
  const int version = bytes[header_bytes] >> 4;
  const Protocol next = version == 4   ? Protocol::ipv4
                        : version == 6 ? Protocol::ipv6
                                       : Protocol::unknown;
  return {.header_bytes = header_bytes, .next = next};
}

Step ethernet(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 14) return cut_short();
  const std::uint16_t type = u16_at(bytes, 12);
  if (type >= kFirstEtherType) return {.header_bytes = 14, .next = protocol_of_ethertype(type)};
  return {.header_bytes = 14, .next = Protocol::llc, .announced_bytes = type};
}

Step vlan(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 4) return cut_short();
  const std::uint16_t type = u16_at(bytes, 2);
  if (type >= kFirstEtherType) return {.header_bytes = 4, .next = protocol_of_ethertype(type)};
  return {.header_bytes = 4, .next = Protocol::llc, .announced_bytes = type};
}

Step llc(base::Bytes bytes, std::uint8_t) {
  constexpr std::uint8_t kSnap = 0xaa;
  constexpr std::uint8_t kIp = 0x06;
  if (bytes.size() < 3) return cut_short();
  // Unnumbered frames (the low bits of control are 11) have one byte of control, others two.
  const std::uint32_t control = (bytes[2] & 3) == 3 ? 1 : 2;
  if (bytes[0] != kSnap) {
    if (bytes.size() < 2 + control) return cut_short();
    return {.header_bytes = 2 + control,
            .next = bytes[0] == kIp ? Protocol::ipv4 : Protocol::unknown};
  }
  if (bytes.size() < 8) return cut_short();
  const bool encapsulated = bytes[3] == 0 && bytes[4] == 0 && bytes[5] == 0;
  return {.header_bytes = 8,
          .next = encapsulated ? protocol_of_ethertype(u16_at(bytes, 6)) : Protocol::unknown};
}

Step sll(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 16) return cut_short();
  const std::uint16_t type = u16_at(bytes, 14);
  return {.header_bytes = 16,
          .next = type < kFirstEtherType ? (type == 4 ? Protocol::llc : Protocol::unknown)
                                         : protocol_of_ethertype(type)};
}

Step sll2(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 20) return cut_short();
  const std::uint16_t type = u16_at(bytes, 0);
  return {.header_bytes = 20,
          .next = type < kFirstEtherType ? (type == 4 ? Protocol::llc : Protocol::unknown)
                                         : protocol_of_ethertype(type)};
}

/// The family's number differs between systems and its byte order too: the version tells.
Step null(base::Bytes bytes, std::uint8_t) { return raw_ip_protocol(bytes, 4); }

Step raw_ip(base::Bytes bytes, std::uint8_t) { return raw_ip_protocol(bytes, 0); }

Step ppp(base::Bytes bytes, std::uint8_t) {
  const std::uint32_t hdlc = bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0x03 ? 2 : 0;
  if (bytes.size() < hdlc + 1) return cut_short();
  // An odd first byte is a whole protocol field (RFC 1661 section 6.5).
  if ((bytes[hdlc] & 1) != 0) {
    return {.header_bytes = hdlc + 1, .next = protocol_of_ppp(bytes[hdlc])};
  }
  if (bytes.size() < hdlc + 2) return cut_short();
  return {.header_bytes = hdlc + 2, .next = protocol_of_ppp(u16_at(bytes, hdlc))};
}

Step pppoe(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 6) return cut_short();
  if (bytes[0] != 0x11) return {.fault = "pppoe version or type is not 1"};
  return {.header_bytes = 6,
          .next = bytes[1] == 0 ? Protocol::ppp : Protocol::none,
          .announced_bytes = u16_at(bytes, 4)};
}

Step mpls(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 4) return cut_short();
  const bool bottom = (bytes[2] & 1) != 0;
  if (!bottom) return {.header_bytes = 4, .next = Protocol::mpls};
  // Labels do not tell what they carry: IP by its version, else perhaps Ethernet behind a control
  // word, whose first half-byte is 0 (RFC 4385).
  const Step step = raw_ip_protocol(bytes, 4);
  if (step.next != Protocol::unknown || bytes.size() < 8) return step;
  const bool control_word = bytes[4] >> 4 == 0;
  return {.header_bytes = control_word ? 8U : 4U, .next = Protocol::ethernet};
}

Step gre(base::Bytes bytes, std::uint8_t) {
  constexpr std::uint8_t kChecksum = 0x80;
  constexpr std::uint8_t kRouting = 0x40;
  constexpr std::uint8_t kKey = 0x20;
  constexpr std::uint8_t kSequence = 0x10;
  constexpr std::uint8_t kAcknowledgment = 0x80;
  constexpr std::uint16_t kPpp = 0x880b;
  if (bytes.size() < 4) return cut_short();
  const int version = bytes[1] & 7;
  std::uint32_t length = 4;
  if (version == 1) {
    length += 4;
    if ((bytes[0] & kSequence) != 0) length += 4;
    if ((bytes[1] & kAcknowledgment) != 0) length += 4;
  } else {
    if ((bytes[0] & (kChecksum | kRouting)) != 0) length += 4;
    if ((bytes[0] & kKey) != 0) length += 4;
    if ((bytes[0] & kSequence) != 0) length += 4;
  }
  if (version > 1) return {.fault = "gre version is neither 0 nor 1"};
  if (bytes.size() < length) return cut_short();
  const std::uint16_t type = u16_at(bytes, 2);
  return {.header_bytes = length,
          .next = type == kPpp ? Protocol::ppp : protocol_of_ethertype(type)};
}

Step vxlan(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  // Without the flag of a valid network identifier it is something else on that port.
  return {.header_bytes = 8,
          .next = (bytes[0] & 0x08) != 0 ? Protocol::ethernet : Protocol::unknown};
}

Step geneve(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  const std::uint32_t length = 8 + (bytes[0] & 0x3fU) * 4;
  if (bytes[0] >> 6 != 0) return {.fault = "geneve version is not 0"};
  if (bytes.size() < length) return cut_short();
  return {.header_bytes = length, .next = protocol_of_ethertype(u16_at(bytes, 2))};
}

Step arp(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  const std::uint32_t length = 8 + 2U * bytes[4] + 2U * bytes[5];
  if (bytes.size() < length) return cut_short();
  return {.header_bytes = length, .next = Protocol::none};
}

Step ipv4(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 20) return cut_short();
  if (bytes[0] >> 4 != 4) return {.fault = "ipv4 version is not 4"};
  const std::uint32_t length = (bytes[0] & 0x0fU) * 4;
  if (length < 20) return {.fault = "ipv4 header shorter than 20 bytes"};
  if (bytes.size() < length) return cut_short();
  const std::uint32_t total = u16_at(bytes, 2);
  Step step = ip_next(length, bytes[9]);
  // 0: the network card cut the packet into segments after it was captured.
  if (total != 0 && total < length) return {.fault = "ipv4 length shorter than its header"};
  if (total != 0) step.announced_bytes = total - length;
  const std::uint16_t place = u16_at(bytes, 6);
  const bool more = (place & 0x2000) != 0;
  const std::uint32_t offset = (place & 0x1fffU) * 8;
  if (!more && offset == 0) return step;
  step.next = Protocol::none;
  step.fragment = FragmentAt{.protocol = bytes[9],
                             .more = more,
                             .offset_bytes = offset,
                             .identification = u16_at(bytes, 4)};
  return step;
}

Step ipv6(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 40) return cut_short();
  if (bytes[0] >> 4 != 6) return {.fault = "ipv6 version is not 6"};
  Step step = ip_next(40, bytes[6]);
  const std::uint16_t length = u16_at(bytes, 4);
  if (length != 0) step.announced_bytes = length;
  return step;
}

Step ipv6_extension(base::Bytes bytes, std::uint8_t number) {
  if (bytes.size() < 8) return cut_short();
  std::uint32_t length = (std::uint32_t{bytes[1]} + 1) * 8;
  if (number == kIpFragment) length = 8;
  if (number == kIpAuthentication) length = (std::uint32_t{bytes[1]} + 2) * 4;
  if (bytes.size() < length) return cut_short();
  Step step = ip_next(length, bytes[0]);
  if (number != kIpFragment) return step;
  const std::uint16_t place = u16_at(bytes, 2);
  const bool more = (place & 1) != 0;
  const std::uint32_t offset = place & 0xfff8U;
  if (!more && offset == 0) return step;  // an atomic fragment (RFC 6946)
  step.next = Protocol::none;
  step.fragment = FragmentAt{.protocol = bytes[0],
                             .more = more,
                             .offset_bytes = offset,
                             .identification = u32_at(bytes, 4)};
  return step;
}

Step tcp(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 20) return cut_short();
  const std::uint32_t length = (bytes[12] >> 4U) * 4U;
  if (length < 20) return {.fault = "tcp header shorter than 20 bytes"};
  if (bytes.size() < length) return cut_short();
  return {.header_bytes = length, .next = Protocol::none};
}

Step udp(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  const std::uint32_t total = u16_at(bytes, 4);
  if (total != 0 && total < 8) return {.fault = "udp length shorter than its header"};
  Step step = {.header_bytes = 8, .next = protocol_of_udp_port(u16_at(bytes, 2))};
  if (total != 0) step.announced_bytes = total - 8;
  return step;
}

/// The length field is the checksum's coverage here (RFC 3828).
Step udp_lite(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  return {.header_bytes = 8, .next = Protocol::none};
}

Step sctp(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 12) return cut_short();
  return {.header_bytes = 12, .next = Protocol::none};
}

Step dccp(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 12) return cut_short();
  const std::uint32_t length = bytes[4] * 4U;
  if (length < 12) return {.fault = "dccp header shorter than 12 bytes"};
  if (bytes.size() < length) return cut_short();
  return {.header_bytes = length, .next = Protocol::none};
}

Step icmp(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  const std::uint8_t type = bytes[0];
  const bool error = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
  return {.header_bytes = 8, .next = error ? Protocol::ipv4 : Protocol::none, .quotes = error};
}

Step icmpv6(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  const bool error = bytes[0] >= 1 && bytes[0] <= 4;
  return {.header_bytes = 8, .next = error ? Protocol::ipv6 : Protocol::none, .quotes = error};
}

Step radiotap(base::Bytes bytes, std::uint8_t) {
  if (bytes.size() < 8) return cut_short();
  const std::uint32_t length = bytes[2] | static_cast<std::uint32_t>(bytes[3])
                                              << 8U;  // little endian
  if (length < 8) return {.fault = "radiotap header shorter than 8 bytes"};
  if (bytes.size() < length) return cut_short();
  return {.header_bytes = length, .next = Protocol::ieee80211};
}

Step ieee80211(base::Bytes bytes, std::uint8_t) {
  constexpr int kData = 2;
  if (bytes.size() < 2) return cut_short();
  const int type = bytes[0] >> 2 & 3;
  const int subtype = bytes[0] >> 4;
  const bool both_ways = (bytes[1] & 3) == 3;
  const bool is_protected = (bytes[1] & 0x40) != 0;
  const bool ordered = (bytes[1] & 0x80) != 0;
  const bool quality = (subtype & 8) != 0;
  if (type != kData) {
    const std::uint32_t shown = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), 24));
    return {.header_bytes = shown, .next = Protocol::unknown};
  }
  std::uint32_t length = both_ways ? 30 : 24;
  if (quality) length += ordered ? 6 : 2;
  if (bytes.size() < length) return cut_short();
  const bool empty = (subtype & 4) != 0;
  if (empty) return {.header_bytes = length, .next = Protocol::none};
  return {.header_bytes = length, .next = is_protected ? Protocol::unknown : Protocol::llc};
}

using Stepper = Step (*)(base::Bytes, std::uint8_t);

/// The one table of decoders, in the order of Protocol; nullptr: the payload stays bytes.
constexpr std::array<Stepper, kProtocolCount> kSteppers = {
    nullptr, nullptr, ethernet, vlan, arp,      ipv4,   ipv6,     ipv6_extension, tcp,  udp,
    icmp,    icmpv6,  sctp,     dccp, udp_lite, llc,    sll,      sll2,           null, raw_ip,
    ppp,     pppoe,   mpls,     gre,  vxlan,    geneve, radiotap, ieee80211};

class Walk {
 public:
  Walk(base::Bytes frame, Layers& out) : frame_(frame), out_(out) {
    out.count = 0;
    out.fragment.reset();
    out.fault.reset();
  }

  void run(Protocol next, std::uint8_t number) {
    std::size_t at = 0;
    std::size_t end = frame_.size();
    std::size_t announced_end = SIZE_MAX;
    bool quoted = false;
    std::uint8_t network_layer = 0;
    while (true) {
      out_.next = next;
      const Stepper stepper = kSteppers[static_cast<std::size_t>(next)];
      if (stepper == nullptr) return;
      if (out_.count == kMostLayers) return fault(at, "too many layers");
      const base::Bytes rest = frame_.subspan(at, end - at);
      // A tunnel's port with nothing behind it, a quote that was cut away.
      if (rest.empty() && out_.count > 0 && (quoted || is_tunnel(next))) return;
      Step step = stepper(rest, number);
      // Whatever a decoder believes, a header ends within its frame.
      if (step.fault.empty() && step.header_bytes > rest.size()) step = cut_short();
      if (!step.fault.empty()) {
        if (step.fault == cut_short().fault && has_ports(next) && rest.size() >= 4) {
          add_cut(next, at, rest.size(), quoted);
        }
        return fault(at, step.fault);
      }
      if (next == Protocol::ipv4 || next == Protocol::ipv6) {
        network_layer = static_cast<std::uint8_t>(out_.count);
      }
      const std::size_t behind = rest.size() - step.header_bytes;
      const std::size_t payload = std::min<std::size_t>(behind, step.announced_bytes);
      const bool announces = step.announced_bytes != UINT32_MAX;
      at += step.header_bytes;
      if (announces) announced_end = std::min(announced_end, at + step.announced_bytes);
      const bool longer = announced_end != SIZE_MAX && announced_end > at + payload;
      out_.items[out_.count] = {
          .protocol = next,
          .number = number,
          .quoted = quoted,
          .cut = announces && step.announced_bytes > behind,
          .offset = static_cast<std::uint32_t>(at - step.header_bytes),
          .header_bytes = step.header_bytes,
          .payload_bytes = static_cast<std::uint32_t>(payload),
          .announced_bytes = static_cast<std::uint32_t>(longer ? announced_end - at : payload)};
      if (step.fragment && !quoted) {
        out_.fragment = step.fragment;
        out_.fragment->layer = static_cast<std::uint8_t>(out_.count);
        out_.fragment->network_layer = network_layer;
      }
      ++out_.count;
      end = at + payload;
      quoted = quoted || step.quotes;
      next = step.next;
      number = step.number;
    }
  }

 private:
  static bool is_tunnel(Protocol protocol) {
    return protocol == Protocol::vxlan || protocol == Protocol::geneve;
  }

  static bool has_ports(Protocol protocol) {
    return protocol == Protocol::tcp || protocol == Protocol::udp || protocol == Protocol::sctp ||
           protocol == Protocol::dccp || protocol == Protocol::udp_lite;
  }

  void add_cut(Protocol protocol, std::size_t at, std::size_t bytes, bool quoted) {
    out_.items[out_.count++] = {.protocol = protocol,
                                .number = 0,
                                .quoted = quoted,
                                .cut = true,
                                .offset = static_cast<std::uint32_t>(at),
                                .header_bytes = static_cast<std::uint32_t>(bytes),
                                .payload_bytes = 0,
                                .announced_bytes = 0};
  }

  void fault(std::size_t at, std::string_view rule) {
    out_.next = Protocol::unknown;
    // The quote of an ICMP error may end anywhere (RFC 792): that is no fault.
    if (out_.count > 0 && is_quote()) return;
    out_.fault = base::Malformed{at, rule};
  }

  [[nodiscard]] bool is_quote() const {
    const Layer& last = out_.items[out_.count - 1];
    return last.quoted || last.protocol == Protocol::icmp || last.protocol == Protocol::icmpv6;
  }

  base::Bytes frame_;
  Layers& out_;
};

}  // namespace

void walk_layers(Protocol first, base::Bytes frame, Layers& out) { Walk(frame, out).run(first, 0); }

void walk_ip_payload(std::uint8_t number, base::Bytes payload, Layers& out) {
  Walk(payload, out).run(protocol_of_ip_number(number), number);
}

}  // namespace minato::wire
