// Replies of the text protocols of RFC 959 and RFC 5321: three digits, a hyphen while more lines
// follow, text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "talk/line_reader.h"

namespace minato::talk {

struct TextReply {
  int code = 0;
  std::vector<std::string> lines{};  ///< without code and hyphen

  [[nodiscard]] bool positive() const { return code >= 200 && code < 400; }
};

/// Takes replies out of pieces of a stream. Bounded: a reply has at most 128 lines.
class TextReplyReader {
 public:
  void add(base::Bytes received) { lines_.add(received); }
  /// The next whole reply; nothing while it is under way, or once broken().
  [[nodiscard]] std::optional<TextReply> next();
  /// What came is no such reply.
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  void clear() {
    lines_.clear();
    reply_ = {};
  }

 private:
  [[nodiscard]] bool take(const std::string& line);

  LineReader lines_{4096};
  TextReply reply_{};
  std::size_t offset_ = 0;
  bool broken_ = false;
};

}  // namespace minato::talk
