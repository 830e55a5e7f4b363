// DNS messages (RFC 1035 section 4): a question out, an answer in. Names as text have their dots
// and odd bytes escaped as in zone files (`\.`, `\032`), without a dot at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "model/ip_address.h"

namespace minato::talk {

namespace dns_type {
inline constexpr std::uint16_t kA = 1;
inline constexpr std::uint16_t kNs = 2;
inline constexpr std::uint16_t kCname = 5;
inline constexpr std::uint16_t kSoa = 6;
inline constexpr std::uint16_t kPtr = 12;
inline constexpr std::uint16_t kMx = 15;
inline constexpr std::uint16_t kTxt = 16;
inline constexpr std::uint16_t kAaaa = 28;
}  // namespace dns_type

/// Response codes of the header (RFC 1035 section 4.1.1); others stay numbers.
enum class DnsRcode : std::uint8_t {
  no_error = 0,
  format_error = 1,
  server_failure = 2,
  no_such_name = 3,
  not_implemented = 4,
  refused = 5,
};

struct DnsRecord {
  std::string name{};
  std::uint16_t type = 0;
  std::uint32_t ttl_s = 0;
  std::optional<model::IpAddress> address{};  ///< of A and AAAA
  std::string text{};  ///< the name of NS, CNAME, PTR, MX; the strings of TXT; "" for others

  bool operator==(const DnsRecord&) const = default;
};

struct DnsMessage {
  std::uint16_t id = 0;
  bool response = false;
  bool authoritative = false;
  bool truncated = false;
  bool recursion_available = false;
  DnsRcode rcode = DnsRcode::no_error;
  std::string question{};
  std::uint16_t question_type = 0;
  std::vector<DnsRecord> answers{};  ///< at most kMostDnsRecords
};

inline constexpr std::size_t kMostDnsRecords = 256;

namespace dns_class {
inline constexpr std::uint16_t kInternet = 1;
inline constexpr std::uint16_t kChaos = 3;
}  // namespace dns_class

struct DnsQuery {
  std::uint16_t id = 0;
  std::string_view name{};  ///< plain labels between dots; "" for the root
  std::uint16_t type = dns_type::kA;
  std::uint16_t dns_class = dns_class::kInternet;
  bool recursion_desired = true;
  /// Room for the answer over UDP, told by EDNS (RFC 6891); 0: without EDNS.
  std::uint16_t answer_bytes = 1232;
};

/// Empty when the name
/// is none: a label over 63 bytes or empty, or over 253 bytes as a whole.
[[nodiscard]] std::vector<std::uint8_t> encode_dns_query(const DnsQuery& query);

[[nodiscard]] tl::expected<DnsMessage, base::Malformed> decode_dns(base::Bytes bytes);

/// "NOERROR", "NXDOMAIN", …; "RCODE9" for others.
[[nodiscard]] std::string to_text(DnsRcode rcode);
/// "A", "AAAA", …; "TYPE65" for others.
[[nodiscard]] std::string dns_type_text(std::uint16_t type);

}  // namespace minato::talk
