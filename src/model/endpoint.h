// An address and a port: one end of a conversation. Text: `10.0.0.5:443/tcp`, `[::1]:53/udp`.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/ip_address.h"
#include "model/port.h"

namespace minato::model {

struct Endpoint {
  IpAddress address{};
  Port port{};

  auto operator<=>(const Endpoint&) const = default;
};

[[nodiscard]] std::string to_text(const Endpoint& endpoint);
/// Errors: input, marked.
[[nodiscard]] base::Result<Endpoint> parse_endpoint(std::string_view text);

}  // namespace minato::model
