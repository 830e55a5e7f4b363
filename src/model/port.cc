// `443/tcp` and its parts.
#include "model/port.h"

#include <fmt/core.h>

#include <span>

#include "base/strings.h"
#include "base/suggest.h"

namespace minato::model {
namespace {

constexpr std::array<std::string_view, 4> kTransportNames = {"tcp", "udp", "sctp", "dccp"};
constexpr std::array<std::string_view, 3> kRangeNames = {"system", "user", "dynamic"};

base::Mark mark_all(std::string_view text, std::string_view suggestion = {}) {
  return {std::string(text), 0, text.size(), std::string(suggestion)};
}

}  // namespace

std::string_view to_text(Transport transport) {
  return kTransportNames[static_cast<std::size_t>(transport)];
}

base::Result<Transport> parse_transport(std::string_view text) {
  for (std::size_t i = 0; i < kTransportNames.size(); ++i) {
    if (base::to_lower(text) == kTransportNames[i]) return static_cast<Transport>(i);
  }
  const auto near = base::suggest(text, kTransportNames);
  return base::fail(base::input_error("error.port.transport", {std::string(text)},
                                      mark_all(text, near.value_or(""))));
}

std::string to_text(Port port) {
  return fmt::format("{}/{}", port.number, to_text(port.transport));
}

base::Result<std::uint16_t> parse_port_number(std::string_view text) {
  if (const auto number = base::parse_number<std::uint16_t>(text)) return *number;
  return base::fail(base::input_error("error.port.number", {std::string(text)}, mark_all(text)));
}

base::Result<Port> parse_port(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view digits = text.substr(0, slash);
  const auto number = parse_port_number(digits);
  if (!number) {
    base::Error error = number.error();
    error.mark->text = std::string(text);
    return base::fail(std::move(error));
  }
  const std::string_view name = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  const auto transport = parse_transport(name);
  if (!transport) {
    base::Error error = transport.error();
    error.mark->text = std::string(text);
    error.mark->offset = text.size() - name.size();
    return base::fail(std::move(error));
  }
  return Port{*number, *transport};
}

std::string_view to_text(PortRange range) { return kRangeNames[static_cast<std::size_t>(range)]; }

}  // namespace minato::model
