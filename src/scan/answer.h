// What a received frame says about a probe, before anybody has asked whether the probe was ours.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "model/ip_address.h"
#include "scan/probe_kind.h"
#include "scan/probe_token.h"
#include "wire/link_type.h"
#include "wire/mac_address.h"
#include "wire/stack_mark.h"

namespace minato::scan {

struct Answer {
  Reply reply{};
  ProbeShape shape = ProbeShape::tcp;  ///< of the probe that it answers
  model::IpAddress target{};           ///< what was probed
  std::uint16_t port = 0;              ///< the port that was probed
  model::IpAddress responder{};        ///< who sent the answer
  model::IpAddress own{};              ///< whom it was sent to
  std::uint8_t ttl = 0;
  wire::StackMark stack{};      ///< SYN-ACKs
  TokenMaker::Echoed echoed{};  ///< what it carries of the probe's token
  wire::MacAddress mac{};       ///< neighbor answers
};

/// Why a frame is no answer.
enum class NoAnswer : std::uint8_t {
  malformed,     ///< broken bytes
  bad_checksum,  ///< damaged or forged
  unrelated,     ///< something else that passed by
};

/// How far checksums of a frame can be judged.
enum class ChecksumTrust : std::uint8_t {
  verify,  ///< the frame is whole: sum up
  skip,    ///< cut short, or the sum is left to the hardware (sent from this machine)
};

/// Reads one frame. scope: the interface's index, for link-local addresses. No allocation.
[[nodiscard]] tl::expected<Answer, NoAnswer> read_answer(wire::LinkType link, base::Bytes frame,
                                                         ChecksumTrust trust, std::uint32_t scope);

}  // namespace minato::scan
