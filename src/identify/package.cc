// Debian's and Ubuntu's ways of writing package revisions.
#include "identify/package.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace minato::identify {
namespace {

struct Distribution {
  std::string_view word;  ///< before the revision
  std::string_view name;
  std::string_view cpe;
};

constexpr std::array<Distribution, 5> kDistributions = {{
    {"Debian", "Debian", "o:debian:debian_linux"},
    {"Raspbian", "Raspbian", "o:raspbian:raspbian"},
    {"Ubuntu", "Ubuntu", "o:canonical:ubuntu_linux"},
    {"FreeBSD", "FreeBSD", "o:freebsd:freebsd"},
    {"NetBSD", "NetBSD", "o:netbsd:netbsd"},
}};

/// The digits after the last `mark`, and what follows them.
std::pair<std::string_view, std::string_view> number_after(std::string_view text,
                                                           std::string_view mark) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + mark.size());
  const std::size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  return {rest.substr(0, end), rest.substr(end)};
}

const Distribution* distribution_of(std::string_view package) {
  for (const Distribution& distribution : kDistributions) {
    if (package.starts_with(distribution.word)) return &distribution;
  }
  if (package.find("+deb") != std::string_view::npos) return kDistributions.data();
  if (package.find("ubuntu") != std::string_view::npos) return &kDistributions[2];
  return nullptr;
}

/// Ubuntu writes its release into revisions of updates ("0ubuntu0.22.04.1"), not into others.
std::string ubuntu_release(std::string_view revision) {
  const std::string_view tail = revision.substr(std::min(revision.find("ubuntu"), revision.size()));
  for (std::size_t at = 0; at + 5 <= tail.size(); ++at) {
    const auto year = base::parse_number<int>(tail.substr(at, 2));
    const std::string_view month = tail.substr(at + 2, 3);
    if (year && *year >= 14 && (month == ".04" || month == ".10")) {
      return std::string(tail.substr(at, 5));
    }
  }
  return "";
}

}  // namespace

std::optional<PackageMeaning> package_meaning(std::string_view package) {
  const Distribution* const distribution = distribution_of(package);
  if (distribution == nullptr) return std::nullopt;
  PackageMeaning meaning{.distribution = std::string(distribution->name)};
  if (package.starts_with(distribution->word)) package.remove_prefix(distribution->word.size());
  while (!package.empty() && (package.front() == '-' || package.front() == '_')) {
    package.remove_prefix(1);
  }
  meaning.revision = package;
  if (const auto [release, rest] = number_after(package, "+deb"); !release.empty()) {
    meaning.release = release;
    meaning.patched = rest.starts_with('u');
  } else if (distribution->name == "Ubuntu") {
    meaning.release = ubuntu_release(package);
    const std::string_view after = number_after(package, "ubuntu").second;
    meaning.patched = after.starts_with('.');
  }
  if (!distribution->cpe.empty()) {
    meaning.os_cpe = std::string(distribution->cpe);
    if (!meaning.release.empty()) meaning.os_cpe += ":" + meaning.release;
  }
  return meaning;
}

}  // namespace minato::identify
