// Tables of nftables' payload fields, meta keys and conntrack keys. The packet is an ordinary
// first one: TCP with SYN alone or UDP, no fragment, no IP options, no extension headers.
#include "host/nft_selectors.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <span>

#include "host/nft_json.h"

namespace minato::host {
namespace {

using Kind = NftValueKind;
using Field = NftField;
using model::Family;
namespace json = boost::json;

constexpr NftInterval kAnyU32{0, 0xffffffff};
constexpr NftNumber kFragmentBits = 0x3fff;  // offset and "more fragments", without DF

/// One row: how a name of nft is understood.
struct Row {
  std::string_view name;
  Field field;
  Kind kind = Kind::number;
  NftNumber value = 0;                  ///< of a fixed field
  NftInterval range = {0, 0xffffffff};  ///< of a chosen one
};

constexpr std::array kIpFields = {
    Row{"saddr", Field::source_address, Kind::ipv4_address},
    Row{"daddr", Field::destination_address, Kind::ipv4_address},
    Row{"protocol", Field::transport, Kind::transport},
    Row{"version", Field::fixed, Kind::number, 4},
    Row{"hdrlength", Field::fixed, Kind::number, 5},
    Row{"ttl", Field::chosen, Kind::number, 0, {1, 255}},
    Row{"length", Field::chosen, Kind::number, 0, {28, 65535}},
    Row{"dscp", Field::chosen, Kind::number, 0, {0, 63}},
    Row{"ecn", Field::chosen, Kind::number, 0, {0, 3}},
    Row{"id", Field::chosen, Kind::number, 0, {0, 65535}},
    Row{"checksum", Field::chosen, Kind::number, 0, {0, 65535}},
};
constexpr std::array kIp6Fields = {
    Row{"saddr", Field::source_address, Kind::ipv6_address},
    Row{"daddr", Field::destination_address, Kind::ipv6_address},
    Row{"nexthdr", Field::transport, Kind::transport},
    Row{"version", Field::fixed, Kind::number, 6},
    Row{"hoplimit", Field::chosen, Kind::number, 0, {1, 255}},
    Row{"length", Field::chosen, Kind::number, 0, {8, 65535}},
    Row{"dscp", Field::chosen, Kind::number, 0, {0, 63}},
    Row{"ecn", Field::chosen, Kind::number, 0, {0, 3}},
    Row{"flowlabel", Field::chosen, Kind::number, 0, {0, 0xfffff}},
};
constexpr std::array kTcpFields = {
    Row{"sport", Field::source_port},
    Row{"dport", Field::destination_port},
    Row{"flags", Field::fixed, Kind::tcp_flags, kTcpSyn},
    Row{"reserved", Field::fixed, Kind::number, 0},
    Row{"ackseq", Field::fixed, Kind::number, 0},
    Row{"urgptr", Field::fixed, Kind::number, 0},
    Row{"sequence", Field::chosen},
    Row{"doff", Field::chosen, Kind::number, 0, {5, 15}},
    Row{"window", Field::chosen, Kind::number, 0, {0, 65535}},
    Row{"checksum", Field::chosen, Kind::number, 0, {0, 65535}},
};
constexpr std::array kUdpFields = {
    Row{"sport", Field::source_port},
    Row{"dport", Field::destination_port},
    Row{"length", Field::chosen, Kind::number, 0, {8, 65535}},
    Row{"checksum", Field::chosen, Kind::number, 0, {0, 65535}},
};
constexpr std::array kMetaKeys = {
    Row{"l4proto", Field::transport, Kind::transport},
    Row{"nfproto", Field::network_protocol, Kind::network_protocol},
    Row{"protocol", Field::ether_type, Kind::ether_type},
    Row{"iif", Field::input_interface, Kind::interface},
    Row{"iifname", Field::input_interface, Kind::interface},
    Row{"oif", Field::output_interface, Kind::interface},
    Row{"oifname", Field::output_interface, Kind::interface},
    Row{"iifkind", Field::input_kind, Kind::name},
    Row{"pkttype", Field::packet_type, Kind::packet_type},
    Row{"mark", Field::packet_mark},
    Row{"cpu", Field::chosen},
    Row{"length", Field::chosen, Kind::number, 0, {28, 65535}},
};
constexpr std::array kConntrackKeys = {
    Row{"status", Field::conntrack_status, Kind::conntrack_status},
    Row{"mark", Field::conntrack_mark},
    Row{"direction", Field::fixed, Kind::conntrack_direction, 0},
    Row{"protocol", Field::transport, Kind::transport},
    Row{"l3proto", Field::network_protocol, Kind::network_protocol},
};
/// With `ct original`: before NAT.
constexpr std::array kOriginalKeys = {
    Row{"ip saddr", Field::original_source_address, Kind::ipv4_address},
    Row{"ip daddr", Field::original_destination_address, Kind::ipv4_address},
    Row{"ip6 saddr", Field::original_source_address, Kind::ipv6_address},
    Row{"ip6 daddr", Field::original_destination_address, Kind::ipv6_address},
    Row{"proto-src", Field::original_source_port},
    Row{"proto-dst", Field::original_destination_port},
    Row{"protocol", Field::transport, Kind::transport},
    Row{"l3proto", Field::network_protocol, Kind::network_protocol},
};
/// Headers that an ordinary first packet of TCP or UDP does not have.
constexpr std::array<std::string_view, 13> kOtherHeaders = {
    "icmp", "icmpv6", "igmp", "arp",  "sctp", "dccp", "udplite",
    "esp",  "ah",     "comp", "vlan", "dst",  "mh"};

NftTypedSelector unknown() { return {}; }

NftTypedSelector absent(NftGuard guard = {}) {
  return {{.field = Field::absent, .guard = guard}, Kind::opaque};
}

NftTypedSelector fixed(NftNumber value, Kind kind) {
  return {{.field = Field::fixed, .value = value}, kind};
}

NftTypedSelector from_rows(std::span<const Row> rows, std::string_view scope, std::string_view name,
                           const NftGuard& guard, NftChoices& choices) {
  const auto row = std::ranges::find(rows, name, &Row::name);
  if (row == rows.end()) return unknown();
  NftTypedSelector typed{{.field = row->field, .guard = guard, .value = row->value}, row->kind};
  if (row->field == Field::chosen) {
    typed.selector.chosen = choices.index_of(fmt::format("{} {}", scope, name), row->range);
  }
  return typed;
}

/// `@nh,…` and `@th,…`: ports only, as nft itself names every other field that matters.
NftTypedSelector raw_payload(const json::value& payload) {
  const auto number = [&](std::string_view key) {
    const json::value* const value = member(&payload, key);
    const auto* found = value == nullptr ? nullptr : value->if_int64();
    return found == nullptr ? std::int64_t{-1} : *found;
  };
  if (text_of(member(&payload, "base")) != "th" || number("len") != 16) return unknown();
  if (number("offset") == 0) return {{.field = Field::source_port}, Kind::number};
  if (number("offset") == 16) return {{.field = Field::destination_port}, Kind::number};
  return unknown();
}

NftTypedSelector payload_selector(const json::value& payload, NftChoices& choices) {
  const std::string_view protocol = text_of(member(&payload, "protocol"));
  const std::string_view field = text_of(member(&payload, "field"));
  if (protocol.empty()) return raw_payload(payload);
  if (member(&payload, "tunnel") != nullptr) return unknown();
  if (protocol == "ip") {
    return from_rows(kIpFields, protocol, field, {.family = Family::ipv4}, choices);
  }
  if (protocol == "ip6") {
    return from_rows(kIp6Fields, protocol, field, {.family = Family::ipv6}, choices);
  }
  if (protocol == "tcp") {
    return from_rows(kTcpFields, protocol, field, {.transport = kTransportTcp}, choices);
  }
  if (protocol == "udp") {
    return from_rows(kUdpFields, protocol, field, {.transport = kTransportUdp}, choices);
  }
  if (protocol == "th") {
    return from_rows(std::span(kUdpFields).first(2), protocol, field, {}, choices);
  }
  if (protocol == "ether" && field == "type") {
    return {{.field = Field::ether_type}, Kind::ether_type};
  }
  return std::ranges::find(kOtherHeaders, protocol) != kOtherHeaders.end() ? absent() : unknown();
}

NftTypedSelector meta_selector(std::string_view key, NftChoices& choices) {
  if (key == "random") {
    return {{.field = Field::chosen, .chosen = choices.fresh("random", kAnyU32)}, Kind::number};
  }
  return from_rows(kMetaKeys, "meta", key, {}, choices);
}

NftTypedSelector conntrack_selector(const json::value& expression, NftChoices& choices) {
  const std::string_view key = text_of(member(&expression, "key"));
  const std::string_view direction = text_of(member(&expression, "dir"));
  if (key == "state") return {{.field = Field::conntrack_state}, Kind::conntrack_state};
  NftGuard guard{.conntrack = true};
  if (direction.empty()) return from_rows(kConntrackKeys, "ct", key, guard, choices);
  if (direction != "original") return unknown();
  if (key.starts_with("ip ")) guard.family = Family::ipv4;
  if (key.starts_with("ip6 ")) guard.family = Family::ipv6;
  return from_rows(kOriginalKeys, "ct original", key, guard, choices);
}

NftTypedSelector fib_selector(const json::value& expression) {
  const json::value* const list = member(&expression, "flags");
  bool source = false;
  bool interface = false;
  bool destination = false;
  const auto take = [&](std::string_view flag) {
    source |= flag == "saddr";
    destination |= flag == "daddr";
    interface |= flag == "iif";
  };
  if (list != nullptr && list->is_string()) take(text_of(list));
  for (const json::value& flag : elements_of(list)) take(text_of(&flag));
  const std::string_view result = text_of(member(&expression, "result"));
  if (result == "type" && destination && !source) {
    return {{.field = interface ? Field::destination_type_on_interface : Field::destination_type},
            Kind::address_type};
  }
  if (result == "type" && source && !destination && !interface) {
    return {{.field = Field::source_type}, Kind::address_type};
  }
  if ((result == "oif" || result == "oifname") && source && !destination) {
    return {{.field = Field::return_path}, Kind::interface};
  }
  return unknown();
}

/// Options and extension headers: their fields never match, `exists` is false.
NftTypedSelector header_selector(const json::value& expression, std::string_view field,
                                 NftGuard guard) {
  if (member(&expression, field) != nullptr) return absent(guard);
  NftTypedSelector exists = fixed(0, Kind::number);
  exists.selector.guard = guard;
  return exists;
}

NftTypedSelector tcp_option_selector(const json::value& expression, NftChoices& choices) {
  // Which options a SYN carries is the sender's choice.
  const bool exists = member(&expression, "field") == nullptr;
  const std::string name = fmt::format("tcp option {} {}", text_of(member(&expression, "name")),
                                       exists ? "exists" : text_of(member(&expression, "field")));
  const NftInterval range = exists ? NftInterval{0, 1} : NftInterval{0, 0xffff};
  return {{.field = Field::chosen,
           .guard = {.transport = kTransportTcp},
           .chosen = choices.index_of(name, range)},
          Kind::number};
}

NftTypedSelector numgen_selector(const json::value& expression, NftChoices& choices) {
  const auto number = [&](std::string_view key) {
    const json::value* const value = member(&expression, key);
    const auto* found = value == nullptr ? nullptr : value->if_int64();
    return found == nullptr || *found < 0 ? NftNumber{0} : static_cast<NftNumber>(*found);
  };
  const NftNumber modulus = number("mod");
  if (modulus == 0) return unknown();
  const NftNumber offset = number("offset");
  return {
      {.field = Field::chosen, .chosen = choices.fresh("numgen", {offset, offset + modulus - 1})},
      Kind::number};
}

NftTypedSelector masked(const json::value& operands, NftChoices& choices) {
  const json::array& pair = elements_of(&operands);
  if (pair.size() != 2) return unknown();
  const OnlyMember inner = only_member(pair[0]);
  const bool fragment = inner.key == "payload" &&
                        text_of(member(inner.value, "protocol")) == "ip" &&
                        text_of(member(inner.value, "field")) == "frag-off";
  NftTypedSelector typed = fragment ? fixed(0, Kind::number) : read_selector(pair[0], choices);
  if (fragment) typed.selector.guard.family = Family::ipv4;
  const auto mask = read_values(pair[1], typed.kind).numbers.single();
  if (!mask || typed.selector.mask) return unknown();
  if (fragment && (*mask & ~kFragmentBits) != 0) return unknown();  // DF is set or not
  typed.selector.mask = mask;
  return typed;
}

}  // namespace

std::uint32_t NftChoices::index_of(const std::string& name, NftInterval range) {
  const auto [at, is_new] = by_name_.emplace(name, static_cast<std::uint32_t>(choices_.size()));
  if (is_new) choices_.push_back({name, range, true});
  return at->second;
}

std::uint32_t NftChoices::fresh(std::string_view what, NftInterval range) {
  choices_.push_back({std::string(what), range, false});
  return static_cast<std::uint32_t>(choices_.size() - 1);
}

NftTypedSelector read_selector(const json::value& expression, NftChoices& choices) {
  const auto [key, value] = only_member(expression);
  if (value == nullptr) return unknown();
  if (key == "payload") return payload_selector(*value, choices);
  if (key == "meta") return meta_selector(text_of(member(value, "key")), choices);
  if (key == "ct") return conntrack_selector(*value, choices);
  if (key == "fib") return fib_selector(*value);
  if (key == "&") return masked(*value, choices);
  if (key == "exthdr") return header_selector(*value, "field", {.family = Family::ipv6});
  if (key == "ip option") return header_selector(*value, "field", {.family = Family::ipv4});
  if (key == "tcp option") return tcp_option_selector(*value, choices);
  if (key == "numgen") return numgen_selector(*value, choices);
  return unknown();
}

std::vector<NftTypedSelector> read_selectors(const json::value& expression, NftChoices& choices) {
  const auto [key, value] = only_member(expression);
  if (key != "concat" || value == nullptr) return {read_selector(expression, choices)};
  std::vector<NftTypedSelector> parts;
  for (const json::value& part : elements_of(value)) parts.push_back(read_selector(part, choices));
  return parts.empty() ? std::vector{unknown()} : parts;
}

}  // namespace minato::host
