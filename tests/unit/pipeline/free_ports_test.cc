// Choosing ports for programs that need one.
#include "pipeline/free_ports.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "registry/names.h"

namespace minato::pipeline {
namespace {

using model::Transport;

bool always(model::Port) { return true; }

TEST(FreePorts, offers_user_ports_that_no_service_is_known_for) {
  for (const std::uint64_t seed : {0ULL, 1ULL, 123456789ULL, ~0ULL}) {
    const auto ports = choose_free_ports({.count = 100, .seed = seed}, always);
    ASSERT_EQ(ports.size(), 100U);
    EXPECT_EQ(std::set(ports.begin(), ports.end()).size(), 100U) << "each once";
    for (const std::uint16_t port : ports) {
      EXPECT_EQ(model::range_of(port), model::PortRange::user);
      EXPECT_EQ(registry::name_of({port, Transport::tcp}), "");
    }
  }
}

TEST(FreePorts, stays_inside_the_range_that_was_named_and_avoids_what_is_taken) {
  FreePortWish wish{.count = 5, .leave_known = false, .seed = 42};
  wish.range.add(Transport::tcp, {3000, 3004});
  wish.avoid.add(Transport::tcp, {3001, 3001});
  auto ports = choose_free_ports(wish, [](model::Port p) { return p.number != 3003; });
  std::ranges::sort(ports);
  EXPECT_EQ(ports, (std::vector<std::uint16_t>{3000, 3002, 3004}));
}

TEST(FreePorts, asks_about_each_candidate_at_most_once) {
  FreePortWish wish{.count = 10, .leave_known = false, .seed = 7};
  wish.range.add(Transport::tcp, {100, 163});
  int asked = 0;
  EXPECT_TRUE(choose_free_ports(wish, [&](model::Port) { return ++asked == 0; }).empty());
  EXPECT_EQ(asked, 64);
}

TEST(FreePorts, never_offers_port_zero) {
  FreePortWish wish{.count = 2, .leave_known = false};
  wish.range.add(Transport::tcp, {0, 0});
  EXPECT_TRUE(choose_free_ports(wish, always).empty());
}

}  // namespace
}  // namespace minato::pipeline
