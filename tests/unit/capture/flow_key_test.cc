// Keys of conversations.
#include "capture/flow_key.h"

#include <gtest/gtest.h>

namespace minato::capture {
namespace {

TEST(FlowKey, is_the_same_for_both_ways) {
  const FlowEnd client{{10, 0, 0, 9}, 51514};
  const FlowEnd server{{10, 0, 0, 5}, 443};
  const KeyedWay there = key_of(Carrier::tcp, model::Family::ipv4, client, server);
  const KeyedWay back = key_of(Carrier::tcp, model::Family::ipv4, server, client);
  EXPECT_EQ(there.key, back.key);
  EXPECT_EQ(there.key.hash(7), back.key.hash(7));
  EXPECT_NE(there.way, back.way);
  EXPECT_EQ(to_text(there.key.low()), "10.0.0.5:443/tcp");
  EXPECT_EQ(to_text(there.key.high()), "10.0.0.9:51514/tcp");
}

TEST(FlowKey, tells_carriers_and_families_apart) {
  const FlowEnd client{{10, 0, 0, 9}, 5};
  const FlowEnd server{{10, 0, 0, 5}, 53};
  const KeyedWay tcp = key_of(Carrier::tcp, model::Family::ipv4, client, server);
  EXPECT_FALSE(tcp.key == key_of(Carrier::udp, model::Family::ipv4, client, server).key);
  EXPECT_FALSE(tcp.key == key_of(Carrier::tcp, model::Family::ipv6, client, server).key);
}

TEST(FlowKey, hashes_differently_with_another_seed) {
  const KeyedWay keyed = key_of(Carrier::tcp, model::Family::ipv4, {{1}, 1}, {{2}, 2});
  EXPECT_NE(keyed.key.hash(1), keyed.key.hash(2));
}

}  // namespace
}  // namespace minato::capture
