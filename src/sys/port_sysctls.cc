// Three small files of /proc/sys/net/ipv4.
#include "sys/port_sysctls.h"

#include "base/strings.h"
#include "sys/file.h"

namespace minato::sys {
namespace {

std::optional<model::PortInterval> parse_interval(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  const auto first = base::parse_number<std::uint16_t>(base::trim(text.substr(0, at)));
  if (!first) return std::nullopt;
  if (at == std::string_view::npos) return model::PortInterval{*first, *first};
  const auto last = base::parse_number<std::uint16_t>(base::trim(text.substr(at + 1)));
  if (!last || *last < *first) return std::nullopt;
  return model::PortInterval{*first, *last};
}

std::string read_or_empty(const char* path) {
  auto text = read_file(path);
  return text ? std::move(*text) : std::string{};
}

}  // namespace

PortSysctls parse_port_sysctls(std::string_view unprivileged_start, std::string_view local_range,
                               std::string_view reserved) {
  PortSysctls found;
  const auto start = base::parse_number<std::uint16_t>(base::trim(unprivileged_start));
  if (start) found.unprivileged_start = *start;
  const auto range = parse_interval(base::trim(local_range), '\t');
  if (range && local_range.find('\t') != std::string_view::npos) found.ephemeral = *range;
  for (const std::string_view part : base::split(base::trim(reserved), ',')) {
    if (const auto kept = parse_interval(part, '-'))
      found.reserved.add(model::Transport::tcp, *kept);
  }
  return found;
}

PortSysctls read_port_sysctls() {
  return parse_port_sysctls(read_or_empty("/proc/sys/net/ipv4/ip_unprivileged_port_start"),
                            read_or_empty("/proc/sys/net/ipv4/ip_local_port_range"),
                            read_or_empty("/proc/sys/net/ipv4/ip_local_reserved_ports"));
}

}  // namespace minato::sys
