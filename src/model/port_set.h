// A set of ports as people type it: 22,80,1000-2000,T:443,U:53,-1023,60000-,ssh,http*
//
//   set   = item *( "," item )
//   item  = [ ("T" / "U" / "S" / "D") ":" ] ( range [ "/" transport ] / name )
//   range = number / number "-" [number] / "-" [number]        "-" alone: 1-65535, as nmap's -p-
//   name  = service name, "*" and "?" as wildcards
// A prefix holds for the items after it too, until the next prefix (nmap).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/port.h"

namespace minato::model {

/// Ports first to last, both included.
struct PortInterval {
  std::uint16_t first = 0;
  std::uint16_t last = 0;

  bool operator==(const PortInterval&) const = default;
};

/// Who knows which ports a service name means: the registry, on a higher floor.
class PortNames {
 public:
  virtual ~PortNames() = default;
  /// Ports of every service whose name matches `pattern` (lower case, wildcards allowed).
  [[nodiscard]] virtual std::vector<Port> ports_named(std::string_view pattern) const = 0;
  /// The nearest service name to a misspelt one; "" when none is near.
  [[nodiscard]] virtual std::string suggestion_for(std::string_view name) const = 0;
};

/// Sorted, disjoint intervals for each transport. Memory: O(intervals).
class PortSet {
 public:
  PortSet() = default;

  /// Items without a transport of their own count for each of `defaults`.
  /// Errors: input, the offending part marked.
  [[nodiscard]] static base::Result<PortSet> parse(std::string_view text, const PortNames& names,
                                                   std::span<const Transport> defaults);

  void add(Transport transport, PortInterval interval);
  void add(Port port) { add(port.transport, {port.number, port.number}); }

  [[nodiscard]] bool contains(Port port) const;
  [[nodiscard]] bool empty() const;
  /// Number of ports over all transports.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t size(Transport transport) const;
  [[nodiscard]] std::span<const PortInterval> intervals(Transport transport) const {
    return intervals_[static_cast<std::size_t>(transport)];
  }
  /// The `index`-th port of a transport, ascending; index < size(transport). O(intervals).
  [[nodiscard]] std::uint16_t at(Transport transport, std::size_t index) const;

  bool operator==(const PortSet&) const = default;

 private:
  std::array<std::vector<PortInterval>, kTransports.size()> intervals_;
};

/// Canonical: `T:22,80,1000-2000,U:53`; parses back to an equal set. "" for the empty set.
[[nodiscard]] std::string to_text(const PortSet& ports);

}  // namespace minato::model
