// Lines out of pieces of a stream: ended by LF or CR LF, bounded in length.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace minato::talk {

/// Collects bytes; next() gives one line at a time without its end.
/// Example: `lines.add(received); while (const auto line = lines.next()) …`
class LineReader {
 public:
  /// most_bytes: longer lines make overflowed() true, and no further line comes.
  explicit LineReader(std::size_t most_bytes = 8192) : most_bytes_(most_bytes) {}

  void add(base::Bytes received) {
    if (!overflowed_) waiting_.append(base::as_text(received));
  }
  [[nodiscard]] std::optional<std::string> next() {
    const std::size_t end = waiting_.find('\n', searched_);
    if (end == std::string::npos || end - taken_ > most_bytes_) {
      if (waiting_.size() - taken_ > most_bytes_) overflow();
      drop_taken();
      searched_ = waiting_.size();
      return std::nullopt;
    }
    std::string line = waiting_.substr(taken_, end - taken_);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    taken_ = searched_ = end + 1;
    return line;
  }
  /// What came after the last whole line. Valid until the next add().
  [[nodiscard]] std::string_view rest() const { return std::string_view(waiting_).substr(taken_); }
  [[nodiscard]] bool overflowed() const { return overflowed_; }
  void clear() {
    waiting_.clear();
    taken_ = searched_ = 0;
  }

 private:
  void drop_taken() {
    waiting_.erase(0, taken_);
    taken_ = 0;
  }
  void overflow() {
    overflowed_ = true;
    clear();
  }

  std::size_t most_bytes_;
  std::string waiting_{};
  std::size_t taken_ = 0;
  std::size_t searched_ = 0;
  bool overflowed_ = false;
};

}  // namespace minato::talk
