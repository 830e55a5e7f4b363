// Capture files of both kinds, read as a stream: pcap (draft-ietf-opsawg-pcap; micro- and
// nanoseconds, both byte orders, the "modified" records of old Linux tools) and pcapng
// (draft-ietf-opsawg-pcapng; several sections and interfaces, names, comments).
//
//   pcapng = 1*block        block = type:u32 length:u32 body padding length:u32
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/ip_address.h"
#include "wire/decoded.h"

namespace minato::wire {

/// One captured frame; views into the bytes that were parsed.
struct CapturedFrame {
  std::uint16_t link = 0;            ///< LINKTYPE_ number
  std::uint32_t interface = 0;       ///< number of the interface in its section
  std::int64_t time_ns = 0;          ///< since 1970, UTC
  std::uint32_t original_bytes = 0;  ///< length on the wire, at least bytes.size()
  base::Bytes bytes{};
  std::string_view comment{};  ///< hostile
};

/// What a pcapng file tells about an interface.
struct CaptureInterface {
  std::uint16_t link = 0;
  std::uint32_t snap_bytes = 0;  ///< 0: no limit
  std::uint8_t resolution = 6;   ///< as in the file: 10^-n, or 2^-n with the highest bit set
  std::int64_t offset_seconds = 0;
  std::string name{};  ///< hostile
};

/// A name that the file itself gives to an address (name resolution block). Hostile.
struct CaptureName {
  model::IpAddress address{};
  std::string name{};
};

enum class CaptureFormat : std::uint8_t { unknown, pcap, pcapng };

/// Memory stays bounded whatever the file says: interfaces, names and blocks have limits.
class CaptureFileParser {
 public:
  enum class Found : std::uint8_t {
    frame,
    nothing,  ///< a header or a block without a frame
    more,     ///< the next record is not whole: call again with more bytes
    fault,    ///< fault() says what; nothing follows
  };

  /// Reads one record from `rest`, which begins at offset() of the file.
  [[nodiscard]] Found next(base::Bytes rest, CapturedFrame& frame);
  /// No more bytes come after `left` ones that did not make a record. Found::fault when they were
  /// the start of one, Found::nothing at a clean end.
  [[nodiscard]] Found finish(std::size_t left);

  /// Bytes that were taken so far: where the next record begins.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  /// Bytes that the last call of next() took.
  [[nodiscard]] std::size_t used() const { return used_; }
  /// Where the fault is and which rule was broken; the offset counts from the start of the file.
  [[nodiscard]] std::uint64_t fault_offset() const { return fault_offset_; }
  [[nodiscard]] std::string_view fault_rule() const { return fault_rule_; }
  /// Bytes that make the next record whole, as far as its start tells.
  [[nodiscard]] std::size_t wanted() const { return wanted_; }

  [[nodiscard]] CaptureFormat format() const { return format_; }
  [[nodiscard]] const std::vector<CaptureInterface>& interfaces() const { return interfaces_; }
  [[nodiscard]] const std::vector<CaptureName>& names() const { return names_; }
  /// Packets that the capturing program said it lost.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  /// Whether the file carries secrets for decryption. They are not kept.
  [[nodiscard]] bool has_secrets() const { return has_secrets_; }

 private:
  struct Block {
    std::uint32_t type = 0;
    base::Bytes body{};
  };
  struct Option {
    std::uint16_t code = 0;
    base::Bytes value{};
  };

  [[nodiscard]] Found start(base::Bytes rest);
  [[nodiscard]] Found pcap_record(base::Bytes rest, CapturedFrame& frame);
  [[nodiscard]] Found block(base::Bytes rest, CapturedFrame& frame);
  [[nodiscard]] Found section(base::Bytes rest);
  [[nodiscard]] Found inside(const Block& block, CapturedFrame& frame);
  [[nodiscard]] Found interface_block(base::Bytes body);
  [[nodiscard]] Found packet_block(const Block& block, CapturedFrame& frame);
  [[nodiscard]] Found simple_block(base::Bytes body, CapturedFrame& frame);
  void name_block(base::Bytes body);
  void statistics_block(base::Bytes body);
  [[nodiscard]] bool next_option(base::ByteReader& in, Option& option) const;

  [[nodiscard]] Found take(std::size_t bytes, Found found);
  [[nodiscard]] Found need(base::Bytes rest, std::size_t bytes);
  [[nodiscard]] Found fail(std::size_t at, std::string_view rule);
  [[nodiscard]] std::uint16_t u16(base::ByteReader& in) const {
    return big_endian_ ? in.u16() : in.u16_little();
  }
  [[nodiscard]] std::uint32_t u32(base::ByteReader& in) const {
    return big_endian_ ? in.u32() : in.u32_little();
  }

  CaptureFormat format_ = CaptureFormat::unknown;
  bool big_endian_ = false;
  bool nanoseconds_ = false;
  bool modified_ = false;
  bool has_secrets_ = false;
  std::uint16_t link_ = 0;
  std::uint64_t offset_ = 0;
  std::size_t used_ = 0;
  std::size_t wanted_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t fault_offset_ = 0;
  std::string_view fault_rule_{};
  std::vector<CaptureInterface> interfaces_{};
  std::vector<CaptureName> names_{};
};

}  // namespace minato::wire
