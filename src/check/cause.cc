// The names of causes, as JSON and the catalogue spell them.
#include "check/cause.h"

#include <array>

namespace minato::check {
namespace {

constexpr auto kWords = std::to_array<std::string_view>({
    "",
    "no-such-name",
    "no-address",
    "dns-failed",
    "dns-refused",
    "dns-silent",
    "dns-closed",
    "dns-not-set-up",
    "refused",
    "reset-by-firewall",
    "rejected-by-firewall",
    "local-firewall",
    "dropped",
    "no-route",
    "host-down",
    "unreachable",
    "routing-loop",
    "ports-exhausted",
    "source-not-here",
    "source-taken",
    "interface-missing",
    "no-descriptors",
    "not-permitted",
    "backlog-full",
    "only-loopback",
    "only-other-address",
    "only-other-family",
    "nobody-listens",
    "system-failed",
    "proxy-failed",
    "plain-text-there",
    "tls-cut",
    "tls-silent",
    "tls-version",
    "tls-no-common",
    "tls-name-unknown",
    "sni-needed",
    "tls-client-certificate",
    "tls-broken",
    "certificate-expired",
    "certificate-revoked",
    "certificate-not-yet-valid",
    "certificate-wrong-name",
    "certificate-self-signed",
    "certificate-chain-incomplete",
    "certificate-unknown-authority",
    "certificate-broken",
    "tls-there",
    "other-protocol",
    "silent",
    "closed-without-word",
    "reset-after-accept",
    "reset-on-the-way",
    "mtu-black-hole",
    "port-closed-udp",
    "no-udp-answer",
    "server-error",
    "proxy-in-between",
    "captive-portal",
    "too-much-data",
    "too-slow",
    "malformed-answer",
    "too-many-redirects",
    "bad-redirect",
});
static_assert(kWords.size() == static_cast<std::size_t>(Cause::bad_redirect) + 1);

}  // namespace

std::string_view to_text(Cause cause) { return kWords[static_cast<std::size_t>(cause)]; }

}  // namespace minato::check
