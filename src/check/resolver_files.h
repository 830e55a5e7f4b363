// The files that say how names become addresses here: hosts(5), resolv.conf(5).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "model/ip_address.h"

namespace minato::check {

struct ResolverSettings {
  std::vector<model::IpAddress> servers{};  ///< at most 3, as the system's own resolver takes
  std::vector<std::string> search{};
  unsigned ndots = 1;
  std::chrono::milliseconds timeout{2000};
  unsigned attempts = 2;
  bool configured = false;  ///< the file was there
};

/// Lines that make no sense are left out.
[[nodiscard]] ResolverSettings parse_resolv_conf(std::string_view text);

/// The addresses of `name` in the text of a hosts file; letter case does not matter.
[[nodiscard]] std::vector<model::IpAddress> addresses_in_hosts(std::string_view text,
                                                               std::string_view name);

/// What is asked for one after the other: the name with the search domains, and as it is
/// (resolv.conf(5), `ndots`). A dot at the end: as it is only.
[[nodiscard]] std::vector<std::string> names_to_ask(const ResolverSettings& settings,
                                                    std::string_view name);

/// The system's files as they are now.
[[nodiscard]] ResolverSettings read_resolv_conf();
[[nodiscard]] std::string read_hosts();

}  // namespace minato::check
