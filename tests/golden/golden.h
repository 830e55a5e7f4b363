// Expected texts as files: expected/<name> below this folder. MINATO_REFRESH_GOLDEN=1 writes them
// anew; look at the difference with git before you commit it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace minato::golden {

/// Compares `actual` with the file, or writes the file when asked to.
inline void expect_golden(std::string_view name, std::string_view actual) {
  const std::filesystem::path path =
      std::filesystem::path(MINATO_GOLDEN_FOLDER) / "expected" / name;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): tests run on one thread
  if (std::getenv("MINATO_REFRESH_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing: run with MINATO_REFRESH_GOLDEN=1";
  const std::string expected(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(actual, expected) << path;
}

}  // namespace minato::golden
