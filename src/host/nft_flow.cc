// Joining and subtracting flows: products of independent dimensions.
#include "host/nft_flow.h"

#include <algorithm>

namespace minato::host {
namespace {

constexpr std::size_t kMostPieces = 256;
// Beyond that many flows, looking for partners costs more than it saves.
constexpr std::size_t kMostPartners = 64;

bool same_history(const NftFlow& a, const NftFlow& b) {
  return a.new_destinations == b.new_destinations && a.new_ports == b.new_ports &&
         a.packet_mark == b.packet_mark && a.conntrack_mark == b.conntrack_mark &&
         a.untracked == b.untracked && a.nat_done == b.nat_done &&
         a.destination_translated == b.destination_translated &&
         a.source_rewritten == b.source_rewritten && a.accepted_by == b.accepted_by &&
         a.translated_by == b.translated_by && a.doubtful == b.doubtful &&
         (a.undecided_by == kNoRule) == (b.undecided_by == kNoRule);
}

auto find_choice(const NftFlow& flow, std::uint32_t choice) {
  return std::ranges::lower_bound(flow.chosen, choice, {}, [](const auto& c) { return c.first; });
}

/// Choices that one of the flows asks for and that are not the same in both.
std::vector<std::uint32_t> differing_choices(const NftFlow& a, const NftFlow& b,
                                             const NftChoiceList& choices) {
  std::vector<std::uint32_t> differing;
  if (a.chosen == b.chosen) return differing;
  for (const NftFlow* const flow : {&a, &b}) {
    for (const auto& [choice, values] : flow->chosen) {
      const bool known = std::ranges::find(differing, choice) != differing.end();
      if (!known && chosen_in(a, choice, choices) != chosen_in(b, choice, choices)) {
        differing.push_back(choice);
      }
    }
  }
  return differing;
}

/// Takes `other` into `flow` when the union is one product again.
bool join(NftFlow& flow, const NftFlow& other, const NftChoiceList& choices) {
  if (!same_history(flow, other)) return false;
  const bool sources = flow.sources != other.sources;
  const bool destinations = flow.destinations != other.destinations;
  const bool ports = flow.destination_ports != other.destination_ports;
  const bool source_ports = flow.source_ports != other.source_ports;
  const int addressed = sources + destinations + ports + source_ports;
  if (addressed > 1) return false;
  const auto differing = differing_choices(flow, other, choices);
  if (addressed + static_cast<int>(differing.size()) > 1) return false;
  for (const std::uint32_t choice : differing) {
    choose(flow, choice, chosen_in(flow, choice, choices).united(chosen_in(other, choice, choices)),
           choices);
  }
  if (sources) flow.sources.add(other.sources);
  if (destinations) flow.destinations = flow.destinations.united(other.destinations);
  if (ports) flow.destination_ports = flow.destination_ports.united(other.destination_ports);
  if (source_ports) flow.source_ports = flow.source_ports.united(other.source_ports);
  flow.undecided_by = std::min(flow.undecided_by, other.undecided_by);
  return true;
}

/// Whether some packet, as it was sent, belongs to both.
bool meet(const NftFlow& a, const NftFlow& b, const NftChoiceList& choices) {
  return a.sources.intersects(b.sources) && a.destinations.intersects(b.destinations) &&
         a.destination_ports.intersects(b.destination_ports) &&
         a.source_ports.intersects(b.source_ports) &&
         std::ranges::all_of(b.chosen, [&](const auto& chosen) {
           return chosen_in(a, chosen.first, choices).intersects(chosen.second);
         });
}

/// Cuts `flow` along one dimension: what lies outside becomes a piece, what lies inside stays.
void cut(NftFlow& flow, NftIntervals NftFlow::* dimension, const NftIntervals& by,
         NftFlows& pieces) {
  NftIntervals outside = (flow.*dimension).without(by);
  if (outside.empty()) return;
  pieces.push_back(flow);
  pieces.back().*dimension = std::move(outside);
  flow.*dimension = (flow.*dimension).intersected(by);
}

void subtract(NftFlow flow, const NftFlow& other, const NftChoiceList& choices, NftFlows& pieces) {
  if (!meet(flow, other, choices)) {
    pieces.push_back(std::move(flow));
    return;
  }
  NftSourceSet outside = flow.sources;
  outside.remove(other.sources);
  if (!outside.empty()) {
    pieces.push_back(flow);
    pieces.back().sources = std::move(outside);
    flow.sources.keep(other.sources);
  }
  cut(flow, &NftFlow::destinations, other.destinations, pieces);
  cut(flow, &NftFlow::destination_ports, other.destination_ports, pieces);
  cut(flow, &NftFlow::source_ports, other.source_ports, pieces);
  for (const auto& [choice, values] : other.chosen) {
    const NftIntervals mine = chosen_in(flow, choice, choices);
    NftIntervals rest = mine.without(values);
    if (rest.empty()) continue;
    pieces.push_back(flow);
    choose(pieces.back(), choice, std::move(rest), choices);
    choose(flow, choice, mine.intersected(values), choices);
  }
}

}  // namespace

NftIntervals chosen_in(const NftFlow& flow, std::uint32_t choice, const NftChoiceList& choices) {
  const auto at = find_choice(flow, choice);
  if (at != flow.chosen.end() && at->first == choice) return at->second;
  const NftInterval& range = choices[choice].range;
  return NftIntervals::range(range.first, range.last);
}

void choose(NftFlow& flow, std::uint32_t choice, NftIntervals values,
            const NftChoiceList& choices) {
  const auto at = flow.chosen.begin() + (find_choice(flow, choice) - flow.chosen.begin());
  const bool there = at != flow.chosen.end() && at->first == choice;
  const NftInterval& range = choices[choice].range;
  const bool whole = values == NftIntervals::range(range.first, range.last);
  if (whole && there) {
    flow.chosen.erase(at);
  } else if (there) {
    at->second = std::move(values);
  } else if (!whole) {
    flow.chosen.insert(at, {choice, std::move(values)});
  }
}

void add_merged(NftFlows& flows, NftFlow flow, const NftChoiceList& choices) {
  if (flows.size() <= kMostPartners) {
    for (NftFlow& partner : flows) {
      if (join(partner, flow, choices)) return;
    }
  }
  flows.push_back(std::move(flow));
}

std::optional<NftFlows> without(const NftFlow& flow, const NftFlows& others,
                                const NftChoiceList& choices) {
  NftFlows left{flow};
  for (const NftFlow& other : others) {
    NftFlows pieces;
    for (NftFlow& piece : left) subtract(std::move(piece), other, choices, pieces);
    if (pieces.size() > kMostPieces) return std::nullopt;
    left = std::move(pieces);
    if (left.empty()) break;
  }
  return left;
}

}  // namespace minato::host
