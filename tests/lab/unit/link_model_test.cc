// The queueing model, wound by hand: no socket, no waiting.
#include "lab/link/link_model.h"

#include <gtest/gtest.h>

#include <vector>

namespace minato::lab {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

LinkShape shape(std::string_view text) { return parse_link_shape(text).value(); }

TEST(LinkModel, leaves_frames_alone_without_a_shape) {
  LinkModel model({}, 1);
  const Verdict verdict = model.admit(5ms, 60, false);
  EXPECT_EQ(verdict.copies, 1U);
  EXPECT_EQ(verdict.release[0], 5ms);
}

TEST(LinkModel, delays_every_frame_by_the_same_time) {
  LinkModel model(shape("delay=25ms"), 1);
  EXPECT_EQ(model.admit(0ms, 60, false).release[0], 25ms);
  EXPECT_EQ(model.admit(7us, 1500, false).release[0], 25ms + 7us);
}

TEST(LinkModel, jitter_stays_in_its_range_and_keeps_the_order) {
  LinkModel model(shape("delay=10ms,jitter=4ms"), 3);
  nanoseconds last{0};
  nanoseconds least{1s};
  nanoseconds most{0};
  for (int i = 0; i < 10'000; ++i) {
    const nanoseconds now = i * 20ms;  // far enough apart for the order not to push
    const nanoseconds release = model.admit(now, 60, false).release[0];
    EXPECT_GE(release, last);
    last = release;
    least = std::min(least, release - now);
    most = std::max(most, release - now);
  }
  EXPECT_GE(least, 10ms);
  EXPECT_LT(least, 10100us);
  EXPECT_LE(most, 14ms);
  EXPECT_GT(most, 13900us);
}

TEST(LinkModel, keeps_the_order_of_frames_that_come_together) {
  LinkModel model(shape("jitter=50ms"), 3);
  nanoseconds last{0};
  for (int i = 0; i < 1000; ++i) {
    const nanoseconds release = model.admit(nanoseconds{i}, 60, false).release[0];
    EXPECT_GE(release, last);
    last = release;
  }
}

TEST(LinkModel, a_bottleneck_spaces_frames_by_their_length) {
  LinkModel model(shape("rate=8mbit,buffer=10kB"), 1);  // one byte a microsecond
  EXPECT_EQ(model.admit(0us, 1000, false).release[0], 1000us);
  EXPECT_EQ(model.admit(0us, 500, false).release[0], 1500us);
  EXPECT_EQ(model.admit(10ms, 60, false).release[0], 10ms + 60us);
}

TEST(LinkModel, overhead_counts_at_the_bottleneck) {
  LinkModel model(shape("rate=8mbit,buffer=10kB,overhead=24"), 1);
  EXPECT_EQ(model.admit(0us, 60, false).release[0], 84us);
}

TEST(LinkModel, a_full_queue_drops_what_comes_last) {
  LinkModel model(shape("rate=8mbit,buffer=3000B"), 1);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(model.admit(0us, 1000, false).copies, 1U);
  EXPECT_EQ(model.admit(0us, 1000, false).copies, 0U);
  EXPECT_EQ(model.admit(999us, 1000, false).copies, 0U) << "one byte is still in the way";
  EXPECT_EQ(model.admit(1000us, 1000, false).release[0], 4000us);
  EXPECT_EQ(model.counts().tail_dropped, 2U);
  EXPECT_EQ(model.counts().received, 6U);
  EXPECT_EQ(model.counts().delivered, 4U);
}

TEST(LinkModel, an_overloaded_bottleneck_delivers_exactly_its_rate) {
  LinkModel model(shape("rate=1mbit,buffer=4kB"), 1);
  nanoseconds last{0};
  for (int i = 0; i < 100'000; ++i) {  // 48 Mbit/s offered for 1 s
    const Verdict verdict = model.admit(i * 10us, 60, false);
    if (verdict.copies > 0) last = verdict.release[0];
  }
  const double seconds = std::chrono::duration<double>(last).count();
  EXPECT_NEAR(static_cast<double>(model.counts().delivered_bytes) * 8 / seconds, 1e6, 1e3);
}

TEST(LinkModel, loses_the_share_that_was_asked_for) {
  LinkModel model(shape("loss=5%"), 42);
  int runs = 0;
  bool before = false;
  for (int i = 0; i < 100'000; ++i) {
    const bool lost = model.admit(nanoseconds{i}, 60, false).copies == 0;
    if (lost && !before) ++runs;
    before = lost;
  }
  EXPECT_NEAR(static_cast<double>(model.counts().lost), 5000, 210);  // three deviations
  EXPECT_NEAR(static_cast<double>(model.counts().lost) / runs, 1 / 0.95, 0.03);
}

TEST(LinkModel, bursts_lose_the_same_share_in_longer_runs) {
  LinkModel model(shape("loss=5%,burst=10"), 42);
  int runs = 0;
  bool before = false;
  for (int i = 0; i < 400'000; ++i) {
    const bool lost = model.admit(nanoseconds{i}, 60, false).copies == 0;
    if (lost && !before) ++runs;
    before = lost;
  }
  EXPECT_NEAR(static_cast<double>(model.counts().lost), 20'000, 1900);
  EXPECT_NEAR(static_cast<double>(model.counts().lost) / runs, 10, 0.7);
}

TEST(LinkModel, a_dead_link_loses_everything) {
  for (const char* text : {"loss=100%", "loss=1,burst=5"}) {
    LinkModel model(shape(text), 1);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(model.admit(nanoseconds{i}, 60, false).copies, 0U);
  }
}

TEST(LinkModel, the_seed_decides_which_frames_are_lost) {
  const auto fates = [](std::uint64_t seed) {
    LinkModel model(shape("loss=30%,jitter=1ms,duplicate=3%"), seed);
    std::vector<nanoseconds> times;
    for (int i = 0; i < 200; ++i) {
      const Verdict verdict = model.admit(i * 2ms, 60, false);
      times.push_back(verdict.copies == 0 ? nanoseconds{-1} : verdict.release[0]);
    }
    return times;
  };
  EXPECT_EQ(fates(7), fates(7));
  EXPECT_NE(fates(7), fates(8));
}

TEST(LinkModel, duplicates_the_share_that_was_asked_for) {
  LinkModel model(shape("duplicate=10%"), 5);
  int twice = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Verdict verdict = model.admit(nanoseconds{i}, 60, false);
    if (verdict.copies == 2) ++twice;
    EXPECT_EQ(verdict.release[0], verdict.release[1]);
  }
  EXPECT_NEAR(twice, 1000, 90);
  EXPECT_EQ(model.counts().delivered, 10'000U + static_cast<unsigned>(twice));
}

TEST(LinkModel, reordered_frames_are_overtaken_and_others_are_not) {
  LinkModel model(shape("delay=1ms,reorder=10%,reorder-by=5ms"), 5);
  int held = 0;
  for (int i = 0; i < 10'000; ++i) {
    const nanoseconds wait = model.admit(i * 100us, 60, false).release[0] - i * 100us;
    if (wait == 6ms) ++held;
    EXPECT_TRUE(wait == 1ms || wait == 6ms) << wait.count();
  }
  EXPECT_NEAR(held, 1000, 90);
}

TEST(LinkModel, limits_icmp_errors_and_nothing_else) {
  LinkModel model(shape("icmp-rate=100,icmp-burst=5"), 1);
  int passed = 0;
  for (int i = 0; i < 1000; ++i) {  // 1,000 a second, for a second
    passed += static_cast<int>(model.admit(i * 1ms, 70, true).copies);
    EXPECT_EQ(model.admit(i * 1ms, 70, false).copies, 1U);
  }
  EXPECT_NEAR(passed, 105, 1);
}

TEST(LinkShape, reads_every_item) {
  const LinkShape read = shape(
      "delay=25ms,jitter=200us,loss=1%,burst=4,duplicate=0.5%,reorder=0.02,reorder-by=5ms,"
      "rate=10mbit,buffer=30kB,overhead=24,icmp-rate=1000,icmp-burst=50");
  const LinkShape wanted{.delay = 25ms,
                         .jitter = 200us,
                         .loss = 0.01,
                         .loss_burst = 4,
                         .duplicate = 0.005,
                         .reorder = 0.02,
                         .reorder_by = 5ms,
                         .rate_bps = 10'000'000,
                         .buffer_bytes = 30'000,
                         .overhead_bytes = 24,
                         .icmp_rate = 1000,
                         .icmp_burst = 50};
  EXPECT_EQ(read, wanted);
}

TEST(LinkShape, a_rate_without_a_buffer_gets_a_small_one) {
  EXPECT_EQ(shape("rate=1mbit").buffer_bytes, kDefaultBufferBytes);
  EXPECT_EQ(shape("").buffer_bytes, 0U);
}

TEST(LinkShape, names_the_item_that_is_wrong) {
  for (const char* text : {"delay=fast", "loss=101%", "loss=-1%", "rate=10", "speed=3", "delay",
                           "burst=0", "delay=5ms,,loss=1%", "buffer=1x", "delay=nan"}) {
    EXPECT_FALSE(parse_link_shape(text).has_value()) << text;
  }
  EXPECT_NE(parse_link_shape("delay=5ms,loss=2x").error().find("loss=2x"), std::string::npos);
}

}  // namespace
}  // namespace minato::lab
