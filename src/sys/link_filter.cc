// The filter as a table of instructions with labels; jumps of classic BPF count instructions.
#include "sys/link_filter.h"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"

namespace minato::sys {
namespace {

constexpr auto kNetwork = static_cast<std::uint32_t>(SKF_NET_OFF);
constexpr auto kProtocol = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PROTOCOL);
constexpr std::uint32_t kFragmentOffset = 0x1fff;

enum class Label : std::uint8_t { none, ipv6, ports, accept, reject };

struct Line {
  unsigned code;
  std::uint32_t k;
  Label yes = Label::none;  ///< none: the next line
  Label no = Label::none;
  Label here = Label::none;  ///< the label that stands at this line
};

constexpr unsigned kEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr unsigned kLoadByte = BPF_LD | BPF_B | BPF_ABS;
constexpr unsigned kLoadHalf = BPF_LD | BPF_H | BPF_ABS;

std::vector<Line> lines_of(const AnswerFilter& filter) {
  const auto wanted = [](bool yes, Label to) { return yes ? to : Label::reject; };
  const Label arp = wanted(filter.arp, Label::accept);
  const Label icmp = wanted(filter.icmp, Label::accept);
  const Label tcp = wanted(filter.tcp, Label::ports);
  const Label udp = wanted(filter.udp, Label::ports);
  return {
      {kLoadHalf, kProtocol},
      {kEqual, ETH_P_ARP, arp},
      {kEqual, ETH_P_IP, Label::none, Label::ipv6},
      // A later fragment has no ports.
      {kLoadHalf, kNetwork + 6},
      {BPF_JMP | BPF_JSET | BPF_K, kFragmentOffset, Label::reject},
      {BPF_LDX | BPF_B | BPF_MSH, kNetwork},  // X = header length
      {kLoadByte, kNetwork + 9},
      {kEqual, IPPROTO_ICMP, icmp},
      {kEqual, IPPROTO_TCP, tcp},
      {kEqual, IPPROTO_UDP, udp, Label::reject},
      {kEqual, ETH_P_IPV6, Label::none, Label::reject, Label::ipv6},
      {BPF_LDX | BPF_W | BPF_IMM, 40},
      {kLoadByte, kNetwork + 6},
      {kEqual, IPPROTO_ICMPV6, icmp},
      {kEqual, IPPROTO_TCP, tcp},
      {kEqual, IPPROTO_UDP, udp},
      {kEqual, IPPROTO_HOPOPTS, Label::accept},
      {kEqual, IPPROTO_ROUTING, Label::accept},
      {kEqual, IPPROTO_FRAGMENT, Label::accept},
      {kEqual, IPPROTO_DSTOPTS, Label::accept, Label::reject},
      {BPF_LD | BPF_H | BPF_IND, kNetwork + 2, Label::none, Label::none, Label::ports},
      {BPF_JMP | BPF_JGE | BPF_K, filter.first_port, Label::none, Label::reject},
      {BPF_JMP | BPF_JGT | BPF_K, filter.last_port, Label::reject, Label::accept},
      {BPF_RET | BPF_K, filter.snap_bytes, Label::none, Label::none, Label::accept},
      {BPF_RET | BPF_K, 0, Label::none, Label::none, Label::reject},
  };
}

}  // namespace

std::vector<FilterInstruction> compile_filter(const AnswerFilter& filter) {
  const std::vector<Line> lines = lines_of(filter);
  const auto distance = [&](std::size_t from, Label to) {
    if (to == Label::none) return std::uint8_t{0};
    const auto at = std::ranges::find(lines, to, &Line::here);
    MINATO_CHECK(at != lines.end());
    const auto target = static_cast<std::size_t>(at - lines.begin());
    MINATO_CHECK(target > from);
    return static_cast<std::uint8_t>(target - from - 1);
  };
  std::vector<FilterInstruction> program;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    program.push_back({static_cast<std::uint16_t>(line.code), distance(i, line.yes),
                       distance(i, line.no), line.k});
  }
  return program;
}

base::Result<void> attach_filter(int socket, const std::vector<FilterInstruction>& program) {
  std::vector<sock_filter> code;
  code.reserve(program.size());
  for (const FilterInstruction& i : program)
    code.push_back({i.code, i.jump_true, i.jump_false, i.k});
  const sock_fprog all{.len = static_cast<unsigned short>(code.size()), .filter = code.data()};
  if (::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &all, sizeof(all)) < 0) {
    return base::fail(base::system_error("setsockopt SO_ATTACH_FILTER", errno));
  }
  return {};
}

}  // namespace minato::sys
