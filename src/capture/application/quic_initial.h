// The first packets of a QUIC client (RFC 9000 section 17.2.2, RFC 9001 section 5, RFC 9369):
// protected with keys that everybody can derive, they carry the ClientHello in CRYPTO frames.
//
//   packet  = flags:u8 version:u32 dcid:u8* scid:u8* token:varint* length:varint number payload tag
//   payload = *( padding:0 | ping:1 | ack:2,3 … | crypto:6 offset:varint length:varint bytes )
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace minato::capture {

/// What protects the client's Initial packets.
struct QuicKeys {
  std::array<std::uint8_t, 16> key{};
  std::array<std::uint8_t, 12> iv{};
  std::array<std::uint8_t, 16> header{};
};
/// destination: the connection ID of the client's first packet, 0..20 bytes. Nothing for versions
/// other than 1 and 2.
[[nodiscard]] std::optional<QuicKeys> quic_client_keys(std::uint32_t version,
                                                       base::Bytes destination);

/// The handshake bytes of one client, put together from its Initial packets.
class QuicHello {
 public:
  /// Bytes that are kept at most: a ClientHello with post-quantum keys fits.
  static constexpr std::size_t kMostBytes = 8192;

  /// Takes the Initial packets of a datagram; others are passed over. False when none could be
  /// decrypted.
  bool take(base::Bytes datagram);
  /// What is there without a gap, from the first byte on.
  [[nodiscard]] base::Bytes bytes() const { return base::Bytes(bytes_).first(whole_); }

 private:
  void take_frames(base::Bytes frames);
  void put(std::uint64_t offset, base::Bytes data);

  std::optional<QuicKeys> keys_{};
  std::vector<std::uint8_t> bytes_{};
  std::bitset<kMostBytes> there_{};
  std::size_t whole_ = 0;
};

}  // namespace minato::capture
