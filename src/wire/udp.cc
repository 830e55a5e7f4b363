// UDP headers.
#include "wire/udp.h"

#include <algorithm>

namespace minato::wire {

Decode<UdpHeader> decode_udp(base::Bytes datagram) {
  base::ByteReader in(datagram);
  Decoded<UdpHeader> out;
  out.header.source_port = in.u16();
  out.header.destination_port = in.u16();
  out.header.total_bytes = in.u16();
  out.header.checksum = in.u16();
  if (in.failed()) return malformed(in.offset(), "udp header cut short");
  const std::size_t total = out.header.total_bytes;
  if (total != 0 && total < kUdpHeaderBytes) return malformed(4, "udp length below 8");
  const std::size_t announced = total == 0 ? in.remaining() : total - kUdpHeaderBytes;
  out.next = Protocol::none;
  out.payload = in.rest().first(std::min(in.remaining(), announced));
  return out;
}

void encode(const UdpHeader& header, base::Bytes payload, const ChecksumSum& pseudo,
            base::ByteWriter& out) {
  const auto total = static_cast<std::uint16_t>(kUdpHeaderBytes + payload.size());
  ChecksumSum sum = pseudo;
  sum.add16(header.source_port);
  sum.add16(header.destination_port);
  sum.add16(total);
  sum.add(payload);
  const std::uint16_t checksum = sum.checksum();
  out.u16(header.source_port);
  out.u16(header.destination_port);
  out.u16(total);
  out.u16(checksum == 0 ? 0xffff : checksum);
  out.bytes(payload);
}

}  // namespace minato::wire
