// Lengths: one byte below 128, else the count of the bytes that follow.
#include "talk/ber.h"

#include <limits>

namespace minato::talk {

ByteBuilder ber(std::uint8_t tag, const ByteBuilder& value) {
  ByteBuilder out;
  out.u8(tag);
  if (value.size() < 0x80) return out.sized8(value);
  return out.u8(0x82).sized16(value);
}

std::size_t read_ber_length(base::ByteReader& in) {
  const unsigned first = in.u8();
  if (first < 0x80) return first;
  const unsigned count = first & 0x7fU;
  if (count > 3) return std::numeric_limits<std::size_t>::max();
  std::size_t length = 0;
  for (unsigned i = 0; i < count; ++i) length = length << 8U | in.u8();
  return length;
}

BerElement next_ber(base::ByteReader& in) {
  BerElement element{.tag = in.u8()};
  element.value = in.bytes(read_ber_length(in));
  return element;
}

}  // namespace minato::talk
