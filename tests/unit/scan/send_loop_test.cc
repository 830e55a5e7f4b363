// Whole scans over a simulated network: every open port is found, nothing is invented, and time and
// packets stay within what the path allows.
#include "scan/send_loop.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "scan/probe_kinds.h"
#include "unit/scan/simulated_scan.h"

namespace minato::scan {
namespace {

using namespace std::chrono_literals;

/// Every `every`-th port open, the rest as given.
Behavior open_every(int every, Treatment rest) {
  return [=](const model::IpAddress&, std::uint16_t port) {
    return port % every == 3 ? Treatment::open : rest;
  };
}

std::size_t opens(const ScanSetup& setup, int every) {
  std::size_t count = 0;
  for (int port = 1; port <= setup.ports; ++port) count += port % every == 3 ? 1 : 0;
  return count * setup.hosts;
}

TEST(SendLoop, finds_every_port_of_a_host_that_answers_and_stops_at_once) {
  const ScanSetup setup{.ports = 65535};
  const Outcome o = simulate(setup, {}, open_every(16, Treatment::closed));
  EXPECT_EQ(o.with(model::PortState::open), opens(setup, 16));
  EXPECT_EQ(o.results.size(), 65535U);
  EXPECT_EQ(o.with(model::PortState::filtered), 0U);
  EXPECT_EQ(o.repeated, 0U);
  EXPECT_EQ(o.counts.retries, 0U);
  EXPECT_LT(o.seconds, 0.25);
}

/// Paths on which every port answers: nothing may be missed, and few packets wasted.
struct AnsweringPath {
  const char* name;
  ScanSetup setup;
  SimulatedPath path;
  double most_seconds;
  double most_frames_a_port;
};

TEST(SendLoop, loses_nothing_on_lossy_slow_and_long_paths) {
  const AnsweringPath table[] = {
      {"1% and 20 ms", {.ports = 65535}, {.delay = 10ms, .loss = 0.005}, 1, 1.1},
      {"5%", {.ports = 8192}, {.loss = 0.025}, 0.5, 1.2},
      {"20%", {.ports = 8192}, {.loss = 0.1}, 2, 1.4},
      {"5% in bursts", {.ports = 8192}, {.loss = 0.05, .burst = 20}, 2, 1.4},
      {"1 Mbit/s", {.ports = 8192}, {.delay = 10ms, .bottleneck_pps = 2000}, 6, 1.5},
      {"10 Mbit/s", {.ports = 8192}, {.delay = 1ms, .bottleneck_pps = 20000}, 1, 2},
      {"10 Mbit/s, tiny buffer",
       {.ports = 65535},
       {.delay = 1ms, .bottleneck_pps = 20000, .buffer_packets = 8},
       5,
       1.5},
      {"200 ms", {.ports = 8192}, {.delay = 100ms}, 3, 1.1},
      {"1 Mbit/s and 200 ms", {.ports = 8192}, {.delay = 100ms, .bottleneck_pps = 2000}, 8, 1.6},
      {"reordered and doubled",
       {.ports = 8192},
       {.delay = 5ms, .jitter = 5ms, .duplicates = 0.2},
       2,
       1.1},
      {"64 hosts, 5%", {.hosts = 64, .ports = 1000}, {.loss = 0.025}, 1, 1.3},
      {"64 hosts, 1 Mbit/s",
       {.hosts = 64, .ports = 300},
       {.delay = 10ms, .bottleneck_pps = 2000},
       25,
       1.6},
  };
  for (const AnsweringPath& row : table) {
    const Outcome o = simulate(row.setup, row.path, open_every(20, Treatment::closed));
    EXPECT_EQ(o.with(model::PortState::open), opens(row.setup, 20)) << row.name;
    EXPECT_EQ(o.with(model::PortState::filtered), 0U) << row.name;
    EXPECT_EQ(o.results.size(), std::size_t{row.setup.hosts} * row.setup.ports) << row.name;
    EXPECT_EQ(o.repeated, 0U) << row.name;
    EXPECT_LT(o.seconds, row.most_seconds) << row.name;
    EXPECT_LT(static_cast<double>(o.frames),
              row.most_frames_a_port * static_cast<double>(o.results.size()))
        << row.name;
  }
}

TEST(SendLoop, tries_silent_ports_again_for_all_at_once) {
  const ScanSetup setup{.ports = 65535};
  const Outcome o = simulate(setup, {}, open_every(13107, Treatment::silent));
  EXPECT_EQ(o.with(model::PortState::open), 5U);
  EXPECT_EQ(o.with(model::PortState::filtered), 65530U);
  EXPECT_EQ(o.repeated, 0U);
  EXPECT_LT(o.counts.retries, 4U * 65535);
  EXPECT_LT(o.seconds, 6);
}

TEST(SendLoop, tries_more_often_the_more_is_lost) {
  const ScanSetup setup{.ports = 8192};
  const Outcome clean = simulate(setup, {}, open_every(20, Treatment::silent));
  const Outcome lossy = simulate(setup, {.loss = 0.1}, open_every(20, Treatment::silent));
  EXPECT_EQ(clean.with(model::PortState::open), opens(setup, 20));
  EXPECT_EQ(lossy.with(model::PortState::open), opens(setup, 20));
  EXPECT_LT(clean.counts.retries, 4U * 8192);
  EXPECT_GT(lossy.counts.retries, 8U * 8000);
}

TEST(SendLoop, never_floods_a_slow_link_whose_hosts_are_silent) {
  const ScanSetup setup{.ports = 8192};
  const SimulatedPath slow{.delay = 10ms, .bottleneck_pps = 2000};
  const Outcome o = simulate(setup, slow, open_every(20, Treatment::silent));
  EXPECT_EQ(o.with(model::PortState::open), opens(setup, 20));
  EXPECT_LT(static_cast<double>(o.dropped), 0.1 * static_cast<double>(o.frames));
  EXPECT_LT(o.seconds, 60);
}

TEST(SendLoop, is_not_held_up_by_hosts_that_limit_their_icmp_errors) {
  const ScanSetup setup{.ports = 8192};
  const Outcome o = simulate(setup, {.icmp_pps = 1}, open_every(20, Treatment::rejected));
  EXPECT_EQ(o.with(model::PortState::open), opens(setup, 20));
  EXPECT_EQ(o.with(model::PortState::filtered), 8192 - opens(setup, 20));
  EXPECT_LT(o.seconds, 1);
  const auto rejected = std::ranges::count_if(o.results, [](const auto& entry) {
    return entry.second.reason == model::Reason::port_unreach;
  });
  EXPECT_GE(rejected, 6);
}

TEST(SendLoop, asks_at_the_pace_of_hosts_that_limit_their_refusals_while_that_takes_seconds) {
  const ScanSetup setup{.ports = 1000};
  const Outcome errors = simulate(setup, {.icmp_pps = 500}, open_every(50, Treatment::rejected));
  const Outcome resets = simulate(setup, {.reset_pps = 500}, open_every(50, Treatment::closed));
  for (const Outcome& o : {errors, resets}) {
    EXPECT_EQ(o.with(model::PortState::open), 20U);
    EXPECT_LT(o.seconds, 10);
    const auto silent = std::ranges::count_if(o.results, [](const auto& entry) {
      return entry.second.reason == model::Reason::no_response;
    });
    EXPECT_EQ(silent, 0);
  }
}

TEST(SendLoop, gives_a_silent_host_few_tries) {
  const Outcome o = simulate({.ports = 1000}, {}, open_every(10000, Treatment::silent));
  EXPECT_EQ(o.with(model::PortState::filtered), 999U);
  const Outcome none = simulate({.ports = 2}, {}, open_every(10000, Treatment::silent));
  EXPECT_EQ(none.with(model::PortState::filtered), 2U);
  EXPECT_EQ(none.counts.retries, 4U);
}

TEST(SendLoop, finds_one_port_of_many_hosts) {
  const Outcome o = simulate({.hosts = 65536, .ports = 1}, {}, open_every(1000, Treatment::open));
  EXPECT_EQ(o.with(model::PortState::open), 65536U);
  EXPECT_EQ(o.counts.retries, 0U);
  EXPECT_LT(o.seconds, 0.5);
}

TEST(SendLoop, tells_open_udp_ports_from_refused_and_silent_ones) {
  ScanSetup setup{.kind = &kUdp, .ports = 1000};
  const Outcome o = simulate(setup, {.icmp_pps = 1e6}, open_every(200, Treatment::rejected));
  EXPECT_EQ(o.with(model::PortState::open), 5U);
  EXPECT_EQ(o.with(model::PortState::closed), 995U);
  const Outcome limited = simulate(setup, {.icmp_pps = 1}, open_every(200, Treatment::rejected));
  EXPECT_EQ(limited.with(model::PortState::open), 5U);
  EXPECT_GT(limited.with(model::PortState::open_or_filtered), 900U);
  EXPECT_LT(limited.seconds, 2);
}

TEST(SendLoop, keeps_to_the_rate_that_the_user_allows) {
  ScanSetup setup{.ports = 2000};
  setup.scheduler.limits.most_pps = 1000;
  const Outcome o = simulate(setup, {}, open_every(20, Treatment::closed));
  EXPECT_EQ(o.results.size(), 2000U);
  EXPECT_GT(o.seconds, 1.8);
}

}  // namespace
}  // namespace minato::scan
