// What this process may do beyond an ordinary user (capabilities(7)).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace minato::sys {

/// Those that minato asks about, by the kernel's numbers.
enum class Capability : std::uint8_t {
  kill = 5,
  net_bind_service = 10,
  net_admin = 12,
  net_raw = 13,
  sys_ptrace = 19,
  sys_admin = 21,
  perfmon = 38,
  bpf = 39,
};

class CapabilitySet {
 public:
  CapabilitySet() = default;
  /// bits: one for each of the kernel's numbers.
  explicit CapabilitySet(std::uint64_t bits) : bits_(bits) {}

  [[nodiscard]] bool has(Capability capability) const {
    return (bits_ >> static_cast<unsigned>(capability) & 1U) != 0;
  }

  bool operator==(const CapabilitySet&) const = default;

 private:
  std::uint64_t bits_ = 0;
};

/// The effective set in the text of /proc/PID/status; nothing when it is not there.
[[nodiscard]] std::optional<CapabilitySet> parse_effective_capabilities(std::string_view status);

/// Those of the calling thread now; none when they cannot be read.
[[nodiscard]] CapabilitySet effective_capabilities();

}  // namespace minato::sys
