// A sentence for people in both languages, where it is data and not a key of the catalogue.
#pragma once

#include <string>

#include "base/language.h"

namespace minato::model {

struct LocalText {
  std::string en{};
  std::string ja{};

  [[nodiscard]] const std::string& in(base::Language language) const {
    return language == base::Language::ja ? ja : en;
  }

  bool operator==(const LocalText&) const = default;
};

}  // namespace minato::model
