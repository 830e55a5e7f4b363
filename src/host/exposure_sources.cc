// Blocks of special addresses (RFC 6890) and the prefixes of interfaces and routes.
#include "host/exposure_sources.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/check.h"
#include "model/address_set.h"

namespace minato::host {
namespace {

using model::Exposure;
using model::Family;
using model::Prefix;

constexpr std::array<std::string_view, 4> kPrivate4 = {"10.0.0.0/8", "172.16.0.0/12",
                                                       "192.168.0.0/16", "100.64.0.0/10"};
constexpr std::array<std::string_view, 1> kPrivate6 = {"fc00::/7"};
constexpr std::array<std::string_view, 1> kLinkLocal4 = {"169.254.0.0/16"};
constexpr std::array<std::string_view, 1> kLinkLocal6 = {"fe80::/10"};
/// No packet from elsewhere has such a source.
constexpr std::array<std::string_view, 4> kNever4 = {"0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4",
                                                     "240.0.0.0/4"};
constexpr std::array<std::string_view, 4> kNever6 = {"::/128", "::1/128", "::ffff:0:0/96",
                                                     "ff00::/8"};
constexpr std::array<std::string_view, 1> kLoopback4 = {"127.0.0.0/8"};
constexpr std::array<std::string_view, 1> kLoopback6 = {"::1/128"};

NftInterval interval_of(const Prefix& prefix) {
  const auto range = model::AddressRange::of(prefix);
  return {range.first, range.last};
}

template <std::size_t Count>
std::vector<NftInterval> blocks(const std::array<std::string_view, Count>& texts) {
  std::vector<NftInterval> intervals;
  for (const std::string_view text : texts) {
    const auto prefix = Prefix::parse(text);
    MINATO_CHECK(prefix.has_value());
    intervals.push_back(interval_of(*prefix));
  }
  return intervals;
}

std::vector<NftInterval> blocks_of(Family family, const auto& v4, const auto& v6) {
  return family == Family::ipv4 ? blocks(v4) : blocks(v6);
}

/// The prefixes that an interface's addresses put on its link.
std::vector<NftInterval> on_link(const sys::Interface& interface, Family family) {
  std::vector<NftInterval> intervals;
  for (const auto& local : interface.addresses) {
    if (local.address.family() != family || local.address.is_loopback()) continue;
    intervals.push_back(interval_of(Prefix(local.address, local.prefix_length)));
  }
  return intervals;
}

std::vector<NftInterval> routed(const ExposureInputs& inputs, std::uint32_t interface,
                                Family family) {
  std::vector<NftInterval> intervals;
  const auto routes = inputs.routes.find(interface);
  if (routes == inputs.routes.end()) return intervals;
  for (const Prefix& prefix : routes->second) {
    if (prefix.address().family() == family) intervals.push_back(interval_of(prefix));
  }
  return intervals;
}

void append(std::vector<NftInterval>& to, const std::vector<NftInterval>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::vector<NftInterval> own_addresses(const ExposureInputs& inputs, Family family) {
  std::vector<NftInterval> own;
  for (const sys::Interface& interface : inputs.interfaces) {
    for (const auto& local : interface.addresses) {
      if (!interface.up || local.address.family() != family) continue;
      own.push_back(interval_of(Prefix(local.address, local.address.bits())));
    }
  }
  for (const Prefix& block : inputs.local_blocks) {
    if (block.address().family() == family) own.push_back(interval_of(block));
  }
  return own;
}

std::vector<NftInterval> all_cuts(const ExposureInputs& inputs, const ExposureWays& ways,
                                  Family family, std::vector<NftInterval> cuts) {
  append(cuts, blocks_of(family, kPrivate4, kPrivate6));
  append(cuts, blocks_of(family, kLinkLocal4, kLinkLocal6));
  append(cuts, blocks_of(family, kNever4, kNever6));
  append(cuts, {{0, 0}});
  append(cuts, own_addresses(inputs, family));
  for (const sys::Interface* const interface : ways.interfaces()) {
    append(cuts, on_link(*interface, family));
    append(cuts, routed(inputs, interface->index, family));
  }
  return cuts;
}

NftIntervals joined(std::vector<NftInterval> intervals) {
  return NftIntervals::from(std::move(intervals));
}

NftSourceSet set_of(const NftSourceSpace& space, std::vector<NftInterval> intervals) {
  return space.set_of(joined(std::move(intervals)));
}

}  // namespace

NftIntervals addresses_of_scope(Family family, Exposure scope) {
  const NftIntervals link = joined(blocks_of(family, kLinkLocal4, kLinkLocal6));
  const NftIntervals inner = joined(blocks_of(family, kPrivate4, kPrivate6));
  if (scope == Exposure::link) return link;
  if (scope == Exposure::private_) return inner;
  if (scope != Exposure::public_) return {};
  return NftIntervals::all(family == Family::ipv4 ? 32 : 128)
      .without(joined(blocks_of(family, kNever4, kNever6)))
      .without(link)
      .without(inner);
}

ExposureSources::ExposureSources(const ExposureInputs& inputs, const ExposureWays& ways,
                                 Family family, std::vector<NftInterval> cuts)
    : family_(family),
      space_(family == Family::ipv4 ? 32 : 128, all_cuts(inputs, ways, family, std::move(cuts))),
      empty_(space_.none()),
      unspecified_(set_of(space_, {{0, 0}})),
      own_(set_of(space_, own_addresses(inputs, family))) {
  own_.add(set_of(space_, blocks_of(family, kLoopback4, kLoopback6)));
  for (const sys::Interface* const interface : ways.interfaces()) {
    by_interface_.emplace(interface->index, scopes_of(inputs, *interface, own_));
  }
}

ExposureSources::Scopes ExposureSources::scopes_of(const ExposureInputs& inputs,
                                                   const sys::Interface& interface,
                                                   const NftSourceSet& own) const {
  NftSourceSet outside = space_.set_of(addresses_of_scope(family_, Exposure::private_)
                                           .united(addresses_of_scope(family_, Exposure::public_)));
  outside.remove(own);
  Scopes scopes;
  scopes.link = set_of(space_, on_link(interface, family_));
  scopes.link.keep(outside);
  // Link-local addresses of another link do not come over this one, but they look the same.
  scopes.link.add(space_.set_of(addresses_of_scope(family_, Exposure::link)));
  scopes.link.remove(own);
  outside.remove(scopes.link);
  if (inputs.routes.contains(interface.index)) {
    outside.keep(set_of(space_, routed(inputs, interface.index, family_)));
  }
  scopes.private_ = space_.set_of(addresses_of_scope(family_, Exposure::private_));
  scopes.private_.keep(outside);
  outside.remove(scopes.private_);
  scopes.public_ = std::move(outside);
  return scopes;
}

const NftSourceSet& ExposureSources::of(const sys::Interface& interface, Exposure scope) const {
  if (scope == Exposure::loopback) return own_;
  const auto at = by_interface_.find(interface.index);
  if (at == by_interface_.end()) return empty_;
  switch (scope) {
    case Exposure::link:
      return at->second.link;
    case Exposure::private_:
      return at->second.private_;
    case Exposure::public_:
      return at->second.public_;
    default:
      return empty_;
  }
}

}  // namespace minato::host
