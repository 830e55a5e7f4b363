// Closing of descriptors, out of the header so that it needs no system header.
#include "sys/unique_fd.h"

#include <unistd.h>

namespace minato::sys {

void UniqueFd::reset(int fd) {
  const int old = std::exchange(fd_, fd);
  if (old >= 0) ::close(old);
}

}  // namespace minato::sys
