// Elements of ASN.1's basic encoding (X.690): tag, length, value. For LDAP and SNMP.
#pragma once

#include "base/bytes.h"
#include "talk/byte_builder.h"

namespace minato::talk {

/// An element around `value`, of at most 65,535 bytes.
[[nodiscard]] ByteBuilder ber(std::uint8_t tag, const ByteBuilder& value);

/// A length; more than any message has when it is wrong. A read beyond the end fails the reader.
[[nodiscard]] std::size_t read_ber_length(base::ByteReader& in);

struct BerElement {
  unsigned tag = 0;
  base::Bytes value{};
};
/// The next element; tag 0 and a failed reader when there is none, or it is cut.
BerElement next_ber(base::ByteReader& in);

}  // namespace minato::talk
