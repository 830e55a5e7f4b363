// Looking up remedies and ends of life in the generated tables.
#include "audit/remedies.h"

#include <algorithm>

namespace minato::audit {

const Remedy* find_remedy(std::string_view check, std::string_view product) {
  const auto at = std::ranges::find_if(remedies(), [&](const Remedy& remedy) {
    return remedy.check == check && remedy.product == product;
  });
  return at == remedies().end() ? nullptr : &*at;
}

const EndOfLife* find_end_of_life(std::string_view product, std::string_view version) {
  const EndOfLife* found = nullptr;
  for (const EndOfLife& entry : ends_of_life()) {
    if (entry.product != product || !version.starts_with(entry.series)) continue;
    // "1.2" is not "1.20": the series ends where a part of the version ends.
    const std::string_view rest = version.substr(entry.series.size());
    if (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') continue;
    if (found == nullptr || entry.series.size() > found->series.size()) found = &entry;
  }
  return found;
}

}  // namespace minato::audit
