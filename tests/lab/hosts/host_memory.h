// What simulated hosts remember: rate limits, knocks, probes that were not heard. Bounded: when the
// tables are full, new entries are refused and counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>

#include "lab/ends/random.h"
#include "lab/ends/token_bucket.h"

namespace minato::lab {

class HostMemory {
 public:
  /// Takes a token of the bucket named by `key`, which is made at its first use.
  bool take_token(std::uint64_t key, double rate, double burst, std::chrono::nanoseconds now) {
    if (rate <= 0) return true;
    if (!has_room(buckets_, key)) return false;
    return buckets_.try_emplace(key, rate, burst).first->second.take(now);
  }
  /// Counts one more of `key` and returns how many there are; a full table counts nothing.
  unsigned count(std::uint64_t key) { return has_room(counts_, key) ? ++counts_[key] : 0; }
  /// How far a knocker got; reading makes the entry.
  std::size_t* progress(std::uint64_t key) {
    return has_room(progress_, key) ? &progress_[key] : nullptr;
  }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  static constexpr std::size_t kMost = 1U << 20;

  struct Identity {
    std::size_t operator()(std::uint64_t key) const { return key; }
  };
  template <typename Value>
  using Table = std::unordered_map<std::uint64_t, Value, Identity>;  // keys are mixed already

  template <typename Value>
  bool has_room(const Table<Value>& table, std::uint64_t key) {
    if (table.size() < kMost || table.contains(key)) return true;
    ++refused_;
    return false;
  }

  Table<TokenBucket> buckets_;
  Table<unsigned> counts_;
  Table<std::size_t> progress_;
  std::uint64_t refused_ = 0;
};

}  // namespace minato::lab
