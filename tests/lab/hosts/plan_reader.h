// Reads a plan of hosts from JSON; the README of the lab lists the keys.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "lab/hosts/host_plan.h"

namespace minato::lab {

/// Unknown keys and words are errors, which name them.
[[nodiscard]] tl::expected<Plan, std::string> read_plan(std::string_view json);

/// Ports as `22,80,1000-2000`, `1-65535`.
[[nodiscard]] tl::expected<std::bitset<65536>, std::string> read_ports(std::string_view text);

[[nodiscard]] std::optional<Probe> parse_probe(std::string_view text);

}  // namespace minato::lab
