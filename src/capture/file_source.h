// Frames from a capture file, a pipe or standard input, compressed or not: read in portions, so
// that memory stays the same whatever the size.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "wire/capture_file.h"

namespace minato::capture {

/// How reading ended.
struct FileEnd {
  /// What was wrong, with the offset from the start of the (decompressed) file; everything before
  /// was handed out.
  struct Fault {
    std::uint64_t offset = 0;
    std::string rule{};
  };
  std::optional<Fault> fault{};
  bool stopped = false;  ///< the visitor wanted no more
};

/// Wants more frames, or has seen enough.
enum class Wish : std::uint8_t { more, enough };

class FileSource {
 public:
  /// path: "-" for standard input. Errors: local (open).
  [[nodiscard]] static base::Result<FileSource> open(const std::string& path);
  FileSource(FileSource&&) noexcept;
  FileSource& operator=(FileSource&&) noexcept;
  ~FileSource();

  /// Hands out every frame, which is valid during the call only. Errors: local (read), input (no
  /// capture file at all).
  [[nodiscard]] base::Result<FileEnd> run(
      const std::function<Wish(const wire::CapturedFrame&)>& visit);

  /// Formats, interfaces, names: complete after run().
  [[nodiscard]] const wire::CaptureFileParser& parser() const;

 private:
  struct State;
  explicit FileSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace minato::capture
