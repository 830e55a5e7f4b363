// The order in which ports are worth asking.
#include "registry/ranking.h"

#include <gtest/gtest.h>

namespace minato::registry {
namespace {

using model::Transport;

TEST(Ranking, gives_as_many_ports_as_were_asked_for) {
  for (const Transport transport : {Transport::tcp, Transport::udp}) {
    for (const std::size_t count : {0U, 1U, 100U, 1000U, 8192U, 8193U, 30000U, 65535U}) {
      const model::PortSet ports = likeliest_ports(transport, count);
      EXPECT_EQ(ports.size(transport), count);
      EXPECT_EQ(ports.size(), count);
      EXPECT_FALSE(ports.contains({0, transport}));
    }
    EXPECT_EQ(likeliest_ports(transport, 1'000'000).size(), 65535U);
  }
}

TEST(Ranking, more_ports_contain_the_fewer) {
  model::PortSet fewer = likeliest_ports(Transport::tcp, 100);
  const model::PortSet more = likeliest_ports(Transport::tcp, 1000);
  for (std::size_t i = 0; i < fewer.size(); ++i) {
    EXPECT_TRUE(more.contains({fewer.at(Transport::tcp, i), Transport::tcp}));
  }
}

TEST(Ranking, begins_with_what_everybody_meets) {
  const model::PortSet tcp = likeliest_ports(Transport::tcp, 20);
  for (const int number : {80, 443, 25, 110, 143, 22, 21, 53, 3389, 23, 139, 445}) {
    const auto port = static_cast<std::uint16_t>(number);
    EXPECT_TRUE(tcp.contains({port, Transport::tcp})) << port;
  }
  const model::PortSet udp = likeliest_ports(Transport::udp, 10);
  for (const int number : {53, 123, 161, 137, 67}) {
    const auto port = static_cast<std::uint16_t>(number);
    EXPECT_TRUE(udp.contains({port, Transport::udp})) << port;
  }
}

}  // namespace
}  // namespace minato::registry
