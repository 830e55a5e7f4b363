// Parsing hosts and resolv.conf; both may be written by anybody who administers the machine.
#include "check/resolver_files.h"

#include <algorithm>

#include "base/strings.h"
#include "sys/file.h"

namespace minato::check {
namespace {

constexpr std::size_t kMostServers = 3;
constexpr std::size_t kMostSearch = 16;
constexpr std::size_t kHostsBytes = std::size_t{16} << 20;

std::string_view without_comment(std::string_view line) {
  return line.substr(0, line.find_first_of("#;"));
}

void take_option(ResolverSettings& settings, std::string_view option) {
  const std::size_t colon = option.find(':');
  if (colon == std::string_view::npos) return;
  const auto value = base::parse_number<unsigned>(option.substr(colon + 1));
  if (!value) return;
  const std::string_view name = option.substr(0, colon);
  if (name == "ndots") settings.ndots = std::min(*value, 15U);
  if (name == "timeout") settings.timeout = std::chrono::seconds(std::clamp(*value, 1U, 30U));
  if (name == "attempts") settings.attempts = std::clamp(*value, 1U, 5U);
}

}  // namespace

ResolverSettings parse_resolv_conf(std::string_view text) {
  ResolverSettings settings;
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = base::words(without_comment(line));
    if (words.size() < 2) continue;
    if (words[0] == "nameserver" && settings.servers.size() < kMostServers) {
      if (const auto address = model::IpAddress::parse(words[1])) {
        settings.servers.push_back(*address);
      }
    } else if (words[0] == "search" || words[0] == "domain") {
      settings.search.clear();
      for (std::size_t i = 1; i < words.size() && i <= kMostSearch; ++i) {
        settings.search.push_back(base::to_lower(words[i]));
      }
    } else if (words[0] == "options") {
      for (std::size_t i = 1; i < words.size(); ++i) take_option(settings, words[i]);
    }
  }
  return settings;
}

std::vector<model::IpAddress> addresses_in_hosts(std::string_view text, std::string_view name) {
  std::vector<model::IpAddress> found;
  std::string wanted = base::to_lower(name);
  if (wanted.ends_with('.')) wanted.pop_back();
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = base::words(line.substr(0, line.find('#')));
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (base::to_lower(words[i]) != wanted) continue;
      const auto address = model::IpAddress::parse(words[0]);
      if (address && std::ranges::find(found, *address) == found.end()) found.push_back(*address);
    }
  }
  return found;
}

std::vector<std::string> names_to_ask(const ResolverSettings& settings, std::string_view name) {
  if (name.ends_with('.')) return {std::string(name.substr(0, name.size() - 1))};
  std::vector<std::string> names;
  const bool first_as_it_is =
      static_cast<unsigned>(std::ranges::count(name, '.')) >= settings.ndots;
  if (first_as_it_is) names.emplace_back(name);
  for (const std::string& domain : settings.search) {
    if (domain == ".") continue;
    names.push_back(std::string(name) + "." + domain);
  }
  if (!first_as_it_is) names.emplace_back(name);
  return names;
}

ResolverSettings read_resolv_conf() {
  const auto text = sys::read_file("/etc/resolv.conf");
  ResolverSettings settings = parse_resolv_conf(text.value_or(""));
  settings.configured = text.has_value();
  return settings;
}

std::string read_hosts() { return sys::read_file("/etc/hosts", kHostsBytes).value_or(""); }

}  // namespace minato::check
