// pcap capture files (draft-ietf-opsawg-pcap): both byte orders, micro- and nanoseconds.
//
//   file   = magic:u32 major:u16(2) minor:u16(4) zero:u32 zero:u32 snap:u32 link:u32 *( record )
//   record = seconds:u32 fraction:u32 captured:u32 original:u32 bytes
#pragma once

#include <chrono>
#include <optional>

#include "wire/decoded.h"
#include "wire/link_type.h"

namespace minato::wire {

inline constexpr std::size_t kPcapHeaderBytes = 24;
inline constexpr std::size_t kPcapRecordBytes = 16;  ///< in front of each packet
/// No packet is longer: what claims to be is malformed.
inline constexpr std::uint32_t kMostPcapPacketBytes = 262144;

using PcapTime = std::chrono::sys_time<std::chrono::nanoseconds>;

struct PcapRecord {
  PcapTime time{};
  std::uint32_t original_bytes = 0;  ///< length on the wire, at least packet.size()
  base::Bytes packet{};
};

/// Writes the file header: nanosecond times, little endian.
void encode_pcap_header(LinkType link, base::ByteWriter& out);
/// Writes one record, header and packet: kPcapRecordBytes + packet.size() bytes. time: before 2106.
void encode_pcap_record(const PcapRecord& record, base::ByteWriter& out);

/// Walks the records of a whole file in memory.
/// Example: `PcapReader reader(file); while (auto r = reader.next()) { if (!*r) … }`
class PcapReader {
 public:
  /// Malformed: no pcap magic, a version other than 2, or a header cut short.
  [[nodiscard]] static tl::expected<PcapReader, base::Malformed> create(base::Bytes file);

  /// The LINKTYPE_ number, known to LinkType or not.
  [[nodiscard]] std::uint16_t link_number() const { return link_; }
  /// The next record; nothing at the end. After a malformed record nothing follows.
  [[nodiscard]] std::optional<tl::expected<PcapRecord, base::Malformed>> next();

 private:
  PcapReader(base::ByteReader rest, bool swapped, bool nanoseconds)
      : in_(rest), swapped_(swapped), nanoseconds_(nanoseconds) {}
  std::uint32_t u32() { return swapped_ ? in_.u32() : in_.u32_little(); }

  base::ByteReader in_;
  bool swapped_;  ///< the file is big endian
  bool nanoseconds_;
  bool ended_ = false;
  std::uint16_t link_ = 0;
};

}  // namespace minato::wire
