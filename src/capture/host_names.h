// Names that the capture itself gave to addresses: DNS answers and the file's own name blocks.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "model/ip_address.h"

namespace minato::capture {

inline constexpr std::size_t kMostHostNames = 65536;

class HostNames {
 public:
  /// The first name of an address stays. name: hostile.
  void add(const model::IpAddress& address, std::string_view name) {
    if (name.empty() || names_.size() >= kMostHostNames) return;
    names_.emplace(address, name);
  }
  /// "" when the capture told none.
  [[nodiscard]] std::string_view of(const model::IpAddress& address) const {
    const auto at = names_.find(address);
    return at == names_.end() ? std::string_view() : std::string_view(at->second);
  }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  std::map<model::IpAddress, std::string> names_{};
};

}  // namespace minato::capture
