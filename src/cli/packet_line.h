// One packet on one line.
#pragma once

#include <string>

#include "base/bytes.h"
#include "wire/link_type.h"

namespace minato::cli {

/// "tcp 10.0.0.1:61440 > 10.0.0.2:80 SYN ttl 64, 44 bytes"; "" for bytes that are no packet.
[[nodiscard]] std::string packet_line(wire::LinkType link, base::Bytes frame);

}  // namespace minato::cli
