// What another program prints, for settings that only the program itself tells: absolute path,
// fixed words, no shell, an empty environment, bounded in bytes and time.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

#include "base/error.h"

namespace minato::sys {

struct CommandLimits {
  std::chrono::milliseconds time = std::chrono::seconds(3);
  std::size_t most_bytes = std::size_t{1} << 18;
};

/// Standard output of `path words...`; standard input and error lead nowhere. The program is killed
/// when it takes or prints more than the limits allow. Errors: local; code failed when it
/// ended with another status than 0 or went over a limit.
[[nodiscard]] base::Result<std::string> command_output(const std::string& path,
                                                       std::span<const std::string> words,
                                                       const CommandLimits& limits = {});

}  // namespace minato::sys
