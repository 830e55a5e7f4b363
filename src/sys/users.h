// Names of users.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace minato::sys {

/// Looks up each uid once. Not thread-safe.
class UserNames {
 public:
  /// The name of `uid`, the number as text when it has none.
  [[nodiscard]] const std::string& name(std::uint32_t uid);

 private:
  std::map<std::uint32_t, std::string> names_;
};

/// Where the user lives; "" when nobody knows.
[[nodiscard]] std::string home_directory(std::uint32_t uid);

}  // namespace minato::sys
