// An answer of HTTP that does not come from the server that was asked: captive portals (RFC 6585
// section 6, RFC 8952) and proxies (RFC 9110 section 7.6.3); and errors of the server itself.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "check/judge_parts.h"

namespace minato::check {
namespace {

constexpr std::int64_t kFirstServerError = 500;
constexpr std::int64_t kProxyLogIn = 407;
constexpr std::int64_t kNetworkLogIn = 511;

/// Pages that systems ask for to find out whether a portal stands in the way, and what they say.
struct PortalProbe {
  std::string_view host;
  std::string_view path;
  std::int64_t status;
  std::string_view body;  ///< how it begins, or what it contains
};
constexpr auto kPortalProbes = std::to_array<PortalProbe>({
    {"connectivitycheck.gstatic.com", "/generate_204", 204, ""},
    {"clients3.google.com", "/generate_204", 204, ""},
    {"www.gstatic.com", "/generate_204", 204, ""},
    {"cp.cloudflare.com", "/generate_204", 204, ""},
    {"captive.apple.com", "/hotspot-detect.html", 200, "Success"},
    {"detectportal.firefox.com", "/success.txt", 200, "success"},
    {"detectportal.firefox.com", "/canonical.html", 200, "captive-portal"},
    {"www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test"},
    {"nmcheck.gnome.org", "/check_network_status.txt", 200, "NetworkManager is online"},
    {"network-test.debian.org", "/nm", 200, "NetworkManager is online"},
});

/// "example.org" of "http://user@example.org:80/path"; "" for a relative one.
std::string location_host(std::string_view location) {
  const std::size_t scheme = location.find("//");
  if (scheme == std::string_view::npos) return "";
  std::string_view host = location.substr(scheme + 2);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    host.remove_prefix(at + 1);
  }
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  return base::to_lower(host.substr(0, host.rfind(':')));
}

bool is_private(const model::IpAddress& address) {
  return address.is_private() || address.is_link_local();
}

/// A public server does not send its visitors to a private address: whoever answered stands nearer.
bool sends_inside(const CheckResult& result) {
  const std::int64_t status = result.talk.facts.number("http.status").value_or(0);
  if (status < 300 || status >= 400 || result.target.wrapping == talk::Wrapping::tls) return false;
  const Attempt* const winner = result.winner();
  if (winner == nullptr || !result.via.empty() || is_private(winner->to.address) ||
      winner->to.address.is_loopback()) {
    return false;
  }
  const auto to = model::IpAddress::parse(location_host(result.talk.facts.text("http.location")));
  return to && is_private(*to);
}

bool is_portal(const CheckResult& result) {
  const talk::Facts& facts = result.talk.facts;
  const std::int64_t status = facts.number("http.status").value_or(0);
  if (status == kNetworkLogIn || sends_inside(result)) return true;
  const auto* const probe = std::ranges::find_if(kPortalProbes, [&](const PortalProbe& one) {
    return one.host == result.target.host && one.path == result.target.path;
  });
  if (probe == kPortalProbes.end()) return false;
  const bool has_body = facts.has("http.body");
  return status != probe->status ||
         (has_body && facts.text("http.body").find(probe->body) == std::string_view::npos);
}

}  // namespace

Cause cause_of_web_answer(const CheckResult& result) {
  const talk::Facts& facts = result.talk.facts;
  const std::int64_t status = facts.number("http.status").value_or(0);
  if (is_portal(result)) return Cause::captive_portal;
  if (status == kProxyLogIn && result.via.empty()) return Cause::proxy_in_between;
  // Bad gateway, service unavailable, gateway timeout: of whoever stands in front.
  const bool of_gateway = status >= 502 && status <= 504;
  if (of_gateway && facts.has("http.via")) return Cause::proxy_in_between;
  return status >= kFirstServerError ? Cause::server_error : Cause::none;
}

}  // namespace minato::check
