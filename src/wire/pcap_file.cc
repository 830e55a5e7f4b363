// pcap capture files.
#include "wire/pcap_file.h"

namespace minato::wire {
namespace {

constexpr std::uint32_t kMagicMicro = 0xa1b2c3d4;
constexpr std::uint32_t kMagicNano = 0xa1b23c4d;

}  // namespace

void encode_pcap_header(LinkType link, base::ByteWriter& out) {
  out.u32_little(kMagicNano);
  out.u16_little(2);
  out.u16_little(4);
  out.u32_little(0);
  out.u32_little(0);
  out.u32_little(kMostPcapPacketBytes);
  out.u32_little(static_cast<std::uint32_t>(link));
}

void encode_pcap_record(const PcapRecord& record, base::ByteWriter& out) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(record.time);
  out.u32_little(static_cast<std::uint32_t>(seconds.time_since_epoch().count()));
  out.u32_little(static_cast<std::uint32_t>((record.time - seconds).count()));
  out.u32_little(static_cast<std::uint32_t>(record.packet.size()));
  out.u32_little(record.original_bytes);
  out.bytes(record.packet);
}

tl::expected<PcapReader, base::Malformed> PcapReader::create(base::Bytes file) {
  base::ByteReader little(file);
  base::ByteReader big(file);
  const std::uint32_t as_little = little.u32_little();
  const std::uint32_t as_big = big.u32();
  const bool swapped = as_big == kMagicMicro || as_big == kMagicNano;
  const std::uint32_t magic = swapped ? as_big : as_little;
  if (magic != kMagicMicro && magic != kMagicNano) return malformed(0, "not a pcap file");
  PcapReader reader(little, swapped, magic == kMagicNano);
  const std::uint32_t version = reader.u32();
  const std::uint32_t major = swapped ? version >> 16 : version & 0xffff;
  reader.in_.skip(12);
  reader.link_ = static_cast<std::uint16_t>(reader.u32() & 0xffff);
  if (reader.in_.failed()) return malformed(reader.in_.offset(), "pcap header cut short");
  if (major != 2) return malformed(4, "pcap version is not 2");
  return reader;
}

std::optional<tl::expected<PcapRecord, base::Malformed>> PcapReader::next() {
  if (ended_ || in_.remaining() == 0) return std::nullopt;
  const std::size_t at = in_.offset();
  const std::uint32_t seconds = u32();
  const std::uint32_t fraction = u32();
  const std::uint32_t captured = u32();
  const std::uint32_t original = u32();
  ended_ = true;  // until the record proves to be whole
  if (in_.failed()) return malformed(at, "pcap record header cut short");
  if (fraction >= (nanoseconds_ ? 1'000'000'000U : 1'000'000U)) {
    return malformed(at + 4, "pcap fraction beyond a second");
  }
  if (captured > kMostPcapPacketBytes) return malformed(at + 8, "pcap record too long");
  PcapRecord record;
  record.packet = in_.bytes(captured);
  if (in_.failed()) return malformed(at, "pcap record cut short");
  ended_ = false;
  const std::int64_t unit = nanoseconds_ ? 1 : 1000;
  record.time = PcapTime(std::chrono::seconds(seconds)) + std::chrono::nanoseconds(fraction * unit);
  record.original_bytes = std::max(original, captured);
  return record;
}

}  // namespace minato::wire
