// Reading and writing bytes with bounds: the only way that bytes from outside become values.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace minato::base {

using Bytes = std::span<const std::uint8_t>;

/// Malformed bytes are a value, not an Error: where, and which rule was broken.
struct Malformed {
  std::size_t offset = 0;
  std::string_view rule;

  bool operator==(const Malformed&) const = default;
};

[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Cursor over bytes. A read beyond the end yields zero and sets failed() for good, so a decoder
/// reads a whole header and asks once.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - offset_; }
  [[nodiscard]] Bytes rest() const { return bytes_.subspan(offset_); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(big(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(big(2)); }
  std::uint32_t u24() { return static_cast<std::uint32_t>(big(3)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(big(4)); }
  std::uint64_t u64() { return big(8); }
  std::uint16_t u16_little() { return static_cast<std::uint16_t>(little(2)); }
  std::uint32_t u32_little() { return static_cast<std::uint32_t>(little(4)); }
  std::uint64_t u64_little() { return little(8); }

  /// The next `length` bytes; empty and failed when there are fewer.
  Bytes bytes(std::size_t length) {
    if (!has(length)) return {};
    const Bytes taken = bytes_.subspan(offset_, length);
    offset_ += length;
    return taken;
  }
  void skip(std::size_t length) { static_cast<void>(bytes(length)); }

 private:
  bool has(std::size_t length) {
    if (failed_ || length > remaining()) failed_ = true;
    return !failed_;
  }
  std::uint64_t big(std::size_t length) {
    if (!has(length)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value = value << 8 | bytes_[offset_ + i];
    offset_ += length;
    return value;
  }
  std::uint64_t little(std::size_t length) {
    if (!has(length)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = length; i > 0; --i) value = value << 8 | bytes_[offset_ + i - 1];
    offset_ += length;
    return value;
  }

  Bytes bytes_;
  std::size_t offset_ = 0;
  bool failed_ = false;
};

/// Writes into a caller's buffer, never beyond it; failed() tells that it was too small.
class ByteWriter {
 public:
  explicit ByteWriter(std::span<std::uint8_t> buffer) : buffer_(buffer) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Bytes written() const { return buffer_.first(size_); }

  void u8(std::uint8_t value) { big(value, 1); }
  void u16(std::uint16_t value) { big(value, 2); }
  void u32(std::uint32_t value) { big(value, 4); }
  void u64(std::uint64_t value) { big(value, 8); }
  void u16_little(std::uint16_t value) { little(value, 2); }
  void u32_little(std::uint32_t value) { little(value, 4); }
  void bytes(Bytes source) {
    if (!has(source.size())) return;
    if (!source.empty()) std::memcpy(buffer_.data() + size_, source.data(), source.size());
    size_ += source.size();
  }

 private:
  bool has(std::size_t length) {
    if (failed_ || length > buffer_.size() - size_) failed_ = true;
    return !failed_;
  }
  void big(std::uint64_t value, std::size_t length) {
    if (!has(length)) return;
    for (std::size_t i = 0; i < length; ++i) {
      buffer_[size_++] = static_cast<std::uint8_t>(value >> (8 * (length - 1 - i)));
    }
  }
  void little(std::uint64_t value, std::size_t length) {
    if (!has(length)) return;
    for (std::size_t i = 0; i < length; ++i) {
      buffer_[size_++] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  }

  std::span<std::uint8_t> buffer_;
  std::size_t size_ = 0;
  bool failed_ = false;
};

}  // namespace minato::base
