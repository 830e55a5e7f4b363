// Which product answers, as far as the audit's own facts tell: for the remedy and the end of life.
#pragma once

#include <string>
#include <string_view>

#include "talk/facts.h"

namespace minato::audit {

struct Product {
  std::string key{};      ///< of data/remedies: "openssh"; "" when not known
  std::string name{};     ///< "OpenSSH"
  std::string version{};  ///< "" when it is not told: never a guess

  bool operator==(const Product&) const = default;
};

[[nodiscard]] Product product_of(std::string_view service, const talk::Facts& facts);

}  // namespace minato::audit
