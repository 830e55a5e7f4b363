// Symbols of nft's data types and the shapes that values take in its JSON.
#include "host/nft_values.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <span>
#include <utility>

#include "base/strings.h"
#include "host/nft_json.h"
#include "model/address_set.h"

namespace minato::host {
namespace {

using model::Family;
using model::IpAddress;
namespace json = boost::json;

struct Symbol {
  std::string_view name;
  unsigned number;
};

constexpr std::array kTransports = {
    Symbol{"tcp", kTransportTcp},
    Symbol{"udp", kTransportUdp},
    Symbol{"icmp", 1},
    Symbol{"igmp", 2},
    Symbol{"dccp", 33},
    Symbol{"gre", 47},
    Symbol{"esp", 50},
    Symbol{"ah", 51},
    Symbol{"icmpv6", 58},
    Symbol{"ipv6-icmp", 58},
    Symbol{"comp", 108},
    Symbol{"ipcomp", 108},
    Symbol{"sctp", 132},
    Symbol{"udplite", 136},
};
constexpr std::array kNetworkProtocols = {Symbol{"ipv4", 2}, Symbol{"ipv6", 10}};
constexpr std::array kEtherTypes = {Symbol{"ip", 0x0800},    Symbol{"ip6", 0x86dd},
                                    Symbol{"arp", 0x0806},   Symbol{"vlan", 0x8100},
                                    Symbol{"8021q", 0x8100}, Symbol{"8021ad", 0x88a8}};
constexpr std::array kStates = {Symbol{"invalid", 1}, Symbol{"established", 2},
                                Symbol{"related", 4}, Symbol{"new", 8}, Symbol{"untracked", 64}};
constexpr std::array kStatuses = {
    Symbol{"expected", 1}, Symbol{"seen-reply", 2}, Symbol{"assured", 4}, Symbol{"confirmed", 8},
    Symbol{"snat", 16},    Symbol{"dnat", 32},      Symbol{"dying", 512}};
constexpr std::array kDirections = {Symbol{"original", 0}, Symbol{"reply", 1}};
constexpr std::array kPacketTypes = {Symbol{"host", 0}, Symbol{"unicast", 0},
                                     Symbol{"broadcast", 1}, Symbol{"multicast", 2},
                                     Symbol{"other", 3}};
constexpr std::array kAddressTypes = {
    Symbol{"unspec", 0},    Symbol{"unicast", 1},     Symbol{"local", 2},
    Symbol{"broadcast", 3}, Symbol{"anycast", 4},     Symbol{"multicast", 5},
    Symbol{"blackhole", 6}, Symbol{"unreachable", 7}, Symbol{"prohibit", 8}};
constexpr std::array kTcpFlags = {Symbol{"fin", 1},  Symbol{"syn", 2},  Symbol{"rst", 4},
                                  Symbol{"psh", 8},  Symbol{"ack", 16}, Symbol{"urg", 32},
                                  Symbol{"ecn", 64}, Symbol{"cwr", 128}};

// A protocol that has another name is neither TCP nor UDP: any other number will do.
constexpr NftNumber kOtherTransport = 0x100;
// Longest list of flags or nested sets that is followed.
constexpr int kMaximumDepth = 8;

std::span<const Symbol> symbols_of(NftValueKind kind) {
  switch (kind) {
    case NftValueKind::transport:
      return kTransports;
    case NftValueKind::network_protocol:
      return kNetworkProtocols;
    case NftValueKind::ether_type:
      return kEtherTypes;
    case NftValueKind::conntrack_state:
      return kStates;
    case NftValueKind::conntrack_status:
      return kStatuses;
    case NftValueKind::conntrack_direction:
      return kDirections;
    case NftValueKind::packet_type:
      return kPacketTypes;
    case NftValueKind::address_type:
      return kAddressTypes;
    case NftValueKind::tcp_flags:
      return kTcpFlags;
    default:
      return {};
  }
}

bool is_address(NftValueKind kind) {
  return kind == NftValueKind::ipv4_address || kind == NftValueKind::ipv6_address;
}

std::optional<IpAddress> address_of(std::string_view text, NftValueKind kind) {
  const auto address = IpAddress::parse(text);
  const bool wants_v4 = kind == NftValueKind::ipv4_address;
  if (!address || address->is_v4() != wants_v4) return std::nullopt;
  return *address;
}

std::optional<NftNumber> scalar(const json::value& value, NftValueKind kind) {
  if (const auto* number = value.if_int64()) {
    return *number < 0 ? std::nullopt : std::optional<NftNumber>(static_cast<NftNumber>(*number));
  }
  if (const auto* number = value.if_uint64()) return *number;
  if (const auto* flag = value.if_bool()) return *flag ? 1 : 0;
  if (!value.is_string()) return std::nullopt;
  return number_of_symbol(text_of(&value), kind);
}

NftValues unreadable() { return {.unreadable = true}; }

NftValues numbers(NftIntervals intervals) { return {.numbers = std::move(intervals)}; }

NftValues read_range(const json::value* ends, NftValueKind kind) {
  const json::array& pair = elements_of(ends);
  if (pair.size() != 2) return unreadable();
  const auto first = scalar(pair[0], kind);
  const auto last = scalar(pair[1], kind);
  if (!first || !last) return unreadable();
  return numbers(NftIntervals::range(*first, *last));
}

NftValues read_prefix(const json::value* prefix, NftValueKind kind) {
  const auto address = address_of(text_of(member(prefix, "addr")), kind);
  const json::value* const length = member(prefix, "len");
  const auto* bits = length == nullptr ? nullptr : length->if_int64();
  if (!address || bits == nullptr || *bits < 0 || *bits > address->bits()) return unreadable();
  const model::Prefix whole(*address, static_cast<unsigned>(*bits));
  const auto block = model::AddressRange::of(whole);
  return numbers(NftIntervals::range(block.first, block.last));
}

/// Flags of a list are one number; bits may be joined by `|`.
NftValues read_flags(const json::array& list, NftValueKind kind) {
  NftNumber bits = 0;
  for (const json::value& flag : list) {
    const auto number = scalar(flag, kind);
    if (!number) return unreadable();
    bits |= *number;
  }
  return numbers(NftIntervals::of(bits));
}

NftValues read_any(const json::value& value, NftValueKind kind, int depth);

NftValues read_set(const json::array& elements, NftValueKind kind, int depth) {
  NftValues all;
  std::vector<NftInterval> parts;
  for (const json::value& element : elements) {
    NftValues one = read_any(element, kind, depth);
    const auto found = one.numbers.parts();
    parts.insert(parts.end(), found.begin(), found.end());
    all.names.insert(all.names.end(), one.names.begin(), one.names.end());
    all.unreadable |= one.unreadable;
  }
  all.numbers = NftIntervals::from(std::move(parts));
  return all;
}

NftValues read_text(std::string_view text, const json::value& value, NftValueKind kind) {
  if (kind == NftValueKind::interface || kind == NftValueKind::name) {
    return {.names = {std::string(text)}};
  }
  const auto number = scalar(value, kind);
  return number ? numbers(NftIntervals::of(*number)) : unreadable();
}

NftValues read_object(const json::value& value, NftValueKind kind, int depth) {
  const OnlyMember only = only_member(value);
  if (only.value == nullptr) return unreadable();
  if (only.key == "range") return read_range(only.value, kind);
  if (only.key == "prefix") return read_prefix(only.value, kind);
  if (only.key == "set" && only.value->is_array()) {
    return read_set(elements_of(only.value), kind, depth - 1);
  }
  if (only.key == "set") return read_any(*only.value, kind, depth - 1);
  if (only.key == "|") return read_flags(elements_of(only.value), kind);
  if (only.key == "elem") {
    const json::value* const inner = member(only.value, "val");
    return inner == nullptr ? unreadable() : read_any(*inner, kind, depth - 1);
  }
  return unreadable();
}

NftValues read_any(const json::value& value, NftValueKind kind, int depth) {
  if (depth <= 0 || kind == NftValueKind::opaque) return unreadable();
  if (value.is_object()) return read_object(value, kind, depth);
  if (value.is_array()) return read_flags(elements_of(&value), kind);
  if (value.is_string()) return read_text(text_of(&value), value, kind);
  const auto number = scalar(value, kind);
  return number ? numbers(NftIntervals::of(*number)) : unreadable();
}

}  // namespace

std::optional<NftNumber> number_of_symbol(std::string_view symbol, NftValueKind kind) {
  if (is_address(kind)) {
    const auto address = address_of(symbol, kind);
    return address ? std::optional(model::number_of(*address)) : std::nullopt;
  }
  const auto symbols = symbols_of(kind);
  const auto found = std::ranges::find(symbols, symbol, &Symbol::name);
  if (found != symbols.end()) return found->number;
  if (const auto number = base::parse_number<std::uint64_t>(symbol)) return *number;
  if (kind == NftValueKind::transport && !symbol.empty()) return kOtherTransport;
  return std::nullopt;
}

std::vector<std::string_view> names_of_bits(NftNumber bits, NftValueKind kind) {
  std::vector<std::string_view> names;
  for (const Symbol& symbol : symbols_of(kind)) {
    if ((bits & symbol.number) != 0) names.push_back(symbol.name);
  }
  return names;
}

std::optional<std::string_view> name_of_number(NftNumber number, NftValueKind kind) {
  const auto symbols = symbols_of(kind);
  const auto found = std::ranges::find(symbols, number, &Symbol::number);
  return found == symbols.end() ? std::nullopt : std::optional(found->name);
}

std::optional<NftValueKind> kind_of_type(std::string_view type) {
  static constexpr std::array<std::pair<std::string_view, NftValueKind>, 13> kTypes = {{
      {"ipv4_addr", NftValueKind::ipv4_address},
      {"ipv6_addr", NftValueKind::ipv6_address},
      {"inet_service", NftValueKind::number},
      {"inet_proto", NftValueKind::transport},
      {"mark", NftValueKind::number},
      {"ifname", NftValueKind::interface},
      {"iface_index", NftValueKind::interface},
      {"ct_state", NftValueKind::conntrack_state},
      {"ct_status", NftValueKind::conntrack_status},
      {"nf_proto", NftValueKind::network_protocol},
      {"ether_type", NftValueKind::ether_type},
      {"pkt_type", NftValueKind::packet_type},
      {"fib_addrtype", NftValueKind::address_type},
  }};
  const auto found = std::ranges::find(kTypes, type, [](const auto& entry) { return entry.first; });
  return found == kTypes.end() ? std::nullopt : std::optional(found->second);
}

NftValues read_values(const json::value& value, NftValueKind kind) {
  return read_any(value, kind, kMaximumDepth);
}

}  // namespace minato::host
