// Lines as "TCP: inuse 12 orphan 0 tw 3 alloc 15 mem 1".
#include "sys/socket_count.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/strings.h"
#include "sys/file.h"

namespace minato::sys {
namespace {

constexpr std::size_t kLargestEstimate = 4'000'000;

std::size_t count_of(std::span<const std::string_view> words) {
  std::size_t count = 0;
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    if (words[i] != "inuse" && words[i] != "tw") continue;
    count += base::parse_number<std::uint32_t>(words[i + 1]).value_or(0);
  }
  return count;
}

}  // namespace

std::size_t parse_socket_count(std::string_view sockstat) {
  std::size_t count = 0;
  for (const std::string_view line : base::split(sockstat, '\n')) {
    const auto words = base::words(line);
    if (words.empty()) continue;
    const bool counts =
        words[0] == "TCP:" || words[0] == "TCP6:" || words[0] == "UDP:" || words[0] == "UDP6:";
    if (counts) count += count_of(words);
  }
  return std::min(count, kLargestEstimate);
}

std::size_t estimate_socket_count() {
  std::size_t count = 0;
  for (const char* const path :
       {"/proc/thread-self/net/sockstat", "/proc/thread-self/net/sockstat6"}) {
    count += parse_socket_count(read_file(path).value_or(""));
  }
  return count;
}

}  // namespace minato::sys
