// Frames wait in bounded memory and leave in the order of their times.
#include "lab/ends/delay_line.h"

#include <gtest/gtest.h>

#include "lab/ends/random.h"

namespace minato::lab {
namespace {

using namespace std::chrono_literals;

std::vector<std::uint8_t> frame(std::size_t bytes, std::uint8_t mark) {
  return std::vector<std::uint8_t>(bytes, mark);
}

std::vector<std::uint8_t> marks_due(DelayLine& line, std::chrono::nanoseconds now) {
  std::vector<DelayLine::Waiting> due;
  line.take_due(now, 1000, due);
  std::vector<std::uint8_t> marks;
  marks.reserve(due.size());
  for (const auto& waiting : due) marks.push_back(line.bytes_of(waiting)[0]);
  line.finish(due);
  return marks;
}

TEST(DelayLine, frames_leave_when_they_are_due_and_not_before) {
  DelayLine line(10, 10);
  EXPECT_TRUE(line.push(3ms, frame(60, 3)));
  EXPECT_TRUE(line.push(1ms, frame(1500, 1)));
  EXPECT_TRUE(line.push(2ms, frame(60, 2)));
  EXPECT_EQ(line.next_release(), 1ms);
  EXPECT_EQ(marks_due(line, 999us), std::vector<std::uint8_t>{});
  EXPECT_EQ(marks_due(line, 2ms), (std::vector<std::uint8_t>{1, 2}));
  EXPECT_EQ(marks_due(line, 1s), std::vector<std::uint8_t>{3});
  EXPECT_TRUE(line.empty());
}

TEST(DelayLine, equal_times_keep_the_order_of_arrival) {
  DelayLine line(100, 1);
  for (std::uint8_t i = 0; i < 100; ++i) EXPECT_TRUE(line.push(1ms, frame(60, i)));
  const auto marks = marks_due(line, 1ms);
  ASSERT_EQ(marks.size(), 100U);
  for (std::uint8_t i = 0; i < 100; ++i) EXPECT_EQ(marks[i], i);
}

TEST(DelayLine, refuses_more_than_it_was_made_for) {
  DelayLine line(2, 1);
  EXPECT_TRUE(line.push(1ms, frame(60, 1)));
  EXPECT_TRUE(line.push(1ms, frame(kSmallFrame, 1)));
  EXPECT_FALSE(line.push(1ms, frame(60, 1)));
  EXPECT_TRUE(line.push(1ms, frame(kSmallFrame + 1, 1)));
  EXPECT_FALSE(line.push(1ms, frame(kLongestFrame, 1)));
  EXPECT_FALSE(line.push(1ms, frame(kLongestFrame + 1, 1)));
  EXPECT_EQ(marks_due(line, 1ms).size(), 3U);
  EXPECT_TRUE(line.push(1ms, frame(60, 1)));
  EXPECT_TRUE(line.push(1ms, frame(kLongestFrame, 1)));
}

TEST(DelayLine, unsent_frames_keep_their_places) {
  DelayLine line(10, 1);
  for (std::uint8_t i = 0; i < 4; ++i) EXPECT_TRUE(line.push(1ms, frame(60, i)));
  std::vector<DelayLine::Waiting> due;
  line.take_due(1ms, 3, due);
  line.finish(std::span(due).first(1));
  line.put_back(std::span(due).subspan(1));
  EXPECT_EQ(marks_due(line, 1ms), (std::vector<std::uint8_t>{1, 2, 3}));
}

TEST(DelayLine, slots_are_used_again_without_mixing_frames) {
  DelayLine line(64, 8);
  Random random(9);
  std::chrono::nanoseconds now{0};
  std::uint8_t next = 0;
  for (int round = 0; round < 10'000; ++round) {
    now += 1us;
    const std::size_t bytes = random.chance(0.1) ? 1500 : 60;
    static_cast<void>(
        line.push(now + std::chrono::nanoseconds{random.next() % 20'000}, frame(bytes, next++)));
    std::vector<DelayLine::Waiting> due;
    line.take_due(now, 1000, due);
    for (const auto& waiting : due) {
      const auto bytes_of = line.bytes_of(waiting);
      EXPECT_EQ(bytes_of.front(), bytes_of.back());
    }
    line.finish(due);
  }
}

}  // namespace
}  // namespace minato::lab
