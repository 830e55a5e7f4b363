// What holds for every service: releases past their end, and plain text where anybody listens.
#include <fmt/format.h>

#include <array>

#include "audit/family.h"
#include "audit/remedies.h"
#include "audit/words.h"

namespace minato::audit {
namespace {

std::optional<Answer> end_of_life(const Case& given) {
  if (given.product.empty() || given.version.empty()) return std::nullopt;
  const EndOfLife* entry = find_end_of_life(given.product, given.version);
  if (entry == nullptr) return std::nullopt;
  const std::string seen =
      fmt::format("{} {}: {} ({})", given.product, given.version, entry->date, entry->source);
  const std::string today = base::to_text(given.now).substr(0, 10);
  return today >= entry->date ? missing(seen) : done(seen);
}

constexpr std::array kChecks = {
    Check{
        "release.supported", "*", model::Severity::medium, {"CIS", "NIST SP 800-40"}, end_of_life},
};

}  // namespace

extern const Family kGeneralFamily;
const Family kGeneralFamily{.checks = kChecks, .inquire = nullptr};

}  // namespace minato::audit
