// Counting down a length, and taking chunks apart.
#include "talk/http_body.h"

#include <algorithm>

#include "base/strings.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostLineBytes = 4096;

}  // namespace

void HttpBody::expect_length(std::uint64_t length) {
  left_ = length;
  if (length == 0) state_ = State::complete;
}

void HttpBody::keep(base::Bytes bytes) {
  const std::size_t room = kMostKeptBytes - content_.size();
  content_.append(base::as_text(bytes.first(std::min(room, bytes.size()))));
}

HttpBody::State HttpBody::take(base::Bytes bytes) {
  while (state_ == State::more && !bytes.empty()) {
    if (chunked_ && !left_) {
      take_chunk_line(bytes.front());
      bytes = bytes.subspan(1);
      continue;
    }
    const std::size_t count =
        left_ ? static_cast<std::size_t>(std::min<std::uint64_t>(*left_, bytes.size()))
              : bytes.size();
    keep(bytes.first(count));
    bytes = bytes.subspan(count);
    if (!left_) continue;
    left_ = *left_ - count;
    if (*left_ > 0) continue;
    if (!chunked_) {
      state_ = State::complete;
    } else {
      left_.reset();
      after_chunk_ = true;
    }
  }
  return state_;
}

void HttpBody::take_chunk_line(std::uint8_t byte) {
  if (byte != '\n') {
    line_.push_back(static_cast<char>(byte));
    if (line_.size() > kMostLineBytes) state_ = State::malformed;
    return;
  }
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  if (in_trailer_) {
    if (line_.empty()) state_ = State::complete;
  } else if (after_chunk_) {
    if (!line_.empty()) state_ = State::malformed;
    after_chunk_ = false;
  } else if (!begin_chunk()) {
    state_ = State::malformed;
  }
  line_.clear();
}

bool HttpBody::begin_chunk() {
  const std::string_view size = base::trim(std::string_view(line_).substr(0, line_.find(';')));
  const auto length = base::parse_number<std::uint64_t>(size, 16);
  if (!length) return false;
  if (*length == 0) {
    in_trailer_ = true;
  } else {
    left_ = length;
  }
  return true;
}

}  // namespace minato::talk
