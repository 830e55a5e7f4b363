// Walking packets for one socket through the machine: every hook, every way in.
#pragma once

#include <cstdint>
#include <vector>

#include "host/exposure.h"
#include "host/exposure_entries.h"
#include "host/exposure_findings.h"
#include "host/exposure_sources.h"
#include "host/nft_match.h"
#include "host/nft_ruleset.h"

namespace minato::host {

/// The rules as packets of one family meet them. Immutable.
class ExposureFilter {
 public:
  /// Everything must outlive the filter.
  ExposureFilter(const ExposureInputs& inputs, const NftRuleset& rules, const ExposureWays& ways,
                 model::Family family);

  /// Follows packets for the socket along one way and adds to what is known.
  void walk(const ExposureEntry& entry, const model::Socket& socket,
            ExposureFindings& findings) const;

  /// Ports that rules may lead other ports' packets to, as far as a local address is concerned.
  [[nodiscard]] const NftIntervals& translated_ports() const { return translated_ports_; }
  /// The ways of packets to other ports and addresses that a rule may lead to the socket.
  [[nodiscard]] std::vector<ExposureEntry> translated_entries(const model::Socket& socket) const;

 private:
  class Way;

  void read_translations();
  void add_translation(const NftNat& nat);

  const ExposureInputs& inputs_;
  const NftRuleset& rules_;
  const ExposureWays& ways_;
  model::Family family_;
  ExposureSources sources_;
  NftMatcher matcher_;
  NftIntervals translated_ports_;
  NftIntervals named_destinations_;  ///< that translating rules ask for
};

}  // namespace minato::host
