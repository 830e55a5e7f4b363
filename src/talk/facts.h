// What a conversation taught: an ordered list of dotted keys with values, many of one key allowed
// ("ssh.kex" twice, "tls.version" once). Values come from the other side: hostile, escape to print.
// Text, one fact a line:  key = value with control characters escaped
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace minato::talk {

struct Fact {
  std::string key{};
  std::string value{};  ///< bytes as they were received; numbers in decimal

  bool operator==(const Fact&) const = default;
};

/// Bounded: what a hostile peer sends beyond the limits is left out, and cut() says so.
class Facts {
 public:
  static constexpr std::size_t kMostFacts = 2048;
  static constexpr std::size_t kMostValueBytes = 16384;
  static constexpr std::size_t kMostBytes = 262144;

  void add(std::string_view key, std::string_view value);
  void add(std::string_view key, const char* value) { add(key, std::string_view(value)); }
  /// Raw bytes, kept as they are.
  void add(std::string_view key, base::Bytes value) { add(key, base::as_text(value)); }
  void add_number(std::string_view key, std::int64_t value);
  void add_flag(std::string_view key) { add(key, "yes"); }
  /// Everything of `other`, in its order.
  void append(const Facts& other);

  /// The first value of a key; nothing when there is none. Valid until the next add.
  [[nodiscard]] std::optional<std::string_view> first(std::string_view key) const;
  /// The first value, or "".
  [[nodiscard]] std::string_view text(std::string_view key) const {
    return first(key).value_or(std::string_view());
  }
  /// The first value as a number, when it is one.
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key) const;
  /// All values of a key, in order. Valid until the next add.
  [[nodiscard]] std::vector<std::string_view> all(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return first(key).has_value(); }
  /// Whether any value of the key is exactly this one.
  [[nodiscard]] bool has(std::string_view key, std::string_view value) const;

  [[nodiscard]] std::span<const Fact> entries() const { return entries_; }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] bool cut() const { return cut_; }

  bool operator==(const Facts&) const = default;

 private:
  std::vector<Fact> entries_{};
  std::size_t bytes_ = 0;
  bool cut_ = false;
};

[[nodiscard]] std::string to_text(const Facts& facts);

}  // namespace minato::talk
