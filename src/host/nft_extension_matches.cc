// iptables' matches (<linux/netfilter/xt_*.h>). Numbers lie in the byte order of this machine,
// addresses in network order; a structure shorter than it should be cannot be told.
#include <algorithm>
#include <array>
#include <utility>

#include "host/nft_extension_info.h"
#include "host/nft_values.h"

namespace minato::host {
namespace {

using Statements = std::vector<NftStatement>;
using Info = NftExtensionInfo;
using model::Family;
using sys::NftExtension;

Statements perhaps() { return {NftPerhaps{}}; }
Statements never() { return {NftMatch{.left = {{.field = NftField::absent}}}}; }
Statements sometimes(const NftRuleContext& context, std::string_view what) {
  return {NftSometimes{context.choices.fresh(what, {0, 1})}};
}

NftMatch numbers_match(NftSelector selector, NftTest test, NftIntervals numbers) {
  return {.left = {selector}, .test = test, .right = NftValues{.numbers = std::move(numbers)}};
}

NftMatch bits_match(NftField field, bool inverted, NftNumber bits) {
  return numbers_match({.field = field}, inverted ? NftTest::no_bit : NftTest::any_bit,
                       NftIntervals::of(bits));
}

NftMatch ports_match(NftField field, bool inverted, NftNumber first, NftNumber last,
                     NftGuard guard = {}) {
  return numbers_match({.field = field, .guard = guard}, inverted ? NftTest::not_in : NftTest::in,
                       NftIntervals::range(first, last));
}

/// An address under a mask as the block that it is; nothing for a mask with holes.
std::optional<NftIntervals> masked_block(NftNumber address, NftNumber mask, Family family) {
  const NftNumber host_bits = highest_of(family == Family::ipv4 ? 32 : 128) & ~mask;
  if ((host_bits & (host_bits + 1)) != 0) return std::nullopt;
  const NftNumber first = address & mask;
  return NftIntervals::range(first, first | host_bits);
}

// xt_conntrack: what is compared, and the bits of its state mask that nft has elsewhere.
constexpr unsigned kState = 1U << 0;
constexpr unsigned kProtocol = 1U << 1;
constexpr unsigned kOriginalSource = 1U << 2;
constexpr unsigned kOriginalDestination = 1U << 3;
constexpr unsigned kStatus = 1U << 6;
constexpr unsigned kOriginalDestinationPort = 1U << 9;
constexpr unsigned kDirection = 1U << 12;
constexpr unsigned kStateAlias = 1U << 13;
constexpr unsigned kReadable = kState | kProtocol | kOriginalSource | kOriginalDestination |
                               kStatus | kOriginalDestinationPort | kDirection | kStateAlias;
constexpr unsigned kSourceNatState = 1U << 6;
constexpr unsigned kDestinationNatState = 1U << 7;
constexpr unsigned kUntrackedState = 1U << 8;
constexpr unsigned kPlainStates = 0x0f;

NftNumber states_of(unsigned mask) {
  return (mask & kPlainStates) | ((mask & kUntrackedState) != 0 ? kStateUntracked : NftNumber{0});
}

/// The state mask also has bits of NAT: either kind may match.
Statements state_or_nat(unsigned mask, bool inverted) {
  const NftNumber of_first_packets = kStateInvalid | kStateNew | kStateUntracked;
  const bool only_nat = (states_of(mask) & of_first_packets) == 0 && !inverted;
  if ((mask & kSourceNatState) != 0 || !only_nat) return perhaps();
  NftMatch nat = bits_match(NftField::conntrack_status, false, kStatusDestinationNat);
  nat.left[0].guard.conntrack = true;
  return {nat};
}

Statements conntrack(const NftExtension& extension, const NftRuleContext& context) {
  Info info(extension.info);
  if (extension.revision < 1 || extension.revision > 3) return perhaps();
  const unsigned flags = info.u16(146);
  const unsigned inverted = info.u16(148);
  const bool narrow = extension.revision == 1;
  const unsigned states = narrow ? info.u8(150) : info.u16(150);
  const unsigned statuses = narrow ? info.u8(151) : info.u16(152);
  if (info.failed() || (flags & ~kReadable) != 0) return perhaps();
  Statements read;
  const NftGuard tracked{.conntrack = true};
  if ((flags & kState) != 0) {
    const bool nat = (states & (kSourceNatState | kDestinationNatState)) != 0;
    if (nat) return flags == kState ? state_or_nat(states, (inverted & kState) != 0) : perhaps();
    read.emplace_back(
        bits_match(NftField::conntrack_state, (inverted & kState) != 0, states_of(states)));
  }
  const auto add = [&](NftField field, unsigned flag, NftIntervals values) {
    read.emplace_back(numbers_match({.field = field, .guard = tracked},
                                    (inverted & flag) != 0 ? NftTest::not_in : NftTest::in,
                                    std::move(values)));
  };
  const Family family = family_of(context);
  const auto add_block = [&](NftField field, unsigned flag, std::size_t offset) {
    const auto block =
        masked_block(info.address(offset, family), info.address(offset + 16, family), family);
    if (block) add(field, flag, *block);
    return block.has_value();
  };
  if ((flags & kProtocol) != 0)
    add(NftField::transport, kProtocol, NftIntervals::of(info.u16(136)));
  if ((flags & kOriginalSource) != 0 &&
      !add_block(NftField::original_source_address, kOriginalSource, 0)) {
    return perhaps();
  }
  if ((flags & kOriginalDestination) != 0 &&
      !add_block(NftField::original_destination_address, kOriginalDestination, 32)) {
    return perhaps();
  }
  if ((flags & kOriginalDestinationPort) != 0) {
    // Before revision 3 a port was one number, in network order.
    const bool range = extension.revision == 3;
    const NftNumber first = range ? info.u16(140) : info.big_u16(140);
    add(NftField::original_destination_port, kOriginalDestinationPort,
        NftIntervals::range(first, range ? info.u16(156) : first));
  }
  if ((flags & kStatus) != 0) {
    NftMatch status = bits_match(NftField::conntrack_status, (inverted & kStatus) != 0, statuses);
    status.left[0].guard = tracked;
    read.emplace_back(std::move(status));
  }
  if ((flags & kDirection) != 0 && (inverted & kDirection) != 0) return never();
  return info.failed() ? perhaps() : read;
}

Statements state(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  const unsigned mask = info.u32(0);
  const NftNumber untracked = (mask & kSourceNatState) != 0 ? kStateUntracked : NftNumber{0};
  const Statements read{
      bits_match(NftField::conntrack_state, false, (mask & kPlainStates) | untracked)};
  return info.failed() ? perhaps() : read;
}

Statements multiport(const NftExtension& extension, const NftRuleContext&) {
  constexpr std::size_t kMost = 15;
  Info info(extension.info);
  const unsigned side = info.u8(0);
  const std::size_t count = info.u8(1);
  const bool inverted = info.u8(47) != 0;
  if (extension.revision != 1 || info.failed() || count > kMost || side > 1) return perhaps();
  std::vector<NftInterval> ports;
  for (std::size_t i = 0; i < count; ++i) {
    const bool range = info.u8(32 + i) != 0 && i + 1 < count;
    const NftNumber first = info.u16(2 + 2 * i);
    ports.push_back({first, range ? info.u16(2 + 2 * (i + 1)) : first});
    i += range ? 1 : 0;
  }
  return {numbers_match({.field = side == 0 ? NftField::source_port : NftField::destination_port},
                        inverted ? NftTest::not_in : NftTest::in,
                        NftIntervals::from(std::move(ports)))};
}

Statements tcp(const NftExtension& extension, const NftRuleContext& context) {
  Info info(extension.info);
  const NftGuard guard{.transport = kTransportTcp};
  const unsigned inverted = info.u8(11);
  Statements read{
      ports_match(NftField::source_port, (inverted & 1) != 0, info.u16(0), info.u16(2), guard),
      ports_match(NftField::destination_port, (inverted & 2) != 0, info.u16(4), info.u16(6),
                  guard)};
  const NftNumber mask = info.u8(9);
  read.emplace_back(numbers_match(
      {.field = NftField::fixed, .guard = guard, .mask = mask, .value = kTcpSyn},
      (inverted & 4) != 0 ? NftTest::not_in : NftTest::in, NftIntervals::of(info.u8(10))));
  const bool wants_option = info.u8(8) != 0;
  if (wants_option) read.push_back(sometimes(context, "tcp option")[0]);
  return info.failed() ? perhaps() : read;
}

Statements udp(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  const NftGuard guard{.transport = kTransportUdp};
  const unsigned inverted = info.u8(8);
  const Statements read{
      ports_match(NftField::source_port, (inverted & 1) != 0, info.u16(0), info.u16(2), guard),
      ports_match(NftField::destination_port, (inverted & 2) != 0, info.u16(4), info.u16(6),
                  guard)};
  return info.failed() ? perhaps() : read;
}

/// The types whose bits are set: bit n is type n.
NftIntervals types_of(unsigned bits) {
  std::vector<NftInterval> types;
  for (unsigned type = 0; type < 16; ++type) {
    if ((bits >> type & 1U) != 0) types.push_back({type, type});
  }
  return NftIntervals::from(std::move(types));
}

Statements address_type(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  const unsigned source = info.u16(0);
  const unsigned destination = info.u16(2);
  const unsigned flags = info.u32(4);
  const bool old = extension.revision == 0;
  const bool source_inverted = old ? flags != 0 : (flags & 1) != 0;
  const bool inverted = old ? info.u32(8) != 0 : (flags & 2) != 0;
  const bool on_interface = !old && (flags & 4) != 0;
  const bool on_output = !old && (flags & 8) != 0;
  if (info.failed() || on_output || (on_interface && source != 0)) return perhaps();
  Statements read;
  const auto add = [&](NftField field, unsigned bits, bool is_inverted) {
    if (bits == 0) return;
    read.emplace_back(numbers_match({.field = field}, is_inverted ? NftTest::not_in : NftTest::in,
                                    types_of(bits)));
  };
  add(NftField::source_type, source, source_inverted);
  add(on_interface ? NftField::destination_type_on_interface : NftField::destination_type,
      destination, inverted);
  return read;
}

Statements address_range(const NftExtension& extension, const NftRuleContext& context) {
  Info info(extension.info);
  const unsigned flags = info.u8(64);
  const Family family = family_of(context);
  Statements read;
  const auto add = [&](NftField field, unsigned flag, unsigned inverting, std::size_t offset) {
    if ((flags & flag) == 0) return;
    read.emplace_back(numbers_match(
        {.field = field}, (flags & inverting) != 0 ? NftTest::not_in : NftTest::in,
        NftIntervals::range(info.address(offset, family), info.address(offset + 16, family))));
  };
  add(NftField::source_address, 1, 16, 0);
  add(NftField::destination_address, 2, 32, 32);
  return extension.revision != 1 || info.failed() ? perhaps() : read;
}

Statements mark_match(const NftExtension& extension, NftField field) {
  Info info(extension.info);
  NftSelector selector{.field = field, .mask = info.u32(4)};
  selector.guard.conntrack = field == NftField::conntrack_mark;
  const NftMatch read = numbers_match(selector, info.u8(8) != 0 ? NftTest::not_in : NftTest::in,
                                      NftIntervals::of(info.u32(0)));
  return extension.revision != 1 || info.failed() ? perhaps() : Statements{read};
}

Statements mark(const NftExtension& extension, const NftRuleContext&) {
  return mark_match(extension, NftField::packet_mark);
}
Statements connmark(const NftExtension& extension, const NftRuleContext&) {
  return mark_match(extension, NftField::conntrack_mark);
}

Statements packet_type(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  const NftMatch read = numbers_match({.field = NftField::packet_type},
                                      info.u32(4) != 0 ? NftTest::not_in : NftTest::in,
                                      NftIntervals::of(info.u32(0)));
  return info.failed() ? perhaps() : Statements{read};
}

Statements recent(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  const bool sets = (info.u8(8) & 2) != 0;
  const bool inverted = info.u8(9) != 0;
  if (info.failed()) return perhaps();
  if (sets) return inverted ? never() : Statements{};
  return {NftPerhaps{inverted ? NftPerhaps::Newcomer::passes : NftPerhaps::Newcomer::stops}};
}

/// That an answer would go back the way the packet came is taken for granted (the ADR on exposure).
Statements reverse_path(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  const bool inverted = (info.u8(0) & 8) != 0;
  if (info.failed()) return perhaps();
  return inverted ? never() : Statements{};
}

Statements idle(const NftExtension&, const NftRuleContext&) { return {}; }
Statements absent_header(const NftExtension&, const NftRuleContext&) { return never(); }
Statements by_chance(const NftExtension& extension, const NftRuleContext& context) {
  return sometimes(context, extension.name);
}

struct Row {
  std::string_view name;
  NftExtensionRead read;
};

constexpr std::array kMatches = {
    Row{"addrtype", address_type},
    Row{"ah", absent_header},
    Row{"comment", idle},
    Row{"connlimit", by_chance},
    Row{"connmark", connmark},
    Row{"conntrack", conntrack},
    Row{"cpu", by_chance},
    Row{"dccp", absent_header},
    Row{"dscp", by_chance},
    Row{"dst", absent_header},
    Row{"ecn", by_chance},
    Row{"esp", absent_header},
    Row{"frag", absent_header},
    Row{"hashlimit", by_chance},
    Row{"hbh", absent_header},
    Row{"hl", by_chance},
    Row{"icmp", absent_header},
    Row{"icmp6", absent_header},
    Row{"iprange", address_range},
    Row{"length", by_chance},
    Row{"limit", by_chance},
    Row{"mark", mark},
    Row{"multiport", multiport},
    Row{"nfacct", idle},
    Row{"owner", by_chance},
    Row{"pkttype", packet_type},
    Row{"recent", recent},
    Row{"rpfilter", reverse_path},
    Row{"rt", absent_header},
    Row{"sctp", absent_header},
    Row{"state", state},
    Row{"statistic", by_chance},
    Row{"tcp", tcp},
    Row{"tcpmss", by_chance},
    Row{"tos", by_chance},
    Row{"ttl", by_chance},
    Row{"udp", udp},
};
}  // namespace

NftExtensionRead extension_match(std::string_view name) {
  const auto row = std::ranges::find(kMatches, name, &Row::name);
  return row == kMatches.end() ? nullptr : row->read;
}

}  // namespace minato::host
