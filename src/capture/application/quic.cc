// Only known versions count: any datagram may have the first bit set.
#include "capture/application/quic.h"

#include <fmt/core.h>

namespace minato::capture {
namespace {
constexpr std::uint32_t kVersion1 = 1;
constexpr std::uint32_t kVersion2 = 0x6b3343cf;
constexpr std::uint32_t kDraft = 0xff000000;
constexpr std::size_t kMostConnectionIdBytes = 20;
}  // namespace

std::optional<std::uint32_t> read_quic_version(base::Bytes datagram) {
  base::ByteReader in(datagram);
  const std::uint8_t first = in.u8();
  const std::uint32_t version = in.u32();
  const std::uint8_t destination = in.u8();
  in.skip(destination);
  const std::uint8_t source = in.u8();
  in.skip(source);
  if (in.failed() || (first & 0x80) == 0) return std::nullopt;
  if (destination > kMostConnectionIdBytes || source > kMostConnectionIdBytes) return std::nullopt;
  const bool known = version == kVersion1 || version == kVersion2 ||
                     (version & 0xffffff00) == kDraft || version == 0;
  if (!known || (version != 0 && (first & 0x40) == 0)) return std::nullopt;
  return version;
}

std::string quic_version_text(std::uint32_t version) {
  if (version == 0) return "QUIC version negotiation";
  if (version == kVersion1) return "QUIC v1";
  if (version == kVersion2) return "QUIC v2";
  return fmt::format("QUIC 0x{:08x}", version);
}

}  // namespace minato::capture
