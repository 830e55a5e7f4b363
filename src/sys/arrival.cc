// Reading /proc/net/igmp, igmp6 and /proc/sys/net.
//
//   igmp  = heading *( index TAB device " :" … LF *( TABs group:8hex … LF ) )   in host byte order
//   igmp6 = *( index device group:32hex … LF )
#include "sys/arrival.h"

#include <array>
#include <optional>
#include <string>

#include "base/strings.h"
#include "sys/file.h"

namespace minato::sys {

using model::IpAddress;

namespace {

bool is_set(const std::string& path) {
  const auto text = read_file(path);
  return text && base::trim(*text) != "0";
}

/// The calling thread's own files: /proc/net is the main thread's namespace.
std::string net_file(const char* name) {
  return read_file(std::string("/proc/thread-self/net/") + name).value_or(std::string());
}

std::optional<IpAddress> group6_of(std::string_view hex) {
  if (hex.size() != 32) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = base::parse_number<std::uint8_t>(hex.substr(2 * i, 2), 16);
    if (!byte) return std::nullopt;
    bytes[i] = *byte;
  }
  return IpAddress::v6(bytes);
}

}  // namespace

void parse_igmp(std::string_view text, MulticastGroups& groups) {
  std::optional<std::uint32_t> interface;
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = base::words(line);
    if (words.empty()) continue;
    if (!line.starts_with('\t') && !line.starts_with(' ')) {
      interface = base::parse_number<std::uint32_t>(words[0]);  // nothing for the heading
      continue;
    }
    const auto number = base::parse_number<std::uint32_t>(words[0], 16);
    if (!interface || !number || words[0].size() != 8) continue;
    groups[*interface].push_back(IpAddress::v4(__builtin_bswap32(*number)));
  }
}

void parse_igmp6(std::string_view text, MulticastGroups& groups) {
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = base::words(line);
    if (words.size() < 3) continue;
    const auto interface = base::parse_number<std::uint32_t>(words[0]);
    const auto group = group6_of(words[2]);
    if (interface && group) groups[*interface].push_back(*group);
  }
}

ArrivalSettings read_arrival_settings(const std::vector<Interface>& interfaces) {
  ArrivalSettings settings;
  for (const Interface& interface : interfaces) settings.groups[interface.index];
  parse_igmp(net_file("igmp"), settings.groups);
  parse_igmp6(net_file("igmp6"), settings.groups);
  const std::string ipv4 = "/proc/sys/net/ipv4/";
  const bool everywhere = is_set(ipv4 + "conf/all/route_localnet");
  for (const Interface& interface : interfaces) {
    if (everywhere || is_set(ipv4 + "conf/" + interface.name + "/route_localnet")) {
      settings.route_localnet.push_back(interface.index);
    }
  }
  settings.tcp_accepts_vrf = is_set(ipv4 + "tcp_l3mdev_accept");
  settings.udp_accepts_vrf = is_set(ipv4 + "udp_l3mdev_accept");
  return settings;
}

}  // namespace minato::sys
