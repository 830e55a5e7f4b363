// One record a call: a pcap record or a pcapng block.
#include "wire/capture_file.h"

#include <algorithm>

#include "wire/pcap_file.h"

namespace minato::wire {
namespace {

using Found = CaptureFileParser::Found;

constexpr std::uint32_t kMagicMicro = 0xa1b2c3d4;
constexpr std::uint32_t kMagicNano = 0xa1b23c4d;
/// Written by patched tools of the nineties: longer record headers.
constexpr std::uint32_t kMagicModified = 0xa1b2cd34;
constexpr std::size_t kModifiedRecordBytes = 24;

constexpr std::uint32_t kSection = 0x0a0d0d0a;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kOldPacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kNames = 4;
constexpr std::uint32_t kStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kSecrets = 10;

constexpr std::size_t kBlockFrameBytes = 12;  // type, length, length again
constexpr std::size_t kMostBlockBytes = std::size_t{16} << 20;
constexpr std::size_t kMostInterfaces = 4096;
constexpr std::size_t kMostNames = 65536;

constexpr std::uint16_t kOptionEnd = 0;
constexpr std::uint16_t kOptionComment = 1;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kInterfaceResolution = 9;
constexpr std::uint16_t kInterfaceOffset = 14;
constexpr std::uint16_t kStatisticsDropped = 5;

std::size_t padded(std::size_t bytes) { return (bytes + 3) / 4 * 4; }

/// Units of the interface's clock as nanoseconds. Absurd values wrap around: they are only shown.
std::int64_t nanoseconds_of(std::uint64_t units, std::uint8_t resolution) {
  const unsigned digits = resolution & 0x7fU;
  if ((resolution & 0x80U) != 0) {
    if (digits >= 64) return 0;
    const std::uint64_t seconds = units >> digits;
    const std::uint64_t fraction = digits == 0 ? 0 : units & ((std::uint64_t{1} << digits) - 1);
    const auto part = static_cast<std::uint64_t>(static_cast<double>(fraction) * 1e9 /
                                                 static_cast<double>(std::uint64_t{1} << digits));
    return static_cast<std::int64_t>(seconds * 1'000'000'000 + part);
  }
  std::uint64_t value = units;
  for (unsigned n = digits; n < 9; ++n) value *= 10;
  for (unsigned n = 9; n < std::min(digits, 30U); ++n) value /= 10;
  return static_cast<std::int64_t>(value);
}

}  // namespace

Found CaptureFileParser::take(std::size_t bytes, Found found) {
  used_ = bytes;
  offset_ += bytes;
  return found;
}

Found CaptureFileParser::need(base::Bytes rest, std::size_t bytes) {
  wanted_ = std::max(bytes, rest.size() + 1);
  return Found::more;
}

Found CaptureFileParser::fail(std::size_t at, std::string_view rule) {
  fault_offset_ = offset_ + at;
  fault_rule_ = rule;
  return Found::fault;
}

Found CaptureFileParser::next(base::Bytes rest, CapturedFrame& frame) {
  used_ = 0;
  if (!fault_rule_.empty()) return Found::fault;
  if (format_ == CaptureFormat::pcap) return pcap_record(rest, frame);
  if (format_ == CaptureFormat::pcapng) return block(rest, frame);
  return start(rest);
}

Found CaptureFileParser::finish(std::size_t left) {
  if (!fault_rule_.empty()) return Found::fault;
  if (format_ == CaptureFormat::unknown) return fail(0, "neither a pcap nor a pcapng file");
  if (left == 0) return Found::nothing;
  return fail(0, format_ == CaptureFormat::pcap ? "the last record is cut short"
                                                : "the last block is cut short");
}

Found CaptureFileParser::start(base::Bytes rest) {
  if (rest.size() < 4) return need(rest, kPcapHeaderBytes);
  base::ByteReader little(rest);
  base::ByteReader big(rest);
  const std::uint32_t as_little = little.u32_little();
  const std::uint32_t as_big = big.u32();
  if (as_big == kSection) {
    format_ = CaptureFormat::pcapng;
    return take(0, Found::nothing);
  }
  big_endian_ = as_big == kMagicMicro || as_big == kMagicNano || as_big == kMagicModified;
  const std::uint32_t magic = big_endian_ ? as_big : as_little;
  nanoseconds_ = magic == kMagicNano;
  modified_ = magic == kMagicModified;
  if (magic != kMagicMicro && !nanoseconds_ && !modified_) {
    return fail(0, "neither a pcap nor a pcapng file");
  }
  if (rest.size() < kPcapHeaderBytes) return need(rest, kPcapHeaderBytes);
  const std::uint16_t major = u16(little);
  little.skip(14);
  // The upper half tells about frame check sequences: the headers' own lengths leave them out.
  link_ = static_cast<std::uint16_t>(u32(little) & 0xffff);
  if (major != 2) return fail(4, "pcap version is not 2");
  format_ = CaptureFormat::pcap;
  return take(kPcapHeaderBytes, Found::nothing);
}

Found CaptureFileParser::pcap_record(base::Bytes rest, CapturedFrame& frame) {
  const std::size_t header = modified_ ? kModifiedRecordBytes : kPcapRecordBytes;
  if (rest.size() < header) return need(rest, header);
  base::ByteReader in(rest);
  const std::uint32_t seconds = u32(in);
  const std::uint32_t fraction = u32(in);
  const std::uint32_t captured = u32(in);
  const std::uint32_t original = u32(in);
  if (captured > kMostPcapPacketBytes)
    return fail(8, "a record claims to be longer than any frame");
  if (rest.size() < header + captured) return need(rest, header + captured);
  // A fraction beyond a second is shown as it stands: old tools wrote such.
  frame = {.link = link_,
           .time_ns = std::int64_t{seconds} * 1'000'000'000 +
                      std::int64_t{fraction} * (nanoseconds_ ? 1 : 1000),
           .original_bytes = std::max(original, captured),
           .bytes = rest.subspan(header, captured)};
  return take(header + captured, Found::frame);
}

Found CaptureFileParser::section(base::Bytes rest) {
  if (rest.size() < 12) return need(rest, 28);
  base::ByteReader order(rest.subspan(8));
  base::ByteReader reversed(rest.subspan(8));
  const bool big = order.u32() == kByteOrder;
  if (!big && reversed.u32_little() != kByteOrder) return fail(8, "pcapng byte order is unknown");
  big_endian_ = big;
  interfaces_.clear();
  return Found::nothing;
}

Found CaptureFileParser::block(base::Bytes rest, CapturedFrame& frame) {
  if (rest.size() < 8) return need(rest, kBlockFrameBytes);
  base::ByteReader in(rest);
  Block block{.type = u32(in)};
  // The section's type reads the same in both byte orders; its length does not.
  if (block.type == kSection) {
    if (const Found found = section(rest); found != Found::nothing) return found;
  }
  const std::uint32_t length = u32(in);
  if (length < kBlockFrameBytes || length % 4 != 0) return fail(4, "a block has an absurd length");
  if (length > kMostBlockBytes) return fail(4, "a block is longer than 16 MiB");
  if (rest.size() < length) return need(rest, length);
  base::ByteReader tail(rest.subspan(length - 4));
  if (u32(tail) != length) return fail(length - 4, "a block's two lengths differ");
  block.body = rest.subspan(8, length - kBlockFrameBytes);
  const Found found = inside(block, frame);
  return found == Found::fault ? found : take(length, found);
}

Found CaptureFileParser::inside(const Block& block, CapturedFrame& frame) {
  switch (block.type) {
    case kInterface:
      return interface_block(block.body);
    case kEnhancedPacket:
    case kOldPacket:
      return packet_block(block, frame);
    case kSimplePacket:
      return simple_block(block.body, frame);
    case kNames:
      name_block(block.body);
      return Found::nothing;
    case kStatistics:
      statistics_block(block.body);
      return Found::nothing;
    case kSecrets:
      has_secrets_ = true;
      return Found::nothing;
    default:
      return Found::nothing;
  }
}

bool CaptureFileParser::next_option(base::ByteReader& in, Option& option) const {
  if (in.remaining() < 4) return false;
  option.code = u16(in);
  const std::uint16_t length = u16(in);
  if (option.code == kOptionEnd) return false;
  option.value = in.bytes(length);
  in.skip(std::min(padded(length) - length, in.remaining()));
  return !in.failed();
}

Found CaptureFileParser::interface_block(base::Bytes body) {
  base::ByteReader in(body);
  CaptureInterface interface{.link = u16(in)};
  in.skip(2);
  interface.snap_bytes = u32(in);
  if (in.failed()) return fail(8, "an interface block is too short");
  Option option;
  while (next_option(in, option)) {
    base::ByteReader value(option.value);
    if (option.code == kInterfaceName) interface.name = std::string(base::as_text(option.value));
    if (option.code == kInterfaceResolution) interface.resolution = value.u8();
    if (option.code == kInterfaceOffset && option.value.size() == 8) {
      const std::uint64_t seconds = big_endian_ ? value.u64() : value.u64_little();
      interface.offset_seconds = static_cast<std::int64_t>(seconds);
    }
  }
  if (interfaces_.size() == kMostInterfaces) return fail(0, "more than 4096 interfaces");
  interfaces_.push_back(std::move(interface));
  return Found::nothing;
}

Found CaptureFileParser::packet_block(const Block& block, CapturedFrame& frame) {
  base::ByteReader in(block.body);
  std::uint32_t number = 0;
  if (block.type == kOldPacket) {
    number = u16(in);
    in.skip(2);
  } else {
    number = u32(in);
  }
  const std::uint64_t high = u32(in);
  const std::uint64_t units = high << 32 | u32(in);
  const std::uint32_t captured = u32(in);
  const std::uint32_t original = u32(in);
  const base::Bytes bytes = in.bytes(captured);
  if (in.failed()) return fail(8, "a packet is longer than its block");
  if (number >= interfaces_.size()) return fail(8, "a packet names an interface that is not there");
  const CaptureInterface& interface = interfaces_[number];
  const auto offset = static_cast<std::uint64_t>(interface.offset_seconds) * 1'000'000'000U;
  const auto time = static_cast<std::uint64_t>(nanoseconds_of(units, interface.resolution));
  frame = {.link = interface.link,
           .interface = number,
           .time_ns = static_cast<std::int64_t>(time + offset),
           .original_bytes = std::max(original, captured),
           .bytes = bytes};
  in.skip(std::min(padded(captured) - captured, in.remaining()));
  Option option;
  while (next_option(in, option)) {
    if (option.code == kOptionComment) frame.comment = base::as_text(option.value);
  }
  return Found::frame;
}

Found CaptureFileParser::simple_block(base::Bytes body, CapturedFrame& frame) {
  base::ByteReader in(body);
  const std::uint32_t original = u32(in);
  if (in.failed()) return fail(8, "a packet is longer than its block");
  if (interfaces_.empty()) return fail(8, "a packet names an interface that is not there");
  const CaptureInterface& interface = interfaces_.front();
  std::size_t captured = std::min<std::size_t>(original, in.remaining());
  if (interface.snap_bytes != 0) captured = std::min<std::size_t>(captured, interface.snap_bytes);
  // Without a time: that is all this kind of block holds.
  frame = {.link = interface.link, .original_bytes = original, .bytes = in.bytes(captured)};
  return Found::frame;
}

void CaptureFileParser::name_block(base::Bytes body) {
  constexpr std::uint16_t kIpv4 = 1;
  constexpr std::uint16_t kIpv6 = 2;
  base::ByteReader in(body);
  Option record;
  while (names_.size() < kMostNames && next_option(in, record)) {
    const std::size_t size = record.code == kIpv4 ? 4 : 16;
    if ((record.code != kIpv4 && record.code != kIpv6) || record.value.size() <= size) continue;
    base::ByteReader value(record.value);
    CaptureName entry;
    if (record.code == kIpv4) {
      entry.address = model::IpAddress::v4(value.u32());
    } else {
      entry.address = model::IpAddress::v6(value.bytes(16).first<16>());
    }
    const std::string_view text = base::as_text(value.rest());
    entry.name = std::string(text.substr(0, text.find('\0')));
    if (!entry.name.empty()) names_.push_back(std::move(entry));
  }
}

void CaptureFileParser::statistics_block(base::Bytes body) {
  base::ByteReader in(body);
  in.skip(12);
  Option option;
  while (next_option(in, option)) {
    if (option.code != kStatisticsDropped || option.value.size() != 8) continue;
    base::ByteReader value(option.value);
    dropped_ += big_endian_ ? value.u64() : value.u64_little();
  }
}

}  // namespace minato::wire
