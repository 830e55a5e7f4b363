// Walking netlink answers: messages and their attributes (RFC 3549 section 2.3), every length
// checked. Pure functions over bytes, in the byte order of this machine.
//
//   answer    = *( message )
//   message   = length:u32 type:u16 flags:u16 sequence:u32 port:u32 payload, padded to 4
//   attribute = length:u16 type:u16 value, padded to 4
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <type_traits>

#include "base/bytes.h"

namespace minato::sys {

struct NetlinkMessage {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  base::Bytes payload{};
};

struct NetlinkAttribute {
  std::uint16_t type = 0;  ///< without the NESTED and byte-order bits
  base::Bytes value{};
};

/// The first sizeof(Value) bytes; nothing when there are fewer.
template <typename Value>
  requires std::is_trivially_copyable_v<Value>
[[nodiscard]] std::optional<Value> read_native(base::Bytes bytes) {
  if (bytes.size() < sizeof(Value)) return std::nullopt;
  Value value;
  std::memcpy(&value, bytes.data(), sizeof(Value));
  return value;
}

/// Takes the next message off the front of `rest`. Nothing at the end; Malformed (and an empty
/// `rest`) when the length lies.
[[nodiscard]] std::optional<NetlinkMessage> next_message(base::Bytes& rest,
                                                         std::optional<base::Malformed>& malformed);
/// The same for attributes.
[[nodiscard]] std::optional<NetlinkAttribute> next_attribute(
    base::Bytes& rest, std::optional<base::Malformed>& malformed);

/// Calls `visit` for each message of an answer; tells where the bytes make no sense.
template <typename Visit>
std::optional<base::Malformed> for_each_message(base::Bytes answer, Visit&& visit) {
  std::optional<base::Malformed> malformed;
  const std::size_t size = answer.size();
  while (const auto message = next_message(answer, malformed)) visit(*message);
  if (malformed) malformed->offset += size - answer.size();
  return malformed;
}

/// Calls `visit` for each attribute; tells where the bytes make no sense.
template <typename Visit>
std::optional<base::Malformed> for_each_attribute(base::Bytes attributes, Visit&& visit) {
  std::optional<base::Malformed> malformed;
  const std::size_t size = attributes.size();
  while (const auto attribute = next_attribute(attributes, malformed)) visit(*attribute);
  if (malformed) malformed->offset += size - attributes.size();
  return malformed;
}

/// How far a question is answered.
struct DumpProgress {
  bool done = false;
  bool interrupted = false;  ///< the kernel's table changed meanwhile (NLM_F_DUMP_INTR): ask again
  int errno_value = 0;       ///< what NLMSG_ERROR or NLMSG_DONE carried
};

using MessageVisit = std::function<void(const NetlinkMessage&)>;

/// Reads what one receive call brought: calls `visit` for each message of the question `sequence`
/// until its end. Malformed when a length lies: what follows in this answer is lost.
[[nodiscard]] std::optional<base::Malformed> read_answer(base::Bytes answer, std::uint32_t sequence,
                                                         DumpProgress& progress,
                                                         const MessageVisit& visit);

}  // namespace minato::sys
