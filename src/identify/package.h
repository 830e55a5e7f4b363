// What a distribution's package version in a banner means: "Debian-2+deb12u10" is Debian 12 with
// the fixes of ten stable updates, whatever the number of the upstream version says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace minato::identify {

struct PackageMeaning {
  std::string distribution{};  ///< "Debian"
  std::string release{};       ///< "12"; "" when the text does not tell
  std::string revision{};      ///< "2+deb12u10"
  bool patched = false;        ///< fixes were brought into it: the upstream version alone misleads
  std::string os_cpe{};        ///< "o:debian:debian_linux:12"; "" when not known

  bool operator==(const PackageMeaning&) const = default;
};

/// Nothing for text that is no known distribution's.
[[nodiscard]] std::optional<PackageMeaning> package_meaning(std::string_view package);

}  // namespace minato::identify
