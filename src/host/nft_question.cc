// One answer a field. The packet is an ordinary first one of a connection.
#include "host/nft_question.h"

#include <algorithm>

#include "host/nft_values.h"

namespace minato::host {
namespace {

using Dimension = NftDimension;
using Relation = NftRelation;
using model::Family;

// Bits of ct status that a first packet's history tells; the others say which steps of NAT are
// done.
constexpr NftNumber kKnownStatus = 0x23f;
constexpr NftNumber kSourceNatStatus = 16;
constexpr NftNumber kNfprotoIpv4 = 2;
constexpr NftNumber kNfprotoIpv6 = 10;
constexpr NftNumber kEtherIpv4 = 0x0800;
constexpr NftNumber kEtherIpv6 = 0x86dd;
constexpr NftNumber kMulticast4First = 0xe0000000;
constexpr NftNumber kMulticast4Last = 0xefffffff;

Relation yes_or_no(bool yes) { return yes ? Relation::inside : Relation::outside; }

NftQuestion answered(Relation answer) { return {.answer = answer}; }

bool name_matches(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with("\\*")) {
    return name.size() == pattern.size() - 1 && name.ends_with('*') &&
           name.starts_with(pattern.substr(0, pattern.size() - 2));
  }
  if (pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return name == pattern;
}

bool names_contain(const NftValues& values, std::string_view name) {
  return std::ranges::any_of(
      values.names, [&](const std::string& pattern) { return name_matches(pattern, name); });
}

bool is_named(const NftValues& values, const sys::Interface& interface) {
  return values.numbers.contains(interface.index) || names_contain(values, interface.name);
}

/// An interface that is not there has the name "" and the index 0, or on older kernels no value.
Relation interface_relation(const sys::Interface* interface, const sys::Interface* other,
                            const NftValues& values) {
  if (interface == nullptr) {
    const bool empty = values.numbers.contains(0) || names_contain(values, "");
    return empty ? Relation::unknown : Relation::outside;
  }
  const bool named = is_named(values, *interface);
  if (other != nullptr && is_named(values, *other) != named) return Relation::unknown;
  return yes_or_no(named);
}

NftNumber ct_state(const NftFlow& flow, const NftPlace& place) {
  if (flow.untracked) return kStateUntracked;
  return place.tracking == NftTracking::before ? kStateInvalid : kStateNew;
}

/// The one number that a field has for every packet of the flow, if it has just one.
std::optional<NftNumber> known_number(const NftFlow& flow, const NftSelector& selector,
                                      const NftPlace& place) {
  const bool v4 = place.family == Family::ipv4;
  switch (selector.field) {
    case NftField::transport:
      return place.transport;
    case NftField::network_protocol:
      return v4 ? kNfprotoIpv4 : kNfprotoIpv6;
    case NftField::ether_type:
      return v4 ? kEtherIpv4 : kEtherIpv6;
    case NftField::packet_type:
      return place.packet_type;
    case NftField::packet_mark:
      return flow.packet_mark;
    case NftField::conntrack_mark:
      return flow.conntrack_mark;
    case NftField::conntrack_state:
      if (place.tracking == NftTracking::unclear) return std::nullopt;
      return ct_state(flow, place);
    case NftField::source_type:
      return place.loopback ? kTypeLocal : kTypeUnicast;
    case NftField::fixed:
      return selector.value;
    default:
      return std::nullopt;
  }
}

/// The bits of ct status that are set; the known ones only.
std::optional<NftNumber> known_status(const NftFlow& flow, const NftPlace& place, NftNumber bits) {
  if ((bits & ~kKnownStatus) != 0) return std::nullopt;
  const bool asks_destination = (bits & kStatusDestinationNat) != 0;
  if (asks_destination && !flow.destination_translated) return std::nullopt;
  // Whether source NAT met the packet on its way out is not followed.
  const bool came_around = place.loopback && place.hook != NftHook::output;
  if (came_around && (bits & kSourceNatStatus) != 0) return std::nullopt;
  const bool confirmed = came_around && place.hook != NftHook::postrouting;
  return (flow.destination_translated.value_or(false) ? kStatusDestinationNat : NftNumber{0}) |
         (confirmed ? kStatusConfirmed : NftNumber{0});
}

/// Destinations of which `fib daddr type` says one of `types`.
NftIntervals destinations_of(const NftIntervals& types, bool on_input, const NftPlace& place) {
  const bool v4 = place.family == Family::ipv4;
  const NftIntervals everything = NftIntervals::all(v4 ? 32 : 128);
  const NftIntervals multicast =
      v4 ? NftIntervals::range(kMulticast4First, kMulticast4Last)
         : NftIntervals::range(highest_of(128) - highest_of(120), highest_of(128));
  const NftIntervals& local = on_input ? place.local_on_input : place.local;
  const NftIntervals unicast =
      everything.without(local).without(multicast).without(place.broadcast);
  NftIntervals chosen;
  if (types.contains(kTypeLocal)) chosen = chosen.united(local);
  if (types.contains(kTypeUnicast)) chosen = chosen.united(unicast);
  if (types.contains(kTypeBroadcast)) chosen = chosen.united(place.broadcast);
  if (types.contains(kTypeMulticast)) chosen = chosen.united(multicast);
  return chosen;
}

NftQuestion about(Dimension dimension, const NftValues& values) {
  return {.dimension = dimension, .values = &values};
}

/// Fields that may have many values in one flow.
NftQuestion ask_dimension(const NftFlow& flow, const NftSelector& selector, const NftValues& values,
                          const NftPlace& place) {
  switch (selector.field) {
    case NftField::source_address:
      if (flow.source_rewritten) return answered(Relation::unknown);
      return about(Dimension::sources, values);
    case NftField::source_port:
      if (flow.source_rewritten) return answered(Relation::unknown);
      return about(Dimension::source_ports, values);
    case NftField::original_source_address:
      return about(Dimension::sources, values);
    case NftField::original_source_port:
      return about(Dimension::source_ports, values);
    case NftField::destination_address:
      return about(Dimension::destinations, values);
    case NftField::destination_port:
      return about(Dimension::ports, values);
    case NftField::original_destination_address:
      return about(Dimension::original_destinations, values);
    case NftField::original_destination_port:
      return about(Dimension::original_ports, values);
    case NftField::destination_type:
    case NftField::destination_type_on_interface: {
      const bool on_input = selector.field == NftField::destination_type_on_interface;
      if (on_input && place.input == nullptr) return answered(Relation::unknown);
      NftQuestion question = about(Dimension::destinations, values);
      question.computed = destinations_of(values.numbers, on_input, place);
      return question;
    }
    case NftField::chosen:
      return {.dimension = Dimension::choice, .choice = selector.chosen, .values = &values};
    default:
      return answered(Relation::unknown);
  }
}

Relation masked_relation(const NftFlow& flow, const NftSelector& selector, const NftValues& values,
                         const NftPlace& place) {
  if (selector.field == NftField::conntrack_status) {
    const auto status = known_status(flow, place, *selector.mask);
    return status ? yes_or_no(values.numbers.contains(*status & *selector.mask))
                  : Relation::unknown;
  }
  const auto number = known_number(flow, selector, place);
  return number ? yes_or_no(values.numbers.contains(*number & *selector.mask)) : Relation::unknown;
}

}  // namespace

NftRelation guard_answer(const NftFlow& flow, const NftSelector& selector, const NftPlace& place) {
  const NftGuard& guard = selector.guard;
  if (selector.field == NftField::absent) return Relation::outside;
  if (guard.family && *guard.family != place.family) return Relation::outside;
  if (guard.transport && *guard.transport != place.transport) return Relation::outside;
  if (!guard.conntrack) return Relation::inside;
  if (flow.untracked || place.tracking == NftTracking::before) return Relation::outside;
  return place.tracking == NftTracking::unclear ? Relation::unknown : Relation::inside;
}

bool sees_nothing(const NftSelector& selector, const NftPlace& place) {
  return (selector.field == NftField::input_interface && place.input == nullptr) ||
         (selector.field == NftField::output_interface && place.output == nullptr);
}

NftQuestion ask(const NftFlow& flow, const NftSelector& selector, const NftValues& values,
                const NftPlace& place) {
  if (selector.mask) return answered(masked_relation(flow, selector, values, place));
  switch (selector.field) {
    case NftField::input_interface:
      // Beyond prerouting a packet of a VRF's member seems to come from the VRF.
      return answered(interface_relation(place.input, place.vrf, values));
    case NftField::output_interface:
      return answered(interface_relation(place.output, nullptr, values));
    case NftField::input_kind:
      if (place.input == nullptr || place.vrf != nullptr || place.input->kind.empty()) {
        return answered(Relation::unknown);
      }
      return answered(yes_or_no(names_contain(values, place.input->kind)));
    case NftField::return_path: {
      if (place.input == nullptr) return answered(Relation::unknown);
      if (!values.names.empty()) return answered(yes_or_no(is_named(values, *place.input)));
      return answered(yes_or_no(!values.numbers.contains(0) && !values.numbers.empty()));
    }
    default:
      break;
  }
  const auto number = known_number(flow, selector, place);
  if (number) return answered(yes_or_no(values.numbers.contains(*number)));
  return ask_dimension(flow, selector, values, place);
}

NftRelation ask_bits(const NftFlow& flow, const NftSelector& selector, NftNumber bits,
                     const NftPlace& place) {
  if (selector.mask) bits &= *selector.mask;
  if (selector.field == NftField::conntrack_status) {
    const auto status = known_status(flow, place, bits);
    return status ? yes_or_no((*status & bits) != 0) : Relation::unknown;
  }
  const auto number = known_number(flow, selector, place);
  return number ? yes_or_no((*number & bits) != 0) : Relation::unknown;
}

const NftIntervals& intervals_of(const NftFlow& flow, NftDimension dimension) {
  switch (dimension) {
    case Dimension::ports:
      return flow.current_ports();
    case Dimension::original_ports:
      return flow.destination_ports;
    case Dimension::source_ports:
      return flow.source_ports;
    case Dimension::original_destinations:
      return flow.destinations;
    default:
      return flow.current_destinations();
  }
}

void set_intervals(NftFlow& flow, NftDimension dimension, NftIntervals values) {
  switch (dimension) {
    case Dimension::ports:
      (flow.new_ports ? *flow.new_ports : flow.destination_ports) = std::move(values);
      break;
    case Dimension::original_ports:
      flow.destination_ports = std::move(values);
      break;
    case Dimension::source_ports:
      flow.source_ports = std::move(values);
      break;
    case Dimension::original_destinations:
      flow.destinations = std::move(values);
      break;
    default:
      (flow.new_destinations ? *flow.new_destinations : flow.destinations) = std::move(values);
      break;
  }
}

}  // namespace minato::host
