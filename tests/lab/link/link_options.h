// The command line of the link program.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "lab/link/link_shape.h"

namespace minato::lab {

struct LinkOptions {
  std::string left;   ///< an end, see ends/end.h
  std::string right;  ///< an end
  LinkShape to_right{};
  LinkShape to_left{};
  std::uint64_t seed = 1;
  std::uint32_t most_frames = 262'144;  ///< that may wait in one direction
};

inline constexpr const char* kLinkUsage =
    "minato-lab-link --left END --right END [--both SHAPE] [--to-right SHAPE] [--to-left SHAPE]\n"
    "                [--seed N] [--most-frames N]\n"
    "  END    packet:IFACE[@NETNS] | tun:IFACE[@NETNS] | tap:IFACE[@NETNS]\n"
    "  SHAPE  delay=25ms,jitter=2ms,loss=1%,burst=4,duplicate=1%,reorder=1%,reorder-by=5ms,\n"
    "         rate=10mbit,buffer=30kB,overhead=24,icmp-rate=1000,icmp-burst=50\n"
    "Prints `ready` when it forwards; statistics as one line of JSON on SIGUSR1 and when SIGTERM\n"
    "or SIGINT ends it.\n";

/// arguments: without the program's name.
[[nodiscard]] tl::expected<LinkOptions, std::string> parse_link_options(
    std::span<const char* const> arguments);

}  // namespace minato::lab
