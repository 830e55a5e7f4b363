// Which address or rule decided, as a sentence of the catalogue.
#pragma once

#include "host/exposure.h"
#include "host/exposure_findings.h"
#include "host/nft_ruleset.h"
#include "model/exposure.h"

namespace minato::host {

/// The verdict over what all ways found out, with its reason. Arguments are safe to print.
[[nodiscard]] model::ExposureVerdict conclude(const ExposureFindings& findings,
                                              const NftRuleset& rules);

}  // namespace minato::host
