// read(2) with the file told that it will be read from front to back.
#include "sys/byte_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace minato::sys {

base::Result<ByteInput> ByteInput::open(const std::string& path) {
  if (path == "-") return ByteInput({}, STDIN_FILENO, path, 0);
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file) return base::fail(base::system_error("open " + path, errno));
  struct stat about{};
  if (::fstat(file.get(), &about) != 0) {
    return base::fail(base::system_error("stat " + path, errno));
  }
  if (S_ISDIR(about.st_mode)) return base::fail(base::system_error("read " + path, EISDIR));
  const bool regular = S_ISREG(about.st_mode);
  // Only advice: what it answers does not matter.
  if (regular) ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  const int number = file.get();
  return ByteInput(std::move(file), number, path,
                   regular ? static_cast<std::uint64_t>(about.st_size) : 0);
}

base::Result<std::size_t> ByteInput::read(std::span<std::uint8_t> room) {
  while (true) {
    const ssize_t got = ::read(file_, room.data(), room.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return base::fail(base::system_error("read " + name_, errno));
  }
}

}  // namespace minato::sys
