// Reading of small files, links and directories.
#include "sys/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace minato::sys {

using base::fail;
using base::Result;

namespace {

Result<std::string> read_open_file(const UniqueFd& file, const std::string& name,
                                   std::size_t limit) {
  std::string content;
  std::array<char, 4096> block{};
  while (content.size() < limit) {
    const std::size_t wanted = std::min(block.size(), limit - content.size());
    const ssize_t got = ::read(file.get(), block.data(), wanted);
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail(base::system_error("read " + name, errno));
    }
    content.append(block.data(), static_cast<std::size_t>(got));
  }
  return content;
}

Result<std::string> read_from(int directory, const std::string& name, std::size_t limit) {
  const UniqueFd file(::openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file) return fail(base::system_error("open " + name, errno));
  return read_open_file(file, name, limit);
}

Result<std::string> link_from(int directory, const std::string& name) {
  std::array<char, 4096> target{};
  const ssize_t length = ::readlinkat(directory, name.c_str(), target.data(), target.size());
  if (length < 0) return fail(base::system_error("readlink " + name, errno));
  return std::string(target.data(), static_cast<std::size_t>(length));
}

}  // namespace

Result<UniqueFd> open_directory(const std::string& path) {
  UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return fail(base::system_error("open " + path, errno));
  return directory;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  return read_from(AT_FDCWD, path, limit);
}

Result<std::string> read_file_at(const UniqueFd& directory, const std::string& name,
                                 std::size_t limit) {
  return read_from(directory.get(), name, limit);
}

Result<std::string> read_link(const std::string& path) { return link_from(AT_FDCWD, path); }

Result<std::string> read_link_at(const UniqueFd& directory, const std::string& name) {
  return link_from(directory.get(), name);
}

Result<std::vector<std::string>> list_directory(const std::string& path) {
  std::error_code error;
  std::vector<std::string> names;
  std::filesystem::directory_iterator at(path, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  if (error) return fail(base::system_error("list " + path, error.value()));
  return names;
}

bool exists(const std::string& path) { return ::faccessat(AT_FDCWD, path.c_str(), F_OK, 0) == 0; }

}  // namespace minato::sys
