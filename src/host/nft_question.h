// What a selector comes down to for a flow at a place: an answer that holds for all its packets,
// or a cut along one of its dimensions.
#pragma once

#include <cstdint>
#include <optional>

#include "host/nft_flow.h"
#include "host/nft_place.h"
#include "host/nft_ruleset.h"

namespace minato::host {

/// How a flow lies to a set of values. `unknown`: it cannot be told.
enum class NftRelation : std::uint8_t { inside, outside, partial, unknown };

enum class NftDimension : std::uint8_t {
  none,  ///< the answer holds for the whole flow
  sources,
  destinations,
  ports,
  original_destinations,
  original_ports,
  source_ports,
  choice,
};

struct NftQuestion {
  NftDimension dimension = NftDimension::none;
  NftRelation answer = NftRelation::unknown;  ///< of NftDimension::none
  std::uint32_t choice = 0;                   ///< of NftDimension::choice
  const NftValues* values = nullptr;
  std::optional<NftIntervals> computed{};  ///< instead of the numbers of `values`

  [[nodiscard]] const NftIntervals& numbers() const {
    return computed ? *computed : values->numbers;
  }
};

/// Whether the headers that a selector needs are there. `partial` never.
[[nodiscard]] NftRelation guard_answer(const NftFlow& flow, const NftSelector& selector,
                                       const NftPlace& place);

/// True for an interface that is not there: no name matches, but whether `!=` does depends on the
/// kernel's version.
[[nodiscard]] bool sees_nothing(const NftSelector& selector, const NftPlace& place);

/// `values` must outlive the question.
[[nodiscard]] NftQuestion ask(const NftFlow& flow, const NftSelector& selector,
                              const NftValues& values, const NftPlace& place);

/// Whether the field has one of the bits (inside) or none (outside).
[[nodiscard]] NftRelation ask_bits(const NftFlow& flow, const NftSelector& selector, NftNumber bits,
                                   const NftPlace& place);

/// The dimension of a flow as numbers; not for sources and choices.
[[nodiscard]] const NftIntervals& intervals_of(const NftFlow& flow, NftDimension dimension);
void set_intervals(NftFlow& flow, NftDimension dimension, NftIntervals values);

}  // namespace minato::host
