// The file of `minato capture -w`: pcapng, with the program behind a conversation in the comment of
// one of its packets.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "sys/output_file.h"
#include "wire/capture_file.h"

namespace minato::cli {

class TraceFile {
 public:
  /// Errors: local, naming the path.
  [[nodiscard]] static base::Result<TraceFile> create(const std::string& path, std::uint16_t link,
                                                      std::string_view interface);

  /// Keeps the frame until write(): its program may be known by then.
  void add(const wire::CapturedFrame& frame, std::uint32_t conversation);
  /// Whether so much is kept that it should be written now.
  [[nodiscard]] bool full() const;
  /// Writes what is kept. comment_of: of a conversation, "" while nothing is known; asked until it
  /// tells something, and written once.
  void write(const std::function<std::string(std::uint32_t)>& comment_of);
  /// What went wrong so far: a full disk.
  [[nodiscard]] const base::Result<void>& state() const { return file_.state(); }
  [[nodiscard]] base::Result<void> close() { return file_.close(); }

 private:
  explicit TraceFile(sys::OutputFile file) : file_(std::move(file)) {}

  struct Kept {
    std::size_t at = 0;  ///< in bytes_
    std::size_t length = 0;
    std::int64_t time_ns = 0;
    std::uint32_t original_bytes = 0;
    std::uint32_t conversation = 0;
  };

  sys::OutputFile file_;
  std::vector<Kept> kept_{};
  std::vector<std::uint8_t> bytes_{};
  std::string block_{};
  std::unordered_set<std::uint32_t> commented_{};
};

}  // namespace minato::cli
