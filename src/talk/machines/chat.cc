// Chat: IRC (RFC 2812) and XMPP (RFC 6120). IRC tells its version only to those who sign in; the
// name used is gone with the connection.
#include <fmt/format.h>

#include "base/strings.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr unsigned kMostIrcLines = 64;

Turn read_irc(std::string_view line, unsigned number, Facts& facts) {
  line = without_line_end(line);
  const auto words = base::words(line);
  if (words.empty()) return number == 0 ? Turn::not_ours() : Turn::more();
  if (words[0] == "PING") {
    return Turn::ask(fmt::format("PONG{}\r\n", line.substr(words[0].size())));
  }
  const bool prefixed = words[0].starts_with(':') && words.size() > 1;
  const std::string_view command = prefixed ? words[1] : words[0];
  if (command == "NOTICE" || command == "ERROR") {
    facts.add("irc.notice", line);
    return command == "ERROR" ? Turn::finished() : Turn::more();
  }
  if (!prefixed) return Turn::not_ours();
  if (command == "004" && words.size() > 4) {
    facts.add("irc.server", words[3]);
    facts.add("irc.version", words[4]);
    return Turn::ask("QUIT\r\n");
  }
  if (!base::parse_number<unsigned>(command) && number == 0) return Turn::not_ours();
  const bool refused = command.size() == 3 && (command[0] == '4' || command[0] == '5');
  return refused || facts.has("irc.version") || number > kMostIrcLines ? Turn::finished()
                                                                       : Turn::more();
}

constexpr Exchange kIrcTalk{.first = [](const MachineOptions& options) -> std::string {
                              const std::string name = fmt::format("mn{:04x}", options.transaction);
                              return fmt::format("NICK {0}\r\nUSER {0} 0 * :{0}\r\n", name);
                            },
                            .read = read_irc,
                            .rule = "irc-line"};

/// One tag.
MessageLength measure_xmpp(std::string_view received) {
  constexpr std::size_t kMostTagBytes = 8192;
  const std::size_t at = received.find_first_not_of(" \t\r\n");
  if (at != std::string_view::npos && received[at] != '<') {
    // Text between tags belongs to what comes before.
    const std::size_t next = received.find('<');
    if (next != std::string_view::npos) return next;
    return received.size() > kMostTagBytes ? MessageLength() : MessageLength(0);
  }
  const std::size_t end = received.find('>');
  if (end != std::string_view::npos) return end + 1;
  return received.size() > kMostTagBytes ? MessageLength() : MessageLength(0);
}

Turn read_xmpp(std::string_view tag, unsigned number, Facts& facts) {
  tag = base::trim(tag);
  if (number == 0 && tag.starts_with("<?xml")) return Turn::more();
  if (tag.starts_with("<stream:stream")) {
    facts.add("xmpp.stream", tag);
    return Turn::more();
  }
  if (!facts.has("xmpp.stream")) return Turn::not_ours();
  if (tag.find("urn:ietf:params:xml:ns:xmpp-tls") != tag.npos) {
    facts.add("xmpp.starttls", "offered");
  }
  return tag.starts_with("</stream:") ? Turn::finished() : Turn::more();
}

constexpr Exchange kXmppTalk{
    .first = [](const MachineOptions& options) -> std::string {
      return fmt::format(
          "<?xml version='1.0'?><stream:stream to='{}' xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
          options.host.find_first_of("'<&") == std::string::npos ? options.host : "");
    },
    .measure = measure_xmpp,
    .read = read_xmpp,
    .rule = "xmpp-stream"};

}  // namespace

extern const Protocol kIrc, kXmpp;
const Protocol kIrc{.name = "irc",
                    .ports = {6667, 6666, 6668, 6669},
                    .tls_ports = {6697, 6679},
                    .create = make_exchange<kIrcTalk>};
const Protocol kXmpp{.name = "xmpp",
                     .ports = {5222, 5269},
                     .tls_ports = {5223, 5270},
                     .create = make_exchange<kXmppTalk>};

}  // namespace minato::talk
