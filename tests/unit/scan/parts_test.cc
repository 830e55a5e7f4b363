// The small parts of the sender: window, estimates, canaries, ring.
#include <gtest/gtest.h>

#include <thread>

#include "scan/canary.h"
#include "scan/loss_estimate.h"
#include "scan/probe_window.h"
#include "scan/rtt_estimate.h"
#include "scan/spsc_ring.h"

namespace minato::scan {
namespace {

using namespace std::chrono_literals;

TEST(ProbeWindow, remembers_tries_and_times_while_it_slides) {
  ProbeWindow window(4);
  for (int i = 0; i < 4; ++i) window.begin();
  EXPECT_TRUE(window.full());
  window.on_sent(2, 1s);
  window.on_sent(2, 2s);
  EXPECT_EQ(window.tries(2), 2U);
  EXPECT_EQ(window.since_sent(2, 2s + 500us), 500us);
  window.finish(0);
  EXPECT_EQ(window.begin(), 4U);
  EXPECT_EQ(window.tries(4), 0U);
  EXPECT_FALSE(window.is_done(4));
  EXPECT_FALSE(window.contains(0));
  EXPECT_TRUE(window.contains(4));
}

TEST(ProbeWindow, queues_positions_across_the_seam) {
  ProbeWindow window(3);
  for (int i = 0; i < 3; ++i) window.begin();
  window.finish(0);
  window.begin();  // position 3 in the slot of position 0
  ProbeQueue queue;
  for (const Position p : {2U, 3U, 1U}) window.push(queue, p);
  EXPECT_EQ(queue.length, 3U);
  EXPECT_TRUE(window.is_queued(3));
  EXPECT_EQ(window.pop(queue), 2U);
  EXPECT_EQ(window.pop(queue), 3U);
  EXPECT_EQ(window.front(queue), 1U);
  EXPECT_EQ(window.pop(queue), 1U);
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(window.is_queued(1));
}

TEST(ProbeWindow, moves_past_all_that_is_done_once_its_oldest_is) {
  ProbeWindow window(4);
  for (int i = 0; i < 4; ++i) window.begin();
  window.finish(1);
  window.finish(2);
  EXPECT_EQ(window.base(), 0U);
  EXPECT_TRUE(window.full());
  window.finish(0);
  EXPECT_EQ(window.base(), 3U);
  EXPECT_EQ(window.begin(), 4U);
}

TEST(ProbeWindow, takes_positions_out_of_any_place_of_a_queue) {
  ProbeWindow window(5);
  ProbeQueue queue;
  for (int i = 0; i < 5; ++i) window.push(queue, window.begin());
  for (const Position p : {2U, 0U, 4U}) {
    window.remove(queue, p);
    EXPECT_FALSE(window.is_queued(p));
  }
  EXPECT_EQ(queue.length, 2U);
  window.push(queue, 0);
  for (const Position p : {1U, 3U, 0U}) EXPECT_EQ(window.pop(queue), p);
  EXPECT_TRUE(queue.empty());
}

TEST(ProbeWindow, takes_an_answer_that_is_older_than_the_last_try_for_no_time) {
  ProbeWindow window(1);
  window.begin();
  window.on_sent(0, 10s);
  EXPECT_EQ(window.since_sent(0, 10s - 3ms), 0s);
  EXPECT_EQ(window.since_sent(0, 10s + 3ms), 3ms);
}

TEST(ProbeWindow, counts_tries_up_to_fifteen) {
  ProbeWindow window(1);
  window.begin();
  for (int i = 0; i < 20; ++i) window.on_sent(0, 1s);
  EXPECT_EQ(window.tries(0), ProbeWindow::kMostTries);
}

TEST(RttEstimate, follows_rfc_6298) {
  RttEstimate rtt;
  EXPECT_FALSE(rtt.known());
  rtt.add(100ms);
  EXPECT_EQ(rtt.smoothed(), 100ms);
  EXPECT_EQ(rtt.timeout(), 310ms);
  for (int i = 0; i < 100; ++i) rtt.add(100ms);
  EXPECT_LT(rtt.timeout(), 115ms);
  rtt.add(50ms);
  EXPECT_EQ(rtt.base(), 50ms);
}

TEST(LossEstimate, learns_from_answers_to_later_tries) {
  LossEstimate loss;
  for (int i = 0; i < 80; ++i) loss.on_answer(0);
  for (int i = 0; i < 20; ++i) loss.on_answer(1);
  EXPECT_NEAR(loss.rate(0), 20.0 / 120, 0.01);
  EXPECT_GT(loss.upper_rate(0), loss.rate(0));
}

TEST(LossEstimate, wants_as_many_tries_as_one_in_a_million_needs) {
  EXPECT_EQ(tries_needed(0.001, 1, 2, 15), 2U);
  EXPECT_EQ(tries_needed(0.01, 1, 2, 15), 3U);
  EXPECT_EQ(tries_needed(0.2, 400, 2, 15), 13U);
  EXPECT_EQ(tries_needed(0.9, 400, 2, 15), 15U);
  EXPECT_EQ(tries_needed(0, 400, 2, 15), 2U);
}

TEST(CanaryFlight, tells_which_canary_came_back_and_which_never_did) {
  CanaryFlight flight;
  EXPECT_FALSE(flight.may_send(1s, 1ms));
  flight.change({.kind = CanaryKind::open_port});
  EXPECT_TRUE(flight.may_send(1s, 1ms));
  EXPECT_EQ(flight.on_sent(1s).number, 0);
  EXPECT_FALSE(flight.may_send(1s + 1ms, 1ms));
  EXPECT_TRUE(flight.may_send(1s + 6ms, 1ms));
  EXPECT_EQ(flight.on_sent(1s + 6ms).number, 1);
  EXPECT_EQ(flight.on_answer(1), Instant(1s + 6ms));
  EXPECT_FALSE(flight.on_answer(1));
  for (int i = 2; i < kCanaryNumbers; ++i) flight.on_sent(2s);
  EXPECT_TRUE(flight.on_sent(3s).one_was_lost);
  EXPECT_FALSE(flight.on_sent(3s).one_was_lost);
}

TEST(SpscRing, hands_every_value_over_in_order_between_threads) {
  SpscRing<int> ring(64);
  constexpr int kValues = 100'000;
  std::jthread writer([&] {
    for (int i = 0; i < kValues;) {
      if (ring.push(i)) {
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  });
  for (int expected = 0; expected < kValues;) {
    if (const auto value = ring.pop()) {
      ASSERT_EQ(*value, expected++);
    } else {
      std::this_thread::yield();
    }
  }
  EXPECT_FALSE(ring.pop());
}

TEST(SpscRing, turns_values_away_when_full) {
  SpscRing<int> ring(2);
  EXPECT_TRUE(ring.push(1));
  EXPECT_TRUE(ring.push(2));
  EXPECT_FALSE(ring.has_room());
  EXPECT_FALSE(ring.push(3));
  EXPECT_EQ(ring.pop(), 1);
  EXPECT_TRUE(ring.has_room());
}

}  // namespace
}  // namespace minato::scan
