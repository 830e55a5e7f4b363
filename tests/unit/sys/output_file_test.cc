// Files that grow: what is there while they do, and what happens when the disk is full.
#include "sys/output_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace minato::sys {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class OutputFileTest : public ::testing::Test {
 protected:
  OutputFileTest()
      : path_(std::filesystem::temp_directory_path() /
              ("minato-output-" +
               std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())) {}
  ~OutputFileTest() override { std::filesystem::remove(path_); }
  std::filesystem::path path_;
};

TEST_F(OutputFileTest, what_was_flushed_is_there_before_the_end) {
  auto file = OutputFile::create(path_.string()).value();
  file.write("one\n");
  EXPECT_EQ(content(path_), "");
  file.flush();
  EXPECT_EQ(content(path_), "one\n");
  file.write(std::string(200'000, 'x'));
  EXPECT_GT(content(path_).size(), 100'000U);
  ASSERT_TRUE(file.close());
  EXPECT_EQ(content(path_).size(), 200'004U);
}

TEST_F(OutputFileTest, empties_a_file_that_was_there) {
  std::ofstream(path_) << "old";
  ASSERT_TRUE(OutputFile::create(path_.string()).value().close());
  EXPECT_EQ(content(path_), "");
}

TEST(OutputFile, a_full_disk_is_told_once_and_for_all) {
  auto file = OutputFile::create("/dev/full").value();
  file.write("lost");
  file.flush();
  EXPECT_FALSE(file.state());
  file.write(std::string(200'000, 'x'));
  const auto closed = file.close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().errno_value, ENOSPC);
}

TEST(OutputFile, a_folder_that_is_not_there_is_an_error_with_its_name) {
  const auto file = OutputFile::create("/no/such/folder/file");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, base::ErrorCode::not_found);
}

}  // namespace
}  // namespace minato::sys
