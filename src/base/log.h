// What -v tells on stderr. The sentences are for whoever looks for a fault, so they are English.
#pragma once

#include <cstdint>
#include <string_view>

namespace minato::base {

enum class LogLevel : std::uint8_t { error, warning, info, debug };

/// Sets how much is told; warning by default. Thread-safe.
void set_log_level(LogLevel level);
/// One line on stderr, control characters escaped. Thread-safe.
void log(LogLevel level, std::string_view line);

}  // namespace minato::base
