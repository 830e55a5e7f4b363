// Where an HTTP/1.1 message body ends, and what is in it (RFC 9112 sections 6 and 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace minato::talk {

/// Takes the bytes after the header section; keeps the first kMostKeptBytes of the content.
class HttpBody {
 public:
  static constexpr std::size_t kMostKeptBytes = 65536;
  enum class State : std::uint8_t { more, complete, malformed };

  void expect_nothing() { state_ = State::complete; }
  void expect_length(std::uint64_t length);
  void expect_chunks() { chunked_ = true; }

  State take(base::Bytes bytes);
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::string& content() const { return content_; }
  /// More came than is kept.
  [[nodiscard]] bool full() const { return content_.size() >= kMostKeptBytes; }

 private:
  void keep(base::Bytes bytes);
  void take_chunk_line(std::uint8_t byte);
  [[nodiscard]] bool begin_chunk();

  State state_ = State::more;
  bool chunked_ = false;
  std::optional<std::uint64_t> left_{};  // of the body or of the chunk; nothing: until it closes
  std::string line_{};
  bool after_chunk_ = false;
  bool in_trailer_ = false;
  std::string content_{};
};

}  // namespace minato::talk
