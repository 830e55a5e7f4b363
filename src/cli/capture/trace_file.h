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

/// When a trace goes on in the next file: "trace.pcapng" becomes "trace-00001.pcapng" and so on.
struct TraceRotation {
  std::uint64_t most_bytes = 0;  ///< of one file, roughly; 0: no limit
  std::int64_t most_ns = 0;      ///< of one file; 0: no limit
  std::uint32_t most_files = 0;  ///< older ones are removed; 0: all are kept

  [[nodiscard]] bool wanted() const { return most_bytes > 0 || most_ns > 0; }
};

class TraceFile {
 public:
  /// Errors: local, naming the path.
  [[nodiscard]] static base::Result<TraceFile> create(const std::string& path, std::uint16_t link,
                                                      std::string_view interface,
                                                      const TraceRotation& rotation = {});

  /// Keeps the frame until write(): its program may be known by then.
  void add(const wire::CapturedFrame& frame, std::uint32_t conversation);
  /// Whether so much is kept that it should be written now.
  [[nodiscard]] bool full() const;
  /// Writes what is kept. comment_of: of a conversation, "" while nothing is known; asked until it
  /// tells something, and written once.
  void write(const std::function<std::string(std::uint32_t)>& comment_of);
  /// What went wrong so far: a full disk.
  [[nodiscard]] const base::Result<void>& state() const {
    return broken_ ? file_.state() : broken_;
  }
  /// Errors: local, the first that any of the files met.
  [[nodiscard]] base::Result<void> close() { return broken_ ? file_.close() : broken_; }

 private:
  explicit TraceFile(sys::OutputFile file) : file_(std::move(file)) {}
  void begin_file();
  /// Goes on in the next file when this one is full. A file that cannot be made ends the trace.
  void rotate(std::int64_t time_ns);

  struct Kept {
    std::size_t at = 0;  ///< in bytes_
    std::size_t length = 0;
    std::int64_t time_ns = 0;
    std::uint32_t original_bytes = 0;
    std::uint32_t conversation = 0;
  };

  sys::OutputFile file_;
  std::string path_{};
  std::uint16_t link_ = 0;
  std::string interface_{};
  TraceRotation rotation_{};
  std::uint32_t number_ = 1;
  std::uint64_t written_ = 0;
  base::Result<void> broken_{};
  std::int64_t begun_ns_ = 0;  ///< the first packet of this file; 0: none yet
  std::vector<Kept> kept_{};
  std::vector<std::uint8_t> bytes_{};
  std::string block_{};
  std::unordered_set<std::uint32_t> commented_{};
};

}  // namespace minato::cli
