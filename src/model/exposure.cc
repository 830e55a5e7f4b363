// The words of exposure, as JSON and people write them.
#include "model/exposure.h"

#include <array>

#include "base/suggest.h"

namespace minato::model {
namespace {
constexpr std::array<std::string_view, 6> kNames = {"none",    "loopback", "link",
                                                    "private", "public",   "unknown"};
}

std::string_view to_text(Exposure exposure) { return kNames[static_cast<std::size_t>(exposure)]; }

base::Result<Exposure> parse_exposure(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == text) return static_cast<Exposure>(i);
  }
  return base::fail(base::input_error(
      "error.exposure", {std::string(text)},
      {std::string(text), 0, text.size(), std::string(base::suggest(text, kNames).value_or(""))}));
}

}  // namespace minato::model
