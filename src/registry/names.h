// Port → name and name → ports, in the one way that every command uses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/port.h"
#include "model/port_set.h"

namespace minato::registry {

/// The short name of the service that one expects at a port: what people say ("rdp", "dns"), else
/// IANA's name; "" when nobody knows one. Below 100 ns. The text lives as long as the program.
[[nodiscard]] std::string_view name_of(model::Port port);

/// IANA's service name ("ms-wbt-server", "domain") as other tools print it; of several names at one
/// port the one that our knowledge calls official. "" when IANA has none.
[[nodiscard]] std::string_view iana_name_of(model::Port port);

/// Service names in port sets: ids and one-word aliases of our knowledge and IANA's names.
/// An id means all ports of its service, an alias those of every service that has it.
class ServiceNames final : public model::PortNames {
 public:
  [[nodiscard]] std::vector<model::Port> ports_named(std::string_view pattern) const override;
  [[nodiscard]] std::string suggestion_for(std::string_view name) const override;
};

}  // namespace minato::registry
