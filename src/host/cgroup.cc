// The places of the known container runtimes in the tree of control groups.
#include "host/cgroup.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"

namespace minato::host {
namespace {

using Segments = std::vector<std::string_view>;

constexpr std::size_t kShortId = 12;
constexpr std::size_t kFullId = 64;

bool is_id(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  return text.size() == kFullId && text.find_first_not_of(kHex) == std::string_view::npos;
}

/// `text` between a prefix and a suffix; nothing when it has others.
std::optional<std::string_view> between(std::string_view prefix, std::string_view text,
                                        std::string_view suffix) {
  if (text.size() < prefix.size() + suffix.size() || !text.starts_with(prefix) ||
      !text.ends_with(suffix)) {
    return std::nullopt;
  }
  return text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
}

/// systemd writes a character that a unit name may not hold as \xNN.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text.substr(i).starts_with("\\x")
                          ? base::parse_number<std::uint8_t>(text.substr(i + 2, 2), 16)
                          : std::nullopt;
    plain += code ? static_cast<char>(*code) : text[i];
    if (code) i += 3;
  }
  return plain;
}

/// Scopes and services named after the container's id (the systemd cgroup driver).
struct ScopePrefix {
  std::string_view prefix;
  std::string_view runtime;
};
constexpr std::array kScopes = {ScopePrefix{"docker-", "docker"},
                                ScopePrefix{"libpod-", "podman"},
                                ScopePrefix{"cri-containerd-", "containerd"},
                                ScopePrefix{"crio-", "containerd"},
                                ScopePrefix{"nerdctl-", "containerd"},
                                ScopePrefix{"containerd-", "containerd"}};

std::optional<CgroupContainer> from_scope(std::string_view segment) {
  for (const ScopePrefix& scope : kScopes) {
    // libpod-ID without ".scope": podman with the cgroupfs driver.
    for (const std::string_view suffix : {".scope", ""}) {
      const auto id = between(scope.prefix, segment, suffix);
      if (id && is_id(*id)) return CgroupContainer{std::string(scope.runtime), std::string(*id)};
    }
  }
  return std::nullopt;
}

std::optional<CgroupContainer> from_machine(std::string_view segment) {
  if (const auto name = between("systemd-nspawn@", segment, ".service")) {
    return CgroupContainer{"systemd-nspawn", unescape(*name)};
  }
  const auto machine = between("machine-", segment, ".scope");
  // libvirt registers here too: virtual machines, which are no containers, and its own LXC.
  if (machine && machine->starts_with("lxc\\x2d")) {
    return CgroupContainer{"lxc", unescape(machine->substr(std::string_view("lxc\\x2d").size()))};
  }
  if (machine && !machine->starts_with("qemu\\x2d")) {
    return CgroupContainer{"systemd-nspawn", unescape(*machine)};
  }
  if (const auto name = between("lxc.payload.", segment, ""); name && !name->empty()) {
    return CgroupContainer{"lxc", std::string(*name)};
  }
  return std::nullopt;
}

/// Plain directories (the cgroupfs driver): the parent names the runtime.
std::optional<CgroupContainer> from_parent(const Segments& segments, std::size_t at) {
  if (at == 0) return std::nullopt;
  const std::string_view parent = segments[at - 1];
  const std::string_view name = segments[at];
  if ((parent == "lxc" || parent == "lxc.payload") && !name.empty()) {
    return CgroupContainer{"lxc", std::string(name)};
  }
  if (!is_id(name)) return std::nullopt;
  if (parent == "docker" || parent == "buildkit" || segments[0] == "ecs") {
    return CgroupContainer{"docker", std::string(name)};
  }
  if (parent == "k8s.io" || parent == "default" || parent == "moby" || parent.starts_with("pod")) {
    return CgroupContainer{"containerd", std::string(name)};
  }
  return std::nullopt;
}

bool is_unit(std::string_view segment) {
  return segment.ends_with(".service") || segment.ends_with(".scope") ||
         segment.ends_with(".socket");
}

std::optional<std::uint32_t> manager_of(std::string_view segment) {
  const auto uid = between("user@", segment, ".service");
  return uid ? base::parse_number<std::uint32_t>(*uid) : std::nullopt;
}

/// Containers may lie in containers: the innermost one that is recognised counts.
struct Place {
  std::size_t after = 0;  ///< index of the first segment inside
  CgroupContainer container{};
};
std::optional<Place> innermost_container(const Segments& segments) {
  for (std::size_t i = segments.size(); i-- > 0;) {
    auto found = from_scope(segments[i]);
    if (!found) found = from_machine(segments[i]);
    if (!found) found = from_parent(segments, i);
    if (found) return Place{i + 1, std::move(*found)};
  }
  return std::nullopt;
}

bool is_kubernetes(const Segments& segments) {
  return std::any_of(segments.begin(), segments.end(), [](std::string_view segment) {
    return segment.starts_with("kubepods") || segment.find("-kubepods") != std::string_view::npos;
  });
}

struct Line {
  std::string_view controllers;
  std::string_view path;
};
std::optional<Line> split_line(std::string_view text) {
  const std::size_t first = text.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Line{text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

}  // namespace

CgroupFacts parse_cgroup_path(std::string_view path) {
  Segments segments = base::split(path, '/');
  // "..": seen from a cgroup namespace beside; tells nothing.
  std::erase_if(segments,
                [](std::string_view segment) { return segment.empty() || segment == ".."; });
  CgroupFacts facts;
  std::size_t first = 0;
  if (auto place = innermost_container(segments)) {
    first = place->after;
    facts.container = std::move(place->container);
    if (is_kubernetes(segments)) facts.container->runtime = "kubernetes";
  }
  for (std::size_t i = first; i < segments.size(); ++i) {
    if (!is_unit(segments[i])) continue;
    facts.unit = segments[i];
    if (const auto uid = manager_of(segments[i])) facts.user_manager = uid;
  }
  // The manager itself is a unit of the system, not one of its own.
  if (facts.user_manager && manager_of(facts.unit)) facts.user_manager.reset();
  return facts;
}

CgroupFacts parse_cgroup(std::string_view text) {
  CgroupFacts facts;
  for (const std::string_view line : base::split(text, '\n')) {
    const auto parts = split_line(line);
    if (!parts) continue;
    CgroupFacts found = parse_cgroup_path(parts->path);
    const bool of_systemd = parts->controllers.empty() || parts->controllers == "name=systemd";
    // A container shows in any hierarchy; only systemd's own are laid out by units.
    if (found.container && !facts.container) {
      facts.container = std::move(found.container);
      facts.unit.clear();
      facts.user_manager.reset();
    }
    if (of_systemd && facts.unit.empty()) {
      facts.unit = std::move(found.unit);
      facts.user_manager = found.user_manager;
    }
  }
  return facts;
}

model::Container to_container(const CgroupContainer& found, std::string name) {
  const bool hashed = is_id(found.id);
  return {.runtime = found.runtime,
          .id = hashed ? found.id.substr(0, kShortId) : found.id,
          .name = name.empty() && !hashed ? found.id : std::move(name)};
}

}  // namespace minato::host
