// A block is its type, its length, its body padded to four bytes, and its length again.
#include "wire/pcapng_writer.h"

#include <algorithm>

namespace minato::wire {
namespace {

constexpr std::uint32_t kSection = 0x0a0d0d0a;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint16_t kComment = 1;
constexpr std::uint16_t kName = 2;
constexpr std::uint16_t kResolution = 9;
constexpr char kNanoseconds = 9;
constexpr std::size_t kMostOptionBytes = 4096;

void u16(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>(value >> 8);
}
void u32(std::string& out, std::uint32_t value) {
  u16(out, static_cast<std::uint16_t>(value & 0xffff));
  u16(out, static_cast<std::uint16_t>(value >> 16));
}
void pad(std::string& out, std::size_t written) { out.append((4 - written % 4) % 4, '\0'); }

void option(std::string& out, std::uint16_t code, std::string_view value) {
  const std::string_view kept = value.substr(0, kMostOptionBytes);
  u16(out, code);
  u16(out, static_cast<std::uint16_t>(kept.size()));
  out += kept;
  pad(out, kept.size());
}

/// Where a block begins, to fill in its length.
std::size_t begin_block(std::string& out, std::uint32_t type) {
  const std::size_t at = out.size();
  u32(out, type);
  u32(out, 0);
  return at;
}

void end_block(std::string& out, std::size_t at) {
  std::string length;
  u32(length, static_cast<std::uint32_t>(out.size() - at + 4));
  out += length;
  std::copy(length.begin(), length.end(), out.begin() + static_cast<std::ptrdiff_t>(at + 4));
}

}  // namespace

void append_pcapng_section(std::string& out) {
  const std::size_t at = begin_block(out, kSection);
  u32(out, kByteOrder);
  u16(out, 1);
  u16(out, 0);
  u32(out, UINT32_MAX);  // the section's length is not known
  u32(out, UINT32_MAX);
  end_block(out, at);
}

void append_pcapng_interface(std::string& out, const PcapngInterface& interface) {
  const std::size_t at = begin_block(out, kInterface);
  u16(out, interface.link);
  u16(out, 0);
  u32(out, interface.snap_bytes);
  if (!interface.name.empty()) option(out, kName, interface.name);
  option(out, kResolution, std::string_view(&kNanoseconds, 1));
  u32(out, 0);
  end_block(out, at);
}

void append_pcapng_packet(std::string& out, const PcapngPacket& packet) {
  const std::size_t at = begin_block(out, kEnhancedPacket);
  const auto time = static_cast<std::uint64_t>(packet.time_ns);
  u32(out, packet.interface);
  u32(out, static_cast<std::uint32_t>(time >> 32));
  u32(out, static_cast<std::uint32_t>(time & 0xffffffff));
  u32(out, static_cast<std::uint32_t>(packet.bytes.size()));
  u32(out, packet.original_bytes);
  out += base::as_text(packet.bytes);
  pad(out, packet.bytes.size());
  if (!packet.comment.empty()) {
    option(out, kComment, packet.comment);
    u32(out, 0);
  }
  end_block(out, at);
}

}  // namespace minato::wire
