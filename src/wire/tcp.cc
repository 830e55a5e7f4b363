// TCP headers.
#include "wire/tcp.h"

#include "base/check.h"

namespace minato::wire {

Decode<TcpHeader> decode_tcp(base::Bytes segment) {
  base::ByteReader in(segment);
  Decoded<TcpHeader> out;
  TcpHeader& header = out.header;
  header.source_port = in.u16();
  header.destination_port = in.u16();
  header.sequence = in.u32();
  header.acknowledgment = in.u32();
  const std::uint16_t control = in.u16();
  header.flags = control & 0x1ff;
  header.window = in.u16();
  header.checksum = in.u16();
  header.urgent = in.u16();
  if (in.failed()) return malformed(in.offset(), "tcp header cut short");
  const std::size_t header_bytes = static_cast<std::size_t>(control >> 12) * 4;
  if (header_bytes < kTcpHeaderBytes) return malformed(12, "tcp data offset below 20 bytes");
  header.options = in.bytes(header_bytes - kTcpHeaderBytes);
  if (in.failed()) return malformed(in.offset(), "tcp options cut short");
  out.next = Protocol::none;
  out.payload = in.rest();
  return out;
}

void encode(const TcpHeader& header, base::Bytes payload, const ChecksumSum& pseudo,
            base::ByteWriter& out) {
  MINATO_CHECK(header.options.size() % 4 == 0 && header.options.size() <= 40);
  const std::size_t at = out.size();
  out.u16(header.source_port);
  out.u16(header.destination_port);
  out.u32(header.sequence);
  out.u32(header.acknowledgment);
  out.u16(static_cast<std::uint16_t>(header.header_bytes() / 4 << 12 | (header.flags & 0x1ff)));
  out.u16(header.window);
  ChecksumSum sum = pseudo;
  if (!out.failed()) sum.add(out.written().subspan(at));
  sum.add16(header.urgent);
  sum.add(header.options);
  sum.add(payload);
  out.u16(sum.checksum());
  out.u16(header.urgent);
  out.bytes(header.options);
  out.bytes(payload);
}

}  // namespace minato::wire
