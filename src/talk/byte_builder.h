// Builds messages with lengths before their parts: sized16(part) writes the part's length, then it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace minato::talk {

class ByteBuilder {
 public:
  ByteBuilder& u8(std::uint64_t value) { return big(value, 1); }
  ByteBuilder& u16(std::uint64_t value) { return big(value, 2); }
  ByteBuilder& u32(std::uint64_t value) { return big(value, 4); }
  ByteBuilder& u16_little(std::uint64_t value) { return little(value, 2); }
  ByteBuilder& u32_little(std::uint64_t value) { return little(value, 4); }
  ByteBuilder& u64_little(std::uint64_t value) { return little(value, 8); }
  ByteBuilder& bytes(base::Bytes source) {
    bytes_.insert(bytes_.end(), source.begin(), source.end());
    return *this;
  }
  ByteBuilder& text(std::string_view source) { return bytes(base::as_bytes(source)); }
  ByteBuilder& zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
  }
  ByteBuilder& sized8(const ByteBuilder& part) { return big(part.size(), 1).bytes(part.bytes_); }
  ByteBuilder& sized16(const ByteBuilder& part) { return big(part.size(), 2).bytes(part.bytes_); }
  ByteBuilder& sized24(const ByteBuilder& part) { return big(part.size(), 3).bytes(part.bytes_); }
  ByteBuilder& sized32(const ByteBuilder& part) { return big(part.size(), 4).bytes(part.bytes_); }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] base::Bytes view() const { return bytes_; }
  [[nodiscard]] std::string string() const { return std::string(base::as_text(bytes_)); }
  [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  ByteBuilder& big(std::uint64_t value, int length) {
    for (int i = length - 1; i >= 0; --i)
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
  }
  ByteBuilder& little(std::uint64_t value, int length) {
    for (int i = 0; i < length; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
  }

  std::vector<std::uint8_t> bytes_{};
};

}  // namespace minato::talk
