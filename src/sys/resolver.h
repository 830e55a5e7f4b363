// Host names to addresses and back, by the system's own resolver: /etc/hosts, DNS, mDNS, as set up.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/target_word.h"

namespace minato::sys {

/// All addresses of a name, each once, best first (RFC 6724). family: only those. Blocks for
/// seconds when the name servers are silent. Thread-safe.
/// Errors: network; not_found when the name has no address, retryable when a server was silent.
[[nodiscard]] base::Result<std::vector<model::IpAddress>> resolve(
    const std::string& name, std::optional<model::Family> family);

/// The name that the resolver has for an address; "" when it has none. Hostile: escape to print.
/// Blocks as resolve() does. Thread-safe.
[[nodiscard]] std::string reverse_name(const model::IpAddress& address);

/// Index of a network interface by name; nothing when there is none.
[[nodiscard]] std::optional<std::uint32_t> interface_index(const std::string& name);

/// What typed targets mean on this machine: one address a name, of the wanted family where it has
/// one.
class SystemHostNames final : public model::HostNames {
 public:
  explicit SystemHostNames(model::Family wanted) : wanted_(wanted) {}

  [[nodiscard]] base::Result<std::vector<model::IpAddress>> addresses_of(
      std::string_view name) const override;
  [[nodiscard]] std::optional<std::uint32_t> scope_of(std::string_view interface) const override;

 private:
  model::Family wanted_;
};

}  // namespace minato::sys
