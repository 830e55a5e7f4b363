// What holds for every scan, however small its window and rings, however bad its path: each
// position ends exactly once, and what the path lets through is found.
#include <gtest/gtest.h>

#include <array>
#include <ostream>

#include "scan/probe_kinds.h"
#include "unit/scan/simulated_scan.h"

namespace minato::scan {
namespace {

using namespace std::chrono_literals;

struct RandomCase {
  ScanSetup setup;
  SimulatedPath path;
  std::array<unsigned, 4> shares{};  ///< of open, closed, silent, rejected; in 16ths
};

std::ostream& operator<<(std::ostream& out, const RandomCase& one) {
  return out << "seed " << one.setup.seed << ": " << one.setup.hosts << " hosts x "
             << one.setup.ports << " ports, window " << one.setup.scheduler.window << ", shard "
             << one.setup.shard.index << "/" << one.setup.shard.count << ", rings "
             << one.setup.answer_ring << "/" << one.setup.result_ring << " taken "
             << one.setup.taken_a_step << ", loss " << one.path.loss << ", duplicates "
             << one.path.duplicates << ", delay " << seconds_of(one.path.delay) << ", jitter "
             << seconds_of(one.path.jitter) << ", bottleneck " << one.path.bottleneck_pps;
}

RandomCase draw(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto one_of = [&](auto... values) {
    const std::array choices = {values...};
    return choices[random() % choices.size()];
  };
  RandomCase one;
  one.setup.seed = seed;
  one.setup.hosts = one_of(1U, 1U, 3U, 40U, 300U);
  one.setup.ports = static_cast<std::uint16_t>(1 + random() % (one.setup.hosts > 50 ? 6 : 900));
  one.setup.scheduler.window = one_of(std::size_t{1}, std::size_t{2}, std::size_t{7},
                                      std::size_t{64}, std::size_t{1000}, std::size_t{1} << 20);
  // A window of few waits for each silent port.
  if (one.setup.scheduler.window < 10) {
    one.setup.hosts = std::min(one.setup.hosts, 3U);
    one.setup.ports = static_cast<std::uint16_t>(1 + one.setup.ports % 50);
  }
  one.setup.excluded_every = one_of(0U, 0U, 2U, 5U);
  one.setup.shard.count = one_of(1U, 1U, 3U);
  one.setup.shard.index = static_cast<std::uint32_t>(random() % one.setup.shard.count);
  one.setup.result_ring = one_of(std::size_t{1}, std::size_t{16}, std::size_t{1} << 16);
  one.setup.taken_a_step = one_of(std::size_t{1}, std::size_t{5}, std::size_t{1} << 16);
  one.path.delay = one_of(Duration(50us), Duration(3ms), Duration(40ms));
  one.path.jitter = one_of(Duration(0), Duration(0), Duration(2ms), Duration(30ms));
  one.path.loss = one_of(0.0, 0.0, 0.01, 0.05);
  one.path.duplicates = one_of(0.0, 0.3);
  one.path.bottleneck_pps = one_of(0.0, 0.0, 0.0, 5000.0);
  one.shares =
      one_of(std::array{16U, 0U, 0U, 0U}, std::array{1U, 15U, 0U, 0U}, std::array{1U, 0U, 15U, 0U},
             std::array{4U, 4U, 4U, 4U}, std::array{0U, 8U, 8U, 0U}, std::array{0U, 0U, 16U, 0U});
  return one;
}

Behavior behavior_of(const RandomCase& one) {
  return [shares = one.shares](const model::IpAddress& address, std::uint16_t port) {
    const std::uint32_t number = base::ByteReader(address.bytes()).u32() * 65536 + port;
    unsigned drawn = (number * 2654435761U >> 13) % 16;
    for (const Treatment treatment :
         {Treatment::open, Treatment::closed, Treatment::silent, Treatment::rejected}) {
      const unsigned share = shares[static_cast<std::size_t>(treatment)];
      if (drawn < share) return treatment;
      drawn -= share;
    }
    return Treatment::silent;
  };
}

model::PortState state_of(Treatment treatment) {
  switch (treatment) {
    case Treatment::open:
      return model::PortState::open;
    case Treatment::closed:
      return model::PortState::closed;
    case Treatment::silent:
    case Treatment::rejected:
      break;
  }
  return model::PortState::filtered;
}

model::Reason reason_of(Treatment treatment) {
  switch (treatment) {
    case Treatment::open:
      return model::Reason::syn_ack;
    case Treatment::closed:
      return model::Reason::reset;
    case Treatment::rejected:
      return model::Reason::port_unreach;
    case Treatment::silent:
      break;
  }
  return model::Reason::no_response;
}

TEST(SendLoopProperty, each_position_ends_exactly_once_and_rightly) {
  for (std::uint32_t seed = 1; seed <= 250; ++seed) {
    const RandomCase one = draw(seed);
    const Behavior behavior = behavior_of(one);
    const Outcome o = simulate(one.setup, one.path, behavior);
    ASSERT_TRUE(o.finished) << one << "; " << o.counts.answered << " answered, " << o.counts.silent
                            << " silent, " << o.counts.skipped << " skipped of " << o.positions
                            << " after " << o.counts.first_tries << " + " << o.counts.retries
                            << " tries";
    EXPECT_EQ(o.repeated, 0U) << one;
    EXPECT_EQ(o.counts.answered + o.counts.silent + o.counts.skipped, o.positions) << one;
    EXPECT_EQ(o.results.size(), o.counts.answered + o.counts.silent) << one;
    EXPECT_EQ(o.counts.first_tries, o.results.size()) << one;
    for (const auto& [where, result] : o.results) {
      const Treatment treatment = behavior(where.first, where.second);
      ASSERT_EQ(result.state, state_of(treatment)) << one << ", port " << where.second;
      ASSERT_EQ(result.reason, reason_of(treatment)) << one << ", port " << where.second;
    }
  }
}

}  // namespace
}  // namespace minato::scan
