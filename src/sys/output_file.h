// A file that grows while a long command runs: what was written so far is there when it ends early.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "sys/unique_fd.h"

namespace minato::sys {

/// Buffers 64 KiB. After a failed write (disk full) everything is refused with that first error, so
/// that no file has a hole in the middle. Not thread-safe; move it to hand it over.
class OutputFile {
 public:
  /// Makes the file, or empties it. Errors: local, naming the path.
  [[nodiscard]] static base::Result<OutputFile> create(const std::string& path);
  /// Opens one that is there, cuts it to `offset_bytes` and goes on from there. Errors: local.
  [[nodiscard]] static base::Result<OutputFile> continue_at(const std::string& path,
                                                            std::size_t offset_bytes);
  OutputFile(OutputFile&&) noexcept = default;
  OutputFile& operator=(OutputFile&&) noexcept = default;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() = default;

  void write(std::string_view text);
  /// Hands what is held to the system.
  void flush();
  /// Writes out what is held and closes. Errors: local, the first that any write met.
  [[nodiscard]] base::Result<void> close();
  /// What went wrong so far.
  [[nodiscard]] const base::Result<void>& state() const { return state_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  OutputFile(UniqueFd file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  UniqueFd file_;
  std::string path_;
  std::string held_{};
  base::Result<void> state_{};
};

/// Removes a file that an earlier OutputFile wrote; one that is gone already is no error.
void remove_output(const std::string& path);

}  // namespace minato::sys
