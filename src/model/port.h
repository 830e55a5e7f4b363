// A port: a number and the transport that carries it. Text `443/tcp` (RFC 6335 service ports).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace minato::model {

enum class Transport : std::uint8_t { tcp, udp, sctp, dccp };

inline constexpr std::array kTransports = {Transport::tcp, Transport::udp, Transport::sctp,
                                           Transport::dccp};

[[nodiscard]] std::string_view to_text(Transport transport);
[[nodiscard]] base::Result<Transport> parse_transport(std::string_view text);

struct Port {
  std::uint16_t number = 0;
  Transport transport = Transport::tcp;

  auto operator<=>(const Port&) const = default;
};

/// `443/tcp`.
[[nodiscard]] std::string to_text(Port port);
/// Parses `443/tcp`. Errors: input, with the wrong part marked.
[[nodiscard]] base::Result<Port> parse_port(std::string_view text);
/// Parses `443`, 0 to 65535, decimal digits only.
[[nodiscard]] base::Result<std::uint16_t> parse_port_number(std::string_view text);

/// The three ranges of RFC 6335 section 6.
enum class PortRange : std::uint8_t { system, user, dynamic };

inline constexpr std::uint16_t kLastSystemPort = 1023;
inline constexpr std::uint16_t kLastUserPort = 49151;

[[nodiscard]] constexpr PortRange range_of(std::uint16_t number) {
  if (number <= kLastSystemPort) return PortRange::system;
  return number <= kLastUserPort ? PortRange::user : PortRange::dynamic;
}
[[nodiscard]] std::string_view to_text(PortRange range);

}  // namespace minato::model
