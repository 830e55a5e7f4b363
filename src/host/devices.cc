// From an interface's index to its name.
#include "host/devices.h"

#include <algorithm>

namespace minato::host {
namespace {

const sys::Interface* find(std::span<const sys::Interface> interfaces, std::uint32_t index) {
  const auto at = std::ranges::find(interfaces, index, &sys::Interface::index);
  return at == interfaces.end() ? nullptr : &*at;
}

}  // namespace

void name_device(model::Socket& socket, std::uint32_t index,
                 std::span<const sys::Interface> interfaces) {
  const sys::Interface* const device = find(interfaces, index);
  socket.interface = device != nullptr ? device->name : std::to_string(index);
  if (device == nullptr) return;
  const sys::Interface* const vrf =
      device->kind == "vrf" ? device : find(interfaces, device->master);
  if (vrf != nullptr && vrf->kind == "vrf") socket.vrf = vrf->name;
}

}  // namespace minato::host
