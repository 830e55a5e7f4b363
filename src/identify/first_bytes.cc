// Which protocol a server's first bytes speak for: greetings, and the ways in which servers refuse
// a request of somebody else's protocol.
#include <array>

#include "base/strings.h"
#include "identify/interview.h"

namespace minato::identify {
namespace {

struct Hint {
  std::string_view begins;
  std::string_view protocol;
};

using namespace std::string_view_literals;

constexpr std::array kHints = {
    Hint{"SSH-", "ssh"},
    Hint{"RFB 0", "vnc"},
    Hint{"@RSYNCD:", "rsync"},
    Hint{"INFO {", "nats"},
    Hint{"+OK", "pop3"},
    Hint{"* OK", "imap"},
    Hint{"* PREAUTH", "imap"},
    Hint{"* BYE", "imap"},
    Hint{"\xff\xfb"sv, "telnet"},
    Hint{"\xff\xfd"sv, "telnet"},
    Hint{"HTTP/1.", "http"},
    Hint{"AMQP", "amqp"},
    Hint{"-ERR wrong number", "redis"},
    Hint{"-ERR unknown", "redis"},
    Hint{"-NOAUTH", "redis"},
    Hint{"-DENIED", "redis"},
    Hint{"ERROR\r\n", "memcached"},
    Hint{"UNKNOWN_COMMAND", "beanstalk"},
    Hint{"RTSP/1.0", "rtsp"},
    Hint{"SIP/2.0", "sip"},
    Hint{":", "irc"},
    Hint{"NOTICE ", "irc"},
    Hint{"ERROR :", "irc"},
    Hint{"<?xml version", "xmpp"},
    Hint{"<stream:", "xmpp"},
    Hint{"SPAMD/", "spamd"},
    Hint{"\"IMPLEMENTATION\"", "sieve"},
    Hint{"200 ", "nntp"},
    Hint{"201 ", "nntp"},
    Hint{"\x15\x03"sv, "tls"},
    Hint{"\x16\x03"sv, "tls"},
    Hint{"\x00\x00\x00\x04"sv, "git"},
};

/// A MySQL greeting: length (3 bytes), sequence 0, protocol version 10 or an error packet.
bool is_mysql(std::string_view bytes) {
  return bytes.size() > 5 && bytes[3] == '\0' &&
         (bytes[4] == '\x0a' || bytes[4] == '\xff' || bytes[4] == '\x09') && bytes[2] == '\0';
}

}  // namespace

std::vector<std::string_view> spoken_for_by(std::string_view first_bytes) {
  std::vector<std::string_view> out;
  for (const Hint& hint : kHints) {
    if (first_bytes.starts_with(hint.begins)) out.push_back(hint.protocol);
  }
  if (first_bytes.starts_with("220") || first_bytes.starts_with("120") ||
      first_bytes.starts_with("421") || first_bytes.starts_with("554")) {
    // One after the other: each takes the other's greeting for its own.
    const std::string greeting = base::to_lower(first_bytes);
    const bool mail =
        greeting.find("smtp") != std::string::npos || greeting.find("lmtp") != std::string::npos;
    const bool files = greeting.find("ftp") != std::string::npos;
    if (mail && !files) {
      out.emplace_back("smtp");
    } else {
      out.emplace_back("ftp");
      if (!files) out.emplace_back("smtp");
    }
  }
  if (is_mysql(first_bytes)) out.emplace_back("mysql");
  const std::string lower = base::to_lower(first_bytes);
  if (lower.find("login:") != std::string::npos || lower.find("username:") != std::string::npos) {
    out.emplace_back("telnet");
  }
  return out;
}

}  // namespace minato::identify
