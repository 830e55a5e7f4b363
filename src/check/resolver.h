// Names to addresses by own questions, so that it can be told what went wrong where: hosts file,
// then the name servers of resolv.conf, IPv4 and IPv6 side by side. Answers are shared by all who
// ask for the same name.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/cause.h"
#include "check/resolver_files.h"
#include "sys/dialer.h"

namespace minato::check {

enum class NameSource : std::uint8_t {
  literal,  ///< it was an address already
  hosts,    ///< /etc/hosts
  special,  ///< localhost (RFC 6761)
  dns,
  system,  ///< another source of the system's resolver (mDNS, …)
};

/// One question to one server.
struct NameQuery {
  model::IpAddress server{};
  std::string name{};
  std::uint16_t type = 0;
  std::string answer{};         ///< "NOERROR", "NXDOMAIN", …; "" when there was none
  Cause trouble = Cause::none;  ///< dns_silent, dns_closed, …
  std::size_t addresses = 0;
  std::chrono::nanoseconds begun{};
  std::chrono::nanoseconds ended{};
};

struct Resolution {
  std::string asked{};
  NameSource source = NameSource::dns;
  std::vector<model::IpAddress> addresses{};  ///< IPv6 and IPv4 in turn, IPv6 first
  std::vector<std::string> aliases{};         ///< the chain of CNAMEs
  std::string found_as{};                     ///< the name that had the addresses (search domains)
  std::optional<model::IpAddress> answered_by{};
  std::vector<NameQuery> queries{};
  Cause cause = Cause::none;
  std::chrono::nanoseconds begun{};
  std::chrono::nanoseconds ended{};
};

class Resolver {
 public:
  using Done = std::function<void(const Resolution&)>;

  struct Options {
    ResolverSettings settings{};
    std::string hosts{};  ///< the text of the hosts file
    std::uint16_t dns_port = 53;
    bool system_fallback = true;  ///< ask the system's resolver when its set-up names others
  };

  Resolver(sys::Dialer& dialer, Options options);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver();

  /// Calls `done` from the loop, or at once when nothing has to be asked. family: only those.
  void resolve(const std::string& name, std::optional<model::Family> family, Done done);

 private:
  class Search;
  [[nodiscard]] std::optional<Resolution> known_here(const std::string& name) const;

  sys::Dialer& dialer_;
  Options options_;
  std::map<std::string, std::unique_ptr<Search>> searches_;
};

/// Whether nsswitch.conf(5) names sources for hosts that minato does not ask by itself.
[[nodiscard]] bool has_other_name_sources(std::string_view nsswitch);

}  // namespace minato::check
