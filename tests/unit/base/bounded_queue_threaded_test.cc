// The queue between threads.
#include "base/bounded_queue.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace minato::base {
namespace {

TEST(BoundedQueue, hands_over_every_value_once_and_ends_when_closed) {
  BoundedQueue<int> queue(2);
  std::jthread writer([&] {
    for (int i = 0; i < 1000; ++i) queue.push(i);
    queue.close();
  });
  int expected = 0;
  while (const auto value = queue.pop()) EXPECT_EQ(*value, expected++);
  EXPECT_EQ(expected, 1000);
  EXPECT_FALSE(queue.push(1)) << "a closed queue takes nothing";
}

TEST(BoundedQueue, wakes_every_writer_that_waits_when_it_closes) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(0));
  std::vector<std::jthread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] { EXPECT_FALSE(queue.push(1)); });
  }
  queue.close();
  writers.clear();
  EXPECT_EQ(queue.pop(), 0) << "what was in it is still handed out";
  EXPECT_FALSE(queue.pop());
}

}  // namespace
}  // namespace minato::base
