// Ring files of `minato capture --write`.
#include "cli/capture/trace_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace minato::cli {
namespace {

constexpr std::uint16_t kEthernet = 1;

class TraceFiles : public testing::Test {
 protected:
  void SetUp() override {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("trace_") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return (folder_ / "ring.pcapng").string(); }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      found.push_back(entry.path().filename().string());
    }
    std::ranges::sort(found);
    return found;
  }
  /// `count` packets of 600 bytes, one a second.
  static void fill(TraceFile& trace, int count) {
    const std::vector<std::uint8_t> bytes(600);
    for (int i = 0; i < count; ++i) {
      constexpr std::int64_t kSecond = 1'000'000'000;
      wire::CapturedFrame frame;
      frame.time_ns = (i + 1) * kSecond;
      frame.original_bytes = 600;
      frame.bytes = bytes;
      trace.add(frame, 0);
      trace.write([](std::uint32_t) { return std::string(); });
    }
  }

  std::filesystem::path folder_;  // NOLINT(readability-identifier-naming): of the fixture
};

TEST_F(TraceFiles, stay_one_under_its_own_name_without_a_limit) {
  auto trace = TraceFile::create(path(), kEthernet, "eth0");
  ASSERT_TRUE(trace);
  fill(*trace, 10);
  EXPECT_TRUE(trace->close());
  EXPECT_THAT(names(), testing::ElementsAre("ring.pcapng"));
}

TEST_F(TraceFiles, go_on_in_the_next_when_one_is_full) {
  auto trace = TraceFile::create(path(), kEthernet, "eth0", {.most_bytes = 1000});
  ASSERT_TRUE(trace);
  fill(*trace, 5);
  EXPECT_TRUE(trace->close());
  EXPECT_THAT(names(),
              testing::ElementsAre("ring-00001.pcapng", "ring-00002.pcapng", "ring-00003.pcapng"));
}

TEST_F(TraceFiles, begin_anew_with_the_time_and_keep_the_newest) {
  auto trace =
      TraceFile::create(path(), kEthernet, "eth0", {.most_ns = 2'000'000'000, .most_files = 2});
  ASSERT_TRUE(trace);
  fill(*trace, 9);
  EXPECT_TRUE(trace->close());
  EXPECT_THAT(names(), testing::ElementsAre("ring-00004.pcapng", "ring-00005.pcapng"));
}

TEST_F(TraceFiles, tell_at_the_end_that_the_next_could_not_be_made) {
  auto trace = TraceFile::create(path(), kEthernet, "eth0", {.most_bytes = 1000});
  ASSERT_TRUE(trace);
  std::filesystem::remove_all(folder_);
  fill(*trace, 5);
  EXPECT_FALSE(trace->state());
  EXPECT_FALSE(trace->close());
}

}  // namespace
}  // namespace minato::cli
