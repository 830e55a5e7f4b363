// open, write, fsync-free rename: the file is a report, not a database.
#include "sys/file_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

constexpr mode_t kMode = 0644;

base::Result<void> write_to(const std::string& path, int flags, std::string_view content) {
  const UniqueFd file(::open(path.c_str(), flags | O_WRONLY | O_CLOEXEC, kMode));
  if (file.get() < 0) return base::fail(base::system_error("open " + path, errno));
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::fail(base::system_error("write " + path, errno));
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

base::Result<void> write_file(const std::string& path, std::string_view content) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    return write_to(path, 0, content);
  }
  const std::string beside = path + ".part";
  if (auto done = write_to(beside, O_CREAT | O_TRUNC, content); !done) {
    ::unlink(beside.c_str());
    return done;
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    const base::Error error = base::system_error("rename to " + path, errno);
    ::unlink(beside.c_str());
    return base::fail(error);
  }
  return {};
}

}  // namespace minato::sys
