// Candidates are counted first, then visited with a stride that is coprime to their number: every
// one comes exactly once, neighbours rarely follow each other.
#include "pipeline/free_ports.h"

#include <numeric>

#include "registry/names.h"

namespace minato::pipeline {
namespace {

std::vector<std::uint16_t> candidates_of(const FreePortWish& wish) {
  model::PortSet user_ports;
  user_ports.add(wish.transport, {model::kLastSystemPort + 1, model::kLastUserPort});
  const model::PortSet& range = wish.range.empty() ? user_ports : wish.range;
  std::vector<std::uint16_t> candidates;
  for (const auto& [first, last] : range.intervals(wish.transport)) {
    for (std::uint32_t number = first; number <= last; ++number) {
      const model::Port port{static_cast<std::uint16_t>(number), wish.transport};
      if (number == 0 || wish.avoid.contains(port)) continue;
      if (wish.leave_known && !registry::name_of(port).empty()) continue;
      candidates.push_back(port.number);
    }
  }
  return candidates;
}

}  // namespace

std::vector<std::uint16_t> choose_free_ports(const FreePortWish& wish,
                                             const std::function<bool(model::Port)>& is_free) {
  const std::vector<std::uint16_t> candidates = candidates_of(wish);
  std::vector<std::uint16_t> chosen;
  if (candidates.empty()) return chosen;
  const std::size_t size = candidates.size();
  std::size_t stride = wish.seed % size | 1;
  while (std::gcd(stride, size) != 1) ++stride;
  std::size_t at = wish.seed / size % size;
  for (std::size_t asked = 0; asked < size && chosen.size() < wish.count; ++asked) {
    if (is_free({candidates[at], wish.transport})) chosen.push_back(candidates[at]);
    at = (at + stride) % size;
  }
  return chosen;
}

}  // namespace minato::pipeline
