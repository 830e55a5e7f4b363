// From where packets can come over each interface: neighbours, private and public addresses.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "host/exposure.h"
#include "host/exposure_entries.h"
#include "host/nft_sources.h"
#include "model/exposure.h"

namespace minato::host {

/// Every unicast address that admits exactly this scope: link, private or public.
[[nodiscard]] NftIntervals addresses_of_scope(model::Family family, model::Exposure scope);

/// The sources of one family. Immutable.
class ExposureSources {
 public:
  /// cuts: addresses that the rules tell apart (source_cuts()).
  ExposureSources(const ExposureInputs& inputs, const ExposureWays& ways, model::Family family,
                  std::vector<NftInterval> cuts);

  [[nodiscard]] const NftSourceSpace& space() const { return space_; }
  /// The sources of exactly this scope that come over an interface: loopback, link, private or
  /// public. Empty for other scopes.
  [[nodiscard]] const NftSourceSet& of(const sys::Interface& interface,
                                       model::Exposure scope) const;
  /// 0.0.0.0 or ::, from which hosts without an address send to all.
  [[nodiscard]] const NftSourceSet& unspecified() const { return unspecified_; }

 private:
  struct Scopes {
    NftSourceSet link{};
    NftSourceSet private_{};
    NftSourceSet public_{};
  };

  [[nodiscard]] Scopes scopes_of(const ExposureInputs& inputs, const sys::Interface& interface,
                                 const NftSourceSet& own) const;

  model::Family family_;
  NftSourceSpace space_;
  NftSourceSet empty_;
  NftSourceSet unspecified_;
  NftSourceSet own_;  ///< this machine's addresses, which only it sends from
  std::map<std::uint32_t, Scopes> by_interface_;
};

}  // namespace minato::host
