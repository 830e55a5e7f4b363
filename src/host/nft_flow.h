// A set of packets on their way through the rules: which first packets of new connections, and
// what the rules have done to them so far.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "host/nft_intervals.h"
#include "host/nft_ruleset.h"
#include "host/nft_sources.h"

namespace minato::host {

/// Who decided: the index of a rule, or of a chain whose policy did, marked by kPolicy.
inline constexpr std::uint32_t kNoRule = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint32_t kPolicy = 0x80000000;

/// A mark of a packet or of its conntrack entry; nothing when a rule wrote what cannot be told.
using NftMark = std::optional<std::uint32_t>;

/// Any combination of its sources, destinations, ports and choices is one of its packets.
struct NftFlow {
  NftSourceSet sources{};
  NftIntervals destinations{};       ///< as sent
  NftIntervals destination_ports{};  ///< as sent
  NftIntervals source_ports{};       ///< as sent
  /// Choices that a rule asked for (index into NftRuleset::choices), ascending by index.
  std::vector<std::pair<std::uint32_t, NftIntervals>> chosen{};

  std::optional<NftIntervals> new_destinations{};  ///< after translation
  std::optional<NftIntervals> new_ports{};
  NftMark packet_mark = 0;
  NftMark conntrack_mark = 0;
  bool untracked = false;
  bool nat_done = false;  ///< its fate in this hook's NAT is sealed
  /// `ct status dnat`; nothing when it cannot be told.
  std::optional<bool> destination_translated = false;
  bool source_rewritten = false;  ///< what it says now is not known

  std::uint32_t accepted_by = kNoRule;    ///< the last rule that said so
  std::uint32_t translated_by = kNoRule;  ///< a rule that changed where it goes
  std::uint32_t undecided_by = kNoRule;   ///< the first rule (or policy) that is not certain
  /// Only senders that did something before are in it: the rule `undecided_by` asks for that.
  bool doubtful = false;

  [[nodiscard]] const NftIntervals& current_destinations() const {
    return new_destinations ? *new_destinations : destinations;
  }
  [[nodiscard]] const NftIntervals& current_ports() const {
    return new_ports ? *new_ports : destination_ports;
  }
  void mark_undecided(std::uint32_t rule) {
    if (undecided_by == kNoRule) undecided_by = rule;
  }
};

using NftFlows = std::vector<NftFlow>;
using NftChoiceList = std::vector<NftChoice>;

/// The values of a choice that are left to the flow's packets.
[[nodiscard]] NftIntervals chosen_in(const NftFlow& flow, std::uint32_t choice,
                                     const NftChoiceList& choices);
/// Narrows (or widens) them; the whole range is as if nothing had been asked.
void choose(NftFlow& flow, std::uint32_t choice, NftIntervals values, const NftChoiceList& choices);

/// Adds a flow, joined with one of `flows` where the two differ in one respect at most, so that
/// their number stays small.
void add_merged(NftFlows& flows, NftFlow flow, const NftChoiceList& choices);

/// The packets of `flow` as they were sent, without those of `others`; nothing when that takes too
/// many pieces to tell.
[[nodiscard]] std::optional<NftFlows> without(const NftFlow& flow, const NftFlows& others,
                                              const NftChoiceList& choices);

}  // namespace minato::host
