// Walks addresses and ports in order.
#include "lab/hosts/truth_printer.h"

#include <fmt/format.h>

#include <algorithm>

namespace minato::lab {
namespace {

using model::IpAddress;

/// The address `offset` after the first of the block.
IpAddress at(const model::Prefix& prefix, std::uint64_t offset) {
  const IpAddress& first = prefix.address();
  if (first.is_v4()) return IpAddress::v4(first.v4_number() + static_cast<std::uint32_t>(offset));
  std::array<std::uint8_t, 16> bytes{};
  std::copy_n(first.bytes().begin(), bytes.size(), bytes.begin());
  for (std::size_t i = bytes.size(); i > 0 && offset > 0; --i, offset >>= 8) {
    bytes.at(i - 1) = static_cast<std::uint8_t>(bytes.at(i - 1) + (offset & 0xff));
  }
  return IpAddress::v6(bytes);
}

void print_ports(const Plan& plan, const IpAddress& address, const std::bitset<65536>& ports,
                 Probe probe, std::FILE* out) {
  const auto transport = probe == Probe::udp ? model::Transport::udp : model::Transport::tcp;
  const std::string host = model::to_text(address);
  fmt::memory_buffer lines;
  for (unsigned number = 0; number < ports.size(); ++number) {
    if (!ports.test(number)) continue;
    const auto truth = plan.truth(address, {static_cast<std::uint16_t>(number), transport}, probe);
    if (!truth) return;
    fmt::format_to(std::back_inserter(lines),
                   R"({{"address":"{}","port":{},"transport":"{}","state":"{}","reason":"{}"}})"
                   "\n",
                   host, number, model::to_text(transport), model::to_text(truth->state),
                   model::to_text(truth->reason));
  }
  std::fwrite(lines.data(), 1, lines.size(), out);
}

}  // namespace

tl::expected<void, std::string> print_truth(const Plan& plan, const model::Prefix& targets,
                                            const std::bitset<65536>& ports, Probe probe,
                                            std::FILE* out) {
  const unsigned free_bits = targets.address().bits() - targets.length();
  if (free_bits > 24) return tl::unexpected(std::string("the block is too large to be listed"));
  for (std::uint64_t offset = 0; offset < std::uint64_t{1} << free_bits; ++offset) {
    const IpAddress address = at(targets, offset);
    const Group* const group = plan.group_of(address);
    if (group == nullptr || !plan.alive(*group, address)) continue;
    if (ports.none()) {
      fmt::print(out, "{{\"address\":\"{}\"}}\n", model::to_text(address));
    } else {
      print_ports(plan, address, ports, probe, out);
    }
  }
  return {};
}

}  // namespace minato::lab
