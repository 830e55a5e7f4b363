// spdlog behind a small header: its own takes seconds to compile.
#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <array>

#include "base/text_width.h"

namespace minato::base {
namespace {

constexpr std::array kLevels = {spdlog::level::err, spdlog::level::warn, spdlog::level::info,
                                spdlog::level::debug};

spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made("minato", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made.set_pattern("minato: %^%l%$: %v");
    made.set_level(spdlog::level::warn);
    return made;
  }();
  return instance;
}

}  // namespace

void set_log_level(LogLevel level) { logger().set_level(kLevels[static_cast<std::size_t>(level)]); }

void log(LogLevel level, std::string_view line) {
  logger().log(kLevels[static_cast<std::size_t>(level)], "{}", escape_control(line));
}

}  // namespace minato::base
