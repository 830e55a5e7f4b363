// What the outputs of a scan have in common: times, names, numbers and reasons as nmap writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "render/scan/report.h"

namespace minato::render {

/// "Mon Nov 23 20:00:00 2026 UTC"
[[nodiscard]] std::string calendar_text(base::Timestamp time);
/// "2026-11-23 20:00:00 UTC"
[[nodiscard]] std::string date_text(base::Timestamp time);
/// Seconds since 1970.
[[nodiscard]] std::int64_t unix_seconds(base::Timestamp time);

/// nmap's word for a reason: a connect() that succeeded counts as syn-ack there.
[[nodiscard]] std::string_view nmap_reason(model::Reason reason);

/// Microseconds as seconds with two significant digits and no exponent: 213 is "0.00021".
[[nodiscard]] std::string seconds_text(std::uint32_t microseconds);

/// "1-21,23"; "" for none.
[[nodiscard]] std::string intervals_text(std::span<const model::PortInterval> intervals);

/// The address as nmap writes it: without the scope of a link-local one.
[[nodiscard]] std::string nmap_address(const model::IpAddress& address);
/// Text from outside as part of one line: control characters escaped.
[[nodiscard]] std::string one_line(std::string_view text);

/// The name that was typed, else the first that was found, else "". Control characters escaped.
[[nodiscard]] std::string host_name_text(const ScanHost& host);
/// "name (10.0.0.5)" or the address alone.
[[nodiscard]] std::string host_title(const ScanHost& host);

/// nmap's name of the service: who answers there, else IANA's name; "" when unknown. Escaped.
[[nodiscard]] std::string service_name(const ScanPort& port);
/// Product and version in one phrase, escaped; "" when unknown.
[[nodiscard]] std::string version_text(const ScanPort& port);
/// What else the server told, safe to print: "Debian 12 2+deb12u10; printer"; "" for nothing.
[[nodiscard]] std::string extra_text(const model::Service& service);

/// One thing that -A tells of a service; value: safe to print.
struct FurtherDetail {
  std::string_view key{};  ///< "subject", "issuer", "valid", "names", "key", "sha256", "host-key"
  std::string value{};
};
/// In that order; none without -A.
[[nodiscard]] std::vector<FurtherDetail> further_details(const model::Service& service);
/// The same as one phrase in English: "certificate subject mail.example, issuer …".
[[nodiscard]] std::string further_text(const model::Service& service);

/// "1 IP address (1 host up)", English, as nmap's readers look for it.
[[nodiscard]] std::string hosts_phrase(const ScanEnd& end);

/// Whether a host belongs into an output for people: down ones with -v, with --open only those
/// that have an open port.
[[nodiscard]] bool is_shown(const ScanHost& host, const ScanStart& start);
/// Whether a port does: with --open only open ones.
[[nodiscard]] bool is_shown(const ScanPort& port, const ScanStart& start);
/// open, or open|filtered.
[[nodiscard]] bool may_be_open(model::PortState state);

}  // namespace minato::render
