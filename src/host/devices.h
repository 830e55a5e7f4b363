// The device that a socket is bound to, and the VRF behind it.
#pragma once

#include <cstdint>
#include <span>

#include "model/socket.h"
#include "sys/interfaces.h"

namespace minato::host {

/// Fills in Socket::interface and Socket::vrf. index: of the bound device; one that is not among
/// the interfaces (any more) is shown by its number.
void name_device(model::Socket& socket, std::uint32_t index,
                 std::span<const sys::Interface> interfaces);

}  // namespace minato::host
