// Protocols of lines of text in which the server speaks first: SSH (RFC 4253), SMTP (RFC 5321), FTP
// (RFC 959), POP3 (RFC 1939), IMAP (RFC 9051).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace minato::capture {

struct Greeting {
  std::string service{};  ///< "ssh", "smtp", "ftp", "pop3", "imap"
  std::string text{};     ///< what it says of itself; hostile
};

/// The greeting in the first line of a server, or an SSH client's. port: decides between those that
/// begin with the same number. Nothing when it is none of them.
[[nodiscard]] std::optional<Greeting> read_greeting(std::uint16_t port, base::Bytes head);

/// The word with which a client signs in without encryption ("USER", "LOGIN", "AUTH"); nothing for
/// any other line. What follows the word is a secret and is not read.
[[nodiscard]] std::optional<std::string> read_sign_in(base::Bytes head);

}  // namespace minato::capture
