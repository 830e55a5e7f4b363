// An option that would do nothing is a mistake that nobody should find out later.
#include "cli/capture/options.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace minato::cli {
namespace {

/// Does nothing without one of these.
struct Need {
  std::string_view option;
  std::array<std::string_view, 3> one_of;  ///< "" for no more
};
constexpr std::array kNeeds = {
    Need{"--rotate-size", {"--write"}}, Need{"--rotate-after", {"--write"}},
    Need{"--files", {"--write"}},       Need{"--files", {"--rotate-size", "--rotate-after"}},
    Need{"--mermaid", {"--sequence"}},  Need{"--svg", {"--packet", "--sequence", "--demo"}},
};

constexpr std::array<std::string_view, 4> kLiveOnly = {"--top", "--write", "--duration",
                                                       "--filter"};

base::Mark mark_of(std::string_view option) { return {std::string(option), 0, option.size(), {}}; }

std::string joined(const Need& need) {
  std::string text;
  for (const std::string_view one : need.one_of) {
    if (one.empty()) continue;
    if (!text.empty()) text += " / ";
    text += one;
  }
  return text;
}

}  // namespace

base::Result<void> check_capture_options(const Arguments& arguments,
                                         const std::optional<std::string>& file) {
  const auto given = [&](std::string_view option) {
    return !option.empty() && arguments.has(option);
  };
  for (const Need& need : kNeeds) {
    if (!given(need.option) || std::ranges::any_of(need.one_of, given)) continue;
    return base::fail(base::input_error(
        "error.capture.needs", {std::string(need.option), joined(need)}, mark_of(need.option)));
  }
  if (!file) return {};
  for (const std::string_view option : kLiveOnly) {
    if (!given(option)) continue;
    return base::fail(base::input_error("error.capture.live-only", {std::string(option), *file},
                                        mark_of(option)));
  }
  return {};
}

}  // namespace minato::cli
