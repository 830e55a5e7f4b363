// Pairing interfaces with destinations. Linux takes a packet for any of its addresses over any
// interface (weak host model, RFC 1122 section 3.3.4.2), except to link-local IPv6 addresses.
#include "host/exposure_entries.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "model/address_set.h"

namespace minato::host {
namespace {

using model::Exposure;
using model::Family;
using model::IpAddress;
using sys::Interface;

constexpr std::uint32_t kAllHosts = 0xe0000001;  // 224.0.0.1: every IPv4 host is in it
constexpr std::uint32_t kLoopbackBlock = 0x7f000000;
constexpr std::array<std::uint8_t, 16> kAllNodes = {0xff, 0x02, 0, 0, 0, 0, 0, 0,
                                                    0,    0,    0, 0, 0, 0, 0, 1};
constexpr std::array<std::uint8_t, 16> kLoopback6 = {0, 0, 0, 0, 0, 0, 0, 0,
                                                     0, 0, 0, 0, 0, 0, 0, 1};

Exposure scope_of_group(const IpAddress& group) {
  if (group.is_v4()) {
    const std::uint32_t number = group.v4_number();
    if (number >> 8 == 0xe00000) return Exposure::link;  // 224.0.0.0/24 (RFC 5771)
    return number >> 24 == 0xef ? Exposure::private_ : Exposure::public_;  // 239/8 (RFC 2365)
  }
  const unsigned scope = group.bytes()[1] & 0x0fU;  // RFC 7346
  if (scope <= 1) return Exposure::loopback;
  if (scope == 2) return Exposure::link;
  return scope >= 0xe ? Exposure::public_ : Exposure::private_;
}

bool same_address(const IpAddress& bound, const IpAddress& local) {
  return std::ranges::equal(bound.bytes(), local.bytes()) &&
         (bound.scope() == 0 || bound.scope() == local.scope());
}

NftInterval block(const IpAddress& address, unsigned length) {
  const auto range = model::AddressRange::of(model::Prefix(address, length));
  return {range.first, range.last};
}

NftInterval loopback_block(Family family) {
  return family == Family::ipv4 ? block(IpAddress::v4(kLoopbackBlock), 8)
                                : block(IpAddress::v6(kLoopback6), 128);
}

NftInterval only(const IpAddress& address) { return block(address, address.bits()); }

/// What a socket is bound to in one family: nothing, an address, or (wildcard) every address.
struct Bind {
  bool wildcard = false;
  IpAddress address{};

  [[nodiscard]] bool takes(const IpAddress& local) const {
    return wildcard || same_address(address, local);
  }
  /// The part of a block of local addresses that is bound to.
  [[nodiscard]] NftIntervals within(const NftInterval& interval) const {
    const auto all = NftIntervals::range(interval.first, interval.last);
    return wildcard ? all : all.intersected(NftIntervals::of(model::number_of(address)));
  }
};

std::optional<Bind> bind_in(const model::Socket& socket, Family family) {
  const IpAddress address = socket.local.address.unmapped();
  if (address.is_unspecified()) {
    const bool here = address.family() == family || (socket.dual_stack && !address.is_v4());
    return here ? std::optional(Bind{.wildcard = true}) : std::nullopt;
  }
  if (address.family() != family) return std::nullopt;
  return Bind{.address = address};
}

/// Destinations by the scope that they admit.
using ByScope = std::map<Exposure, std::vector<NftInterval>>;

void add_entries(const ByScope& by_scope, const ExposureEntry& pattern,
                 std::vector<ExposureEntry>& entries) {
  for (const auto& [scope, destinations] : by_scope) {
    ExposureEntry entry = pattern;
    entry.destinations = NftIntervals::from(destinations);
    entry.widest = scope;
    if (!entry.destinations.empty()) entries.push_back(std::move(entry));
  }
}

}  // namespace

Exposure scope_of(const IpAddress& address) {
  if (address.is_unspecified()) return Exposure::none;
  if (address.is_loopback()) return Exposure::loopback;
  if (address.is_multicast()) return scope_of_group(address);
  if (address.is_link_local()) return Exposure::link;
  return address.is_private() ? Exposure::private_ : Exposure::public_;
}

NftIntervals loopback_addresses(Family family) {
  const NftInterval whole = loopback_block(family);
  return NftIntervals::range(whole.first, whole.last);
}

bool is_wildcard(const model::Socket& socket) {
  return socket.local.address.unmapped().is_unspecified();
}

ExposureWays::ExposureWays(const ExposureInputs& inputs) : inputs_(inputs) {
  for (const Interface& interface : inputs.interfaces) {
    if (!interface.up) continue;
    for (const auto& local : interface.addresses) locals_.push_back({&interface, local.address});
    // What arrives over a member of a bridge or a bond arrives over the bridge or the bond.
    const bool is_member = interface.master != 0 && vrf_of(interface) == nullptr;
    const bool is_vrf = interface.kind == "vrf";
    if (!interface.loopback && !is_member && !is_vrf) outside_.push_back(&interface);
  }
}

const Interface* ExposureWays::interface_at(std::uint32_t index) const {
  const auto at = std::ranges::find(inputs_.interfaces, index, &Interface::index);
  return at == inputs_.interfaces.end() ? nullptr : &*at;
}

const Interface* ExposureWays::vrf_of(const Interface& interface) const {
  if (interface.kind == "vrf") return &interface;
  const Interface* const master = interface.master == 0 ? nullptr : interface_at(interface.master);
  return master != nullptr && master->kind == "vrf" ? master : nullptr;
}

bool ExposureWays::admits(const model::Socket& socket, const Interface& interface) const {
  const Interface* const vrf = vrf_of(interface);
  if (!socket.interface.empty()) {
    return interface.name == socket.interface || (vrf != nullptr && vrf->name == socket.interface);
  }
  const bool accepts_vrf = socket.local.port.transport == model::Transport::tcp
                               ? inputs_.tcp_accepts_vrf
                               : inputs_.udp_accepts_vrf;
  return vrf == nullptr || accepts_vrf;
}

NftIntervals ExposureWays::loopback_destinations(const model::Socket& socket,
                                                 const Interface& interface, Family family) const {
  if (!interface.up) return {};
  // What a machine sends to itself inside a VRF arrives over the VRF's device.
  if (interface.kind == "vrf") {
    return admits(socket, interface) ? local_addresses(interface, family) : NftIntervals{};
  }
  if (!interface.loopback) return {};
  if (socket.interface.empty() || socket.interface == interface.name) {
    return local_addresses(interface, family);
  }
  // A packet to an address of the bound device counts as arriving over it.
  std::vector<NftInterval> own;
  for (const Local& local : locals_) {
    const bool on_device =
        local.interface->name == socket.interface && local.address.family() == family;
    if (on_device) own.push_back(only(local.address));
  }
  return NftIntervals::from(std::move(own));
}

bool ExposureWays::takes_localnet(const Interface& interface) const {
  return std::ranges::find(inputs_.route_localnet, interface.index) != inputs_.route_localnet.end();
}

NftIntervals ExposureWays::local_addresses(const Interface& interface, Family family) const {
  std::vector<NftInterval> parts;
  for (const Local& local : locals_) {
    const bool visible = vrf_of(*local.interface) == vrf_of(interface) &&
                         (family == Family::ipv4 || !local.address.is_link_local() ||
                          local.interface == &interface || interface.loopback);
    if (visible && local.address.family() == family) parts.push_back(only(local.address));
  }
  for (const model::Prefix& local : inputs_.local_blocks) {
    if (local.address().family() == family) parts.push_back(block(local.address(), local.length()));
  }
  parts.push_back(loopback_block(family));
  return NftIntervals::from(std::move(parts));
}

void ExposureWays::add_host_entries(const model::Socket& socket, Family family,
                                    std::vector<ExposureEntry>& entries) const {
  const auto bind = bind_in(socket, family);
  if (!bind) return;
  for (const Interface* const interface : outside_) {
    if (!admits(socket, *interface)) continue;
    ByScope by_scope;
    for (const Local& local : locals_) {
      const bool own_link =
          local.interface == interface || !local.address.is_link_local() || family == Family::ipv4;
      if (local.address.family() != family || !bind->takes(local.address) || !own_link ||
          vrf_of(*local.interface) != vrf_of(*interface) || local.address.is_loopback()) {
        continue;
      }
      by_scope[scope_of(local.address)].push_back(only(local.address));
    }
    const auto add_block = [&](const NftInterval& whole, Exposure scope) {
      const NftIntervals part = bind->within(whole);
      by_scope[scope].insert(by_scope[scope].end(), part.parts().begin(), part.parts().end());
    };
    for (const model::Prefix& local : inputs_.local_blocks) {
      if (local.address().family() != family || local.address().is_loopback()) continue;
      add_block(block(local.address(), local.length()), scope_of(local.address()));
    }
    if (family == Family::ipv4 && takes_localnet(*interface)) {
      add_block(loopback_block(family), Exposure::link);
    }
    add_entries(by_scope, {.interface = interface, .vrf = vrf_of(*interface), .family = family},
                entries);
  }
}

void ExposureWays::add_group_entries(const model::Socket& socket, Family family,
                                     std::vector<ExposureEntry>& entries) const {
  const auto bind = bind_in(socket, family);
  if (!bind || socket.local.port.transport != model::Transport::udp) return;
  for (const Interface* const interface : outside_) {
    if (!admits(socket, *interface)) continue;
    ByScope groups;
    ByScope broadcasts;
    const auto add = [&](ByScope& to, const IpAddress& address, Exposure scope) {
      if (scope > Exposure::loopback && bind->takes(address)) to[scope].push_back(only(address));
    };
    // An IPv6 socket takes IPv4 groups only when it joined them itself (net/ipv6/af_inet6.c
    // leaves IP_MULTICAST_ALL off), and every host is in all-hosts without joining.
    const bool needs_joining = family == Family::ipv4 && !socket.local.address.is_v4();
    const auto joined = inputs_.groups.find(interface->index);
    if (joined != inputs_.groups.end()) {
      for (const IpAddress& group : joined->second) {
        const bool all_hosts = group == IpAddress::v4(kAllHosts);
        if (group.family() == family && !all_hosts) add(groups, group, scope_of_group(group));
      }
    } else if (bind->address.is_multicast()) {
      add(groups, bind->address, scope_of_group(bind->address));
    }
    if (family == Family::ipv4) {
      if (!needs_joining) add(groups, IpAddress::v4(kAllHosts), Exposure::link);
      add(broadcasts, IpAddress::v4(~std::uint32_t{0}), Exposure::link);
      for (const auto& local : interface->addresses) {
        if (!local.address.is_v4() || local.prefix_length > 30) continue;
        const auto last = block(local.address, local.prefix_length).last;
        add(broadcasts, IpAddress::v4(static_cast<std::uint32_t>(last)), Exposure::link);
      }
    } else {
      add(groups, IpAddress::v6(kAllNodes), Exposure::link);
    }
    ExposureEntry pattern{.interface = interface, .vrf = vrf_of(*interface), .family = family};
    pattern.cast = ExposureCast::multicast;
    pattern.perhaps_joined = needs_joining;
    add_entries(groups, pattern, entries);
    pattern.perhaps_joined = false;
    pattern.cast = ExposureCast::broadcast;
    add_entries(broadcasts, pattern, entries);
  }
}

void ExposureWays::add_loopback_entry(const model::Socket& socket, Family family,
                                      std::vector<ExposureEntry>& entries) const {
  const auto bind = bind_in(socket, family);
  if (!bind) return;
  for (const Interface& interface : inputs_.interfaces) {
    std::vector<NftInterval> destinations;
    const NftIntervals locals = loopback_destinations(socket, interface, family);
    for (const NftInterval& part : locals.parts()) {
      const NftIntervals mine = bind->within(part);
      destinations.insert(destinations.end(), mine.parts().begin(), mine.parts().end());
    }
    ExposureEntry entry{.interface = &interface, .loopback = true, .family = family};
    entry.destinations = NftIntervals::from(std::move(destinations));
    entry.widest = Exposure::loopback;
    if (!entry.destinations.empty()) entries.push_back(std::move(entry));
  }
}

std::vector<ExposureEntry> ExposureWays::to(const model::Socket& socket) const {
  std::vector<ExposureEntry> entries;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    add_host_entries(socket, family, entries);
    add_group_entries(socket, family, entries);
    add_loopback_entry(socket, family, entries);
  }
  std::ranges::stable_sort(entries, std::ranges::greater{}, &ExposureEntry::widest);
  return entries;
}

}  // namespace minato::host
