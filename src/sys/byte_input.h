// A file, a pipe or standard input as a stream of bytes of any length.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "sys/unique_fd.h"

namespace minato::sys {

/// Not thread-safe; move it to hand it over.
class ByteInput {
 public:
  /// "-" is standard input. Errors: local (open), a directory.
  [[nodiscard]] static base::Result<ByteInput> open(const std::string& path);

  /// Reads into `room`, waiting for the first byte: the number of bytes, 0 at the end.
  /// Errors: local (read).
  [[nodiscard]] base::Result<std::size_t> read(std::span<std::uint8_t> room);

  /// Bytes of the whole, 0 when nobody knows (a pipe).
  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }

 private:
  ByteInput(UniqueFd owned, int file, std::string name, std::uint64_t size_bytes)
      : owned_(std::move(owned)), file_(file), name_(std::move(name)), size_bytes_(size_bytes) {}

  UniqueFd owned_;  ///< nothing for standard input
  int file_;
  std::string name_;
  std::uint64_t size_bytes_;
};

}  // namespace minato::sys
