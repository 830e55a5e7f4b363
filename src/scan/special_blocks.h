// Address blocks that nobody means who scans a wide range across them: loopback, private use,
// documentation, multicast … (IANA's special-purpose address registries, RFC 6890).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "model/target_set.h"

namespace minato::scan {

struct SpecialBlock {
  std::string_view prefix;
  std::string_view name;  ///< the last part of the catalogue key scan.block.…
};

[[nodiscard]] std::span<const SpecialBlock> special_blocks();

/// A part of what was typed that lies in a special block.
struct SpecialPart {
  model::AddressRange range{};
  std::string_view name{};
};

/// Where typed ranges cross a special block without lying inside it: 10.0.0.0/8 was meant, the part
/// 10.0.0.0/8 of 0.0.0.0/0 was not, unless it was typed as well. also_typed: further ranges, of an
/// allowlist.
[[nodiscard]] std::vector<SpecialPart> special_parts_of(
    const model::TargetSet& targets, std::span<const model::AddressRange> also_typed = {});

/// How many of the addresses lie in no special block: those of other people.
[[nodiscard]] base::Uint128 count_public(const model::TargetSet& targets);

}  // namespace minato::scan
