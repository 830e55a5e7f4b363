// The classic BPF program of an AnswerFilter (packet(7), Documentation/networking/filter.rst).
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "sys/link.h"

namespace minato::sys {

/// One instruction, laid out as the kernel's sock_filter.
struct FilterInstruction {
  std::uint16_t code = 0;
  std::uint8_t jump_true = 0;
  std::uint8_t jump_false = 0;
  std::uint32_t k = 0;

  bool operator==(const FilterInstruction&) const = default;
};

/// The program addresses the network header relative to the kernel's own knowledge of it, so that
/// one program serves every framing. Packets with IPv6 extension headers pass undecided.
[[nodiscard]] std::vector<FilterInstruction> compile_filter(const AnswerFilter& filter);

/// Attaches the program to a socket. Errors: local.
[[nodiscard]] base::Result<void> attach_filter(int socket,
                                               const std::vector<FilterInstruction>& program);

}  // namespace minato::sys
