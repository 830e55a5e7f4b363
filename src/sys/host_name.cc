// The name lies in /proc, as set by sethostname().
#include "sys/host_name.h"

#include "base/strings.h"
#include "sys/file.h"

namespace minato::sys {

std::string host_name() {
  const auto text = read_file("/proc/sys/kernel/hostname");
  const std::string_view name = text ? base::trim(*text) : std::string_view{};
  return name.empty() ? "localhost" : std::string(name);
}

}  // namespace minato::sys
