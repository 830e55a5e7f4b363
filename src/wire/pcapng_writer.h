// Writing pcapng: one section, its interfaces, packets with comments. Little endian, nanoseconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace minato::wire {

/// The section header: first of all. Appended, as everything here.
void append_pcapng_section(std::string& out);

struct PcapngInterface {
  std::uint16_t link = 1;
  std::uint32_t snap_bytes = 0;  ///< 0: no limit
  std::string_view name{};
};
/// Interfaces are numbered from 0 in the order in which they are written.
void append_pcapng_interface(std::string& out, const PcapngInterface& interface);

struct PcapngPacket {
  std::uint32_t interface = 0;
  std::int64_t time_ns = 0;
  std::uint32_t original_bytes = 0;
  base::Bytes bytes{};
  std::string_view comment{};  ///< "" for none
};
void append_pcapng_packet(std::string& out, const PcapngPacket& packet);

}  // namespace minato::wire
