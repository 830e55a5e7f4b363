// `[::1]:443/tcp`: brackets keep the colons of IPv6 apart from the port's (RFC 3986 section 3.2.2).
#include "model/endpoint.h"

#include <fmt/format.h>

namespace minato::model {

std::string to_text(const Endpoint& endpoint) {
  const char* const shape = endpoint.address.is_v4() ? "{}:{}" : "[{}]:{}";
  return fmt::format(fmt::runtime(shape), to_text(endpoint.address), to_text(endpoint.port));
}

base::Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto bad = [&] {
    return base::fail(base::input_error("error.address.endpoint", {std::string(text)},
                                        {std::string(text), 0, text.size(), {}}));
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return bad();
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.front() == '[' && host.back() == ']' && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  const auto port = parse_port(text.substr(colon + 1));
  if (!address || !port || address->is_v4() == bracketed) return bad();
  return Endpoint{*address, *port};
}

}  // namespace minato::model
