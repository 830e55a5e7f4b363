// Tells ICMP error messages apart from everything else in a frame, for the link's ICMP limit.
#pragma once

#include "base/bytes.h"
#include "wire/link_type.h"

namespace minato::lab {

/// True for ICMP unreachable, time exceeded and parameter problem, IPv4 and IPv6.
[[nodiscard]] bool is_icmp_error(wire::LinkType link, base::Bytes frame);

}  // namespace minato::lab
