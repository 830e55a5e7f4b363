// Which application is spoken, from the first bytes of a side or from one datagram.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "capture/facts.h"
#include "capture/host_names.h"

namespace minato::capture {

/// Whose bytes they are.
struct Speaker {
  std::uint16_t server_port = 0;
  bool from_client = false;
};

/// Reads the start of a side of a stream and adds to `facts`. False: with more bytes it could tell
/// more. Names of DNS answers go to `names`.
[[nodiscard]] bool read_stream_head(const Speaker& speaker, base::Bytes head, Facts& facts,
                                    HostNames& names);
/// The same for one datagram.
[[nodiscard]] bool read_datagram(const Speaker& speaker, base::Bytes payload, Facts& facts,
                                 HostNames& names);
/// The ClientHello of QUIC, as far as it is there. False: with more bytes it could tell more.
[[nodiscard]] bool read_quic_hello(base::Bytes handshake, Facts& facts);

}  // namespace minato::capture
