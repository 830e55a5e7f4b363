// The long header of QUIC (RFC 8999, RFC 9000 section 17.2): its version is all that is readable
// without keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace minato::capture {

/// The version of a datagram that begins with a long header; nothing for anything else.
[[nodiscard]] std::optional<std::uint32_t> read_quic_version(base::Bytes datagram);
/// "QUIC v1", "QUIC v2", "QUIC version negotiation", "QUIC 0xff00001d".
[[nodiscard]] std::string quic_version_text(std::uint32_t version);

}  // namespace minato::capture
