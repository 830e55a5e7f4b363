// DNS messages (RFC 1035 section 4): the question and the addresses of the answer.
//
//   message = id:u16 flags:u16 questions:u16 answers:u16 authorities:u16 additionals:u16
//             *( name type:u16 class:u16 ) *( name type:u16 class:u16 ttl:u32 length:u16 data )
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "model/ip_address.h"

namespace minato::capture {

struct DnsMessage {
  bool response = false;
  std::uint8_t code = 0;                      ///< RCODE
  std::string question{};                     ///< name of the first question; hostile
  std::uint16_t type = 0;                     ///< of the first question
  std::vector<model::IpAddress> addresses{};  ///< of A and AAAA answers, at most 16
  std::string other{};  ///< of the first other answer: the name that it gives; "" for none
};

/// Nothing when the bytes are no DNS message.
[[nodiscard]] std::optional<DnsMessage> read_dns(base::Bytes message);
/// "A", "AAAA", "MX"; "TYPE65280" for others.
[[nodiscard]] std::string dns_type_text(std::uint16_t type);
/// "NOERROR", "NXDOMAIN"; "RCODE12" for others.
[[nodiscard]] std::string dns_code_text(std::uint8_t code);

}  // namespace minato::capture
