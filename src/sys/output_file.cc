// open, write with short writes taken care of, close.
#include "sys/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/text_width.h"

namespace minato::sys {
namespace {
constexpr std::size_t kFlushAt = std::size_t{64} << 10;
constexpr int kMode = 0666;  // the user's umask takes away what others may not
}  // namespace

base::Result<OutputFile> OutputFile::create(const std::string& path) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, kMode));
  if (!file) return base::fail(base::system_error("open " + base::escape_control(path), errno));
  return OutputFile(std::move(file), path);
}

base::Result<OutputFile> OutputFile::continue_at(const std::string& path,
                                                 std::size_t offset_bytes) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!file) return base::fail(base::system_error("open " + base::escape_control(path), errno));
  const auto offset = static_cast<off_t>(offset_bytes);
  if (::ftruncate(file.get(), offset) != 0 || ::lseek(file.get(), offset, SEEK_SET) != offset) {
    return base::fail(base::system_error("truncate " + base::escape_control(path), errno));
  }
  return OutputFile(std::move(file), path);
}

void OutputFile::write(std::string_view text) {
  if (!state_) return;
  held_ += text;
  if (held_.size() >= kFlushAt) flush();
}

void OutputFile::flush() {
  std::string_view rest = held_;
  while (state_ && !rest.empty()) {
    const ssize_t written = ::write(file_.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      state_ = base::fail(base::system_error("write " + base::escape_control(path_), errno));
      break;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  held_.clear();
}

base::Result<void> OutputFile::close() {
  flush();
  if (!file_) return state_;
  // A network file system may tell of a full disk only now.
  if (::close(file_.release()) != 0 && state_) {
    state_ = base::fail(base::system_error("close " + base::escape_control(path_), errno));
  }
  return state_;
}

void remove_output(const std::string& path) { ::unlink(path.c_str()); }

}  // namespace minato::sys
