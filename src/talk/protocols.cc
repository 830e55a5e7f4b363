// The table of protocols, and looking into it.
#include "talk/protocols.h"

#include <algorithm>
#include <iterator>

#include "talk/protocol_list.h"

namespace minato::talk {

// The constants are defined in talk/machines, one a file.
#define MINATO_DECLARE(name) extern const Protocol name;
MINATO_PROTOCOL_LIST(MINATO_DECLARE)
#undef MINATO_DECLARE

namespace {

#define MINATO_ENTRY(name) &(name),
constexpr const Protocol* kProtocols[] = {MINATO_PROTOCOL_LIST(MINATO_ENTRY)};
#undef MINATO_ENTRY

bool among(const PreferredPorts& ports, std::uint16_t number) {
  return number != 0 && std::ranges::find(ports, number) != ports.end();
}

}  // namespace

std::span<const Protocol* const> protocols() { return kProtocols; }

const Protocol* find_protocol(std::string_view name, model::Transport transport) {
  const auto* const found = std::ranges::find_if(kProtocols, [&](const Protocol* protocol) {
    return protocol->name == name && protocol->transport == transport;
  });
  return found == std::end(kProtocols) ? nullptr : *found;
}

std::vector<LikelyProtocol> likely_protocols(model::Port port) {
  std::vector<LikelyProtocol> likely;
  for (const Protocol* const protocol : kProtocols) {
    if (protocol->transport != port.transport) continue;
    if (among(protocol->ports, port.number)) likely.push_back({protocol, false});
    if (among(protocol->tls_ports, port.number)) likely.push_back({protocol, true});
  }
  return likely;
}

}  // namespace minato::talk
