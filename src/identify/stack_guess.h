// A guess at the operating system from the one packet that every open port sends anyway: hop limit,
// window, segment size and the order of options of its SYN-ACK. Data: data/stacks.toml. Whatever
// terminates the connection is meant: a load balancer speaks for the hosts behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wire/stack_mark.h"

namespace minato::identify {

/// One documented behaviour. Views of texts that live as long as the program.
struct Stack {
  std::string_view name{};     ///< "Linux 4.20 or later"
  std::string_view family{};   ///< "Linux"
  std::string_view vendor{};   ///< "Linux"
  std::string_view kind{};     ///< "general purpose", "router", "specialized"
  std::string_view options{};  ///< letters of wire::option_letters()
  std::uint8_t hops = 0;       ///< the hop limit that it starts with
  std::uint16_t window = 0;    ///< exactly this; 0: any, unless one of the next two is given
  std::uint8_t segments = 0;   ///< so many whole segments
  std::uint16_t fills = 0;     ///< as many whole segments as fit into this
  std::uint8_t confidence = 0;
  std::string_view example{};  ///< "64 65160 1460 mstnw": hop limit, window, segment size, options
};

[[nodiscard]] std::span<const Stack> stacks();

/// hops: the hop limit as it arrived. The surest fit; nothing when none fits or two fit as well.
[[nodiscard]] std::optional<Stack> guess_stack(const wire::StackMark& mark, std::uint8_t hops);

/// What the guess stands on: "ttl 64, window 65160, mss 1460, options mstnw".
[[nodiscard]] std::string stack_evidence(const wire::StackMark& mark, std::uint8_t hops);

}  // namespace minato::identify
