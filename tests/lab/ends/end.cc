// Opening an end inside its network namespace.
#include "lab/ends/end.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

#include "sys/unique_fd.h"

namespace minato::lab {
namespace {

std::string failed(const std::string& what) {
  return what + ": " + std::generic_category().message(errno);
}

bool enter(const sys::UniqueFd& network) { return setns(network.get(), CLONE_NEWNET) == 0; }

}  // namespace

std::chrono::nanoseconds now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

tl::expected<EndName, std::string> parse_end_name(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string kind(text.substr(0, colon));
  if (colon == std::string_view::npos || (kind != "packet" && kind != "tun" && kind != "tap")) {
    return tl::unexpected("an end is packet:, tun: or tap: and an interface, not '" +
                          std::string(text) + "'");
  }
  text.remove_prefix(colon + 1);
  const std::size_t at = text.find('@');
  EndName name{kind, std::string(text.substr(0, at)),
               at == std::string_view::npos ? "" : std::string(text.substr(at + 1))};
  if (name.interface.empty() || name.interface.size() >= IFNAMSIZ ||
      name.network_namespace.find('/') != std::string::npos) {
    return tl::unexpected("'" + name.interface + "@" + name.network_namespace +
                          "' is no interface and namespace");
  }
  return name;
}

tl::expected<std::unique_ptr<End>, std::string> open_end(std::string_view text,
                                                         std::size_t buffer_bytes) {
  auto name = parse_end_name(text);
  if (!name) return tl::unexpected(name.error());
  const auto open = [&] {
    return name->kind == "packet" ? open_packet_end(name->interface, buffer_bytes)
                                  : open_tun_end(*name);
  };
  if (name->network_namespace.empty()) return open();
  const std::string path = "/run/netns/" + name->network_namespace;
  const sys::UniqueFd home(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  const sys::UniqueFd there(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!home || !there) return tl::unexpected(failed("open " + path));
  if (!enter(there)) return tl::unexpected(failed("setns " + path));
  auto end = open();
  if (!enter(home)) return tl::unexpected(failed("setns back"));
  return end;
}

}  // namespace minato::lab
