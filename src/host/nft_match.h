// Which packets of a flow a match lets pass.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "host/nft_flow.h"
#include "host/nft_place.h"
#include "host/nft_question.h"
#include "host/nft_ruleset.h"
#include "host/nft_sources.h"

namespace minato::host {

/// A flow cut in two. A packet whose fate cannot be told is in both, marked undecided.
struct NftParted {
  NftFlows yes{};
  NftFlows no{};
};

/// A part of a flow with the elements of a map that took it; nullptr: none did.
struct NftTaken {
  const NftElements* elements = nullptr;
  NftFlow flow{};
};

/// Answers matches for the packets of one family. Thread-safe.
class NftMatcher {
 public:
  /// Both must outlive the matcher; the space was cut by source_cuts().
  NftMatcher(const NftRuleset& ruleset, const NftSourceSpace& space);

  /// rule: marks what cannot be decided.
  [[nodiscard]] NftParted part(NftFlow flow, const NftMatch& match, const NftPlace& place,
                               std::uint32_t rule) const;
  /// Looks a key up in a map. Parts that only perhaps have the key are marked undecided.
  [[nodiscard]] std::vector<NftTaken> look_up(NftFlow flow, const std::vector<NftSelector>& key,
                                              const NftSet& map, const NftPlace& place,
                                              std::uint32_t rule) const;
  /// Cuts along a choice between 0 and 1: passes when it is 1. Each visit is a new chance.
  [[nodiscard]] NftParted by_chance(NftFlow flow, std::uint32_t choice) const;
  /// True when no packet of the flow passes; false may mean that it takes a closer look.
  [[nodiscard]] bool surely_stops(const NftFlow& flow, const NftMatch& match,
                                  const NftPlace& place) const;
  /// The packets of a flow whose dimension lies in `values`, and the others.
  [[nodiscard]] static NftParted cut(NftFlow flow, NftDimension dimension,
                                     const NftIntervals& values);

  [[nodiscard]] const NftChoiceList& choices() const { return ruleset_.choices; }

 private:
  [[nodiscard]] NftRelation relation(const NftFlow& flow, const NftQuestion& question) const;
  [[nodiscard]] NftParted cut(NftFlow flow, const NftQuestion& question, std::uint32_t rule) const;
  [[nodiscard]] NftParted cut_sources(NftFlow flow, const NftAtomRanges& ranges) const;
  [[nodiscard]] NftParted cut_choice(NftFlow flow, const NftQuestion& question) const;
  [[nodiscard]] NftParted in_set(NftFlow flow, const std::vector<NftSelector>& key,
                                 const NftSet& set, const NftPlace& place,
                                 std::uint32_t rule) const;
  [[nodiscard]] NftParted in_group(NftFlow flow, const std::vector<NftSelector>& key,
                                   const NftElements& group, const NftPlace& place,
                                   std::uint32_t rule) const;
  [[nodiscard]] NftParted in_key(NftFlow flow, const std::vector<NftSelector>& key,
                                 const std::vector<NftValues>& parts, const NftPlace& place,
                                 std::uint32_t rule) const;
  [[nodiscard]] const NftAtomRanges& ranges_of(const NftValues& values) const;

  const NftRuleset& ruleset_;
  std::unordered_map<const NftValues*, NftAtomRanges> source_ranges_;
};

/// Every address that the rules compare sources with: the cuts that a source space needs.
[[nodiscard]] std::vector<NftInterval> source_cuts(const NftRuleset& ruleset, model::Family family);

}  // namespace minato::host
