// The table, and cutting it out of ranges.
#include "scan/special_blocks.h"

#include <array>

namespace minato::scan {
namespace {

constexpr std::array kBlocks = {
    SpecialBlock{"0.0.0.0/8", "this-network"},      // RFC 791
    SpecialBlock{"10.0.0.0/8", "private-use"},      // RFC 1918
    SpecialBlock{"100.64.0.0/10", "shared"},        // RFC 6598
    SpecialBlock{"127.0.0.0/8", "loopback"},        // RFC 1122
    SpecialBlock{"169.254.0.0/16", "link-local"},   // RFC 3927
    SpecialBlock{"172.16.0.0/12", "private-use"},   // RFC 1918
    SpecialBlock{"192.0.0.0/24", "assignments"},    // RFC 6890
    SpecialBlock{"192.0.2.0/24", "documentation"},  // RFC 5737
    SpecialBlock{"192.31.196.0/24", "as112"},       // RFC 7535
    SpecialBlock{"192.52.193.0/24", "amt"},         // RFC 7450
    SpecialBlock{"192.88.99.0/24", "relay"},        // RFC 7526
    SpecialBlock{"192.168.0.0/16", "private-use"},  // RFC 1918
    SpecialBlock{"192.175.48.0/24", "as112"},       // RFC 7534
    SpecialBlock{"198.18.0.0/15", "benchmarking"},  // RFC 2544
    SpecialBlock{"198.51.100.0/24", "documentation"},
    SpecialBlock{"203.0.113.0/24", "documentation"},
    SpecialBlock{"224.0.0.0/4", "multicast"},  // RFC 5771
    SpecialBlock{"240.0.0.0/4", "reserved"},   // RFC 1112
    SpecialBlock{"::/96", "loopback"},         // RFC 4291: unspecified, loopback, compatible
    SpecialBlock{"::ffff:0:0/96", "mapped"},   // RFC 4291
    SpecialBlock{"64:ff9b::/96", "translation"},
    SpecialBlock{"64:ff9b:1::/48", "translation"},  // RFC 8215
    SpecialBlock{"100::/64", "discard"},            // RFC 6666
    SpecialBlock{"2001::/23", "assignments"},       // RFC 2928
    SpecialBlock{"2001:db8::/32", "documentation"},
    SpecialBlock{"2002::/16", "relay"},  // RFC 3056
    SpecialBlock{"2620:4f:8000::/48", "as112"},
    SpecialBlock{"3fff::/20", "documentation"},  // RFC 9637
    SpecialBlock{"5f00::/16", "segments"},       // RFC 9602
    SpecialBlock{"fc00::/7", "private-use"},     // RFC 4193
    SpecialBlock{"fe80::/10", "link-local"},
    SpecialBlock{"ff00::/8", "multicast"},
};

const std::vector<model::AddressRange>& block_ranges() {
  static const std::vector<model::AddressRange> kRanges = [] {
    std::vector<model::AddressRange> ranges;
    for (const SpecialBlock& block : kBlocks) {
      ranges.push_back(model::AddressRange::of(model::Prefix::parse(block.prefix).value()));
    }
    return ranges;
  }();
  return kRanges;
}

}  // namespace

std::span<const SpecialBlock> special_blocks() { return kBlocks; }

std::vector<SpecialPart> special_parts_of(const model::TargetSet& targets,
                                          std::span<const model::AddressRange> also_typed) {
  const std::vector<model::AddressRange> typed = targets.typed();
  std::vector<SpecialPart> parts;
  for (std::size_t i = 0; i < kBlocks.size(); ++i) {
    std::vector<model::AddressRange> crossing;
    std::vector<model::AddressRange> meant;
    for (const model::AddressRange& range : typed) {
      if (const auto shared = range.within(block_ranges()[i])) {
        (*shared == range ? meant : crossing).push_back(*shared);
      }
    }
    for (const model::AddressRange& range : also_typed) {
      if (range.within(block_ranges()[i]) == range) meant.push_back(range);
    }
    model::AddressSet left_out(std::move(crossing));
    left_out.remove(model::AddressSet(std::move(meant)));
    for (const model::AddressRange& range : left_out.ranges()) {
      parts.push_back({range, kBlocks[i].name});
    }
  }
  return parts;
}

base::Uint128 count_public(const model::TargetSet& targets) {
  const model::AddressRange ipv4 = {model::Family::ipv4, 0, 0, 0xffffffff};
  base::Uint128 count = targets.count_within(ipv4);
  for (const model::AddressRange& range : targets.ranges().ranges()) {
    if (range.family == model::Family::ipv6) count += range.size();
  }
  for (const model::AddressRange& block : block_ranges()) count -= targets.count_within(block);
  return count;
}

}  // namespace minato::scan
