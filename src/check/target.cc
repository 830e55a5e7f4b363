// Taking URLs apart (RFC 3986), and what the schemes mean.
#include "check/target.h"

#include <idn2.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "base/suggest.h"
#include "talk/protocols.h"

namespace minato::check {
namespace {

using model::Transport;
using talk::Wrapping;

struct Scheme {
  std::string_view name;
  std::string_view protocol;  ///< "" for none
  std::uint16_t port = 0;     ///< 0: the protocol's own first one
  Transport transport = Transport::tcp;
  Wrapping wrapping = Wrapping::plain;
};

constexpr auto kSchemes = std::to_array<Scheme>({
    {"http", "http", 80},
    {"https", "http", 443, Transport::tcp, Wrapping::tls},
    {"ssh", "ssh", 22},
    {"ftp", "ftp", 21},
    {"ftps", "ftp", 990, Transport::tcp, Wrapping::tls},
    {"smtp", "smtp", 25},
    {"smtps", "smtp", 465, Transport::tcp, Wrapping::tls},
    {"submission", "smtp", 587},
    {"pop3", "pop3", 110},
    {"pop3s", "pop3", 995, Transport::tcp, Wrapping::tls},
    {"imap", "imap", 143},
    {"imaps", "imap", 993, Transport::tcp, Wrapping::tls},
    {"dns", "domain", 53, Transport::udp},
    {"dns+tcp", "domain", 53},
    {"dot", "domain", 853, Transport::tcp, Wrapping::tls},
    {"rdp", "ms-wbt-server", 3389},
    {"smb", "microsoft-ds", 445},
    {"mysql", "mysql", 3306},
    {"mariadb", "mysql", 3306},
    {"postgres", "postgresql", 5432},
    {"postgresql", "postgresql", 5432},
    {"redis", "redis", 6379},
    {"rediss", "redis", 6379, Transport::tcp, Wrapping::tls},
    {"ntp", "ntp", 123, Transport::udp},
    {"telnet", "telnet"},
    {"telnets", "telnet", 0, Transport::tcp, Wrapping::tls},
    {"ldap", "ldap"},
    {"ldaps", "ldap", 0, Transport::tcp, Wrapping::tls},
    {"mqtt", "mqtt"},
    {"mqtts", "mqtt", 0, Transport::tcp, Wrapping::tls},
    {"amqp", "amqp"},
    {"amqps", "amqp", 0, Transport::tcp, Wrapping::tls},
    {"kafka", "kafka"},
    {"nats", "nats"},
    {"stomp", "stomp"},
    {"mongodb", "mongodb"},
    {"cassandra", "cassandra"},
    {"sqlserver", "ms-sql-s"},
    {"oracle", "oracle-tns"},
    {"memcached", "memcached"},
    {"zookeeper", "zookeeper"},
    {"vnc", "vnc"},
    {"x11", "x11"},
    {"rsync", "rsync"},
    {"git", "git"},
    {"irc", "irc"},
    {"ircs", "irc", 0, Transport::tcp, Wrapping::tls},
    {"xmpp", "xmpp"},
    {"sip", "sip", 0, Transport::udp},
    {"sip+tcp", "sip"},
    {"sips", "sip", 0, Transport::tcp, Wrapping::tls},
    {"rtsp", "rtsp"},
    {"nntp", "nntp"},
    {"nntps", "nntp", 0, Transport::tcp, Wrapping::tls},
    {"sieve", "sieve"},
    {"socks5", "socks5"},
    {"stun", "stun", 0, Transport::udp},
    {"snmp", "snmp", 0, Transport::udp},
    {"rpc", "sunrpc"},
    {"nfs", "nfs"},
    {"ssdp", "ssdp", 0, Transport::udp},
    {"mdns", "mdns", 0, Transport::udp},
    {"netbios", "netbios-ns", 0, Transport::udp},
    {"openvpn", "openvpn", 0, Transport::udp},
    {"ike", "isakmp", 0, Transport::udp},
    {"quic", "quic", 0, Transport::udp},
    {"coap", "coap", 0, Transport::udp},
    {"modbus", "modbus"},
    {"tls", "", 443, Transport::tcp, Wrapping::tls},
    {"tcp", "", 0},
    {"udp", "", 0, Transport::udp},
});

tl::unexpected<base::Error> wrong(std::string key, std::string_view whole, std::string_view part,
                                  std::string suggestion = {}) {
  const std::size_t offset =
      part.data() >= whole.data() && part.data() <= whole.data() + whole.size()
          ? static_cast<std::size_t>(part.data() - whole.data())
          : 0;
  return base::fail(
      base::input_error(std::move(key), {std::string(part)},
                        {std::string(whole), offset, part.size(), std::move(suggestion)}));
}

/// A name of other scripts in its ASCII form; "" when it is none.
std::string ascii_host(std::string_view host) {
  const bool plain = std::ranges::all_of(host, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
  });
  if (plain) return base::to_lower(host);
  char* ascii = nullptr;
  const std::string text(host);
  if (idn2_to_ascii_8z(text.c_str(), &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK) {
    return "";
  }
  std::string made(ascii);
  idn2_free(ascii);
  return made;
}

bool is_name(std::string_view host) {
  return !host.empty() && host.size() <= 254 && std::ranges::all_of(host, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
  });
}

/// The parts of an authority with what follows it.
struct Parts {
  std::string_view host{};
  std::string_view port{};
  std::string_view transport{};
  std::string_view path{};
  bool has_port = false;
};

Parts take_apart(std::string_view rest, bool has_scheme) {
  Parts parts;
  const std::size_t end = rest.find_first_of(has_scheme ? "/?#" : "/");
  std::string_view authority = rest.substr(0, end);
  if (end != std::string_view::npos) {
    (has_scheme ? parts.path : parts.transport) =
        has_scheme ? rest.substr(end) : rest.substr(end + 1);
  }
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  parts.host = authority;
  std::size_t colon = std::string_view::npos;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    parts.host = authority.substr(1, close == std::string_view::npos ? close : close - 1);
    if (close != std::string_view::npos && authority.substr(close + 1).starts_with(':')) {
      colon = close + 1;
    }
  } else if (std::ranges::count(authority, ':') == 1) {
    colon = authority.find(':');
    parts.host = authority.substr(0, colon);
  }
  if (colon != std::string_view::npos) {
    parts.has_port = true;
    parts.port = authority.substr(colon + 1);
  }
  return parts;
}

base::Result<void> settle_host(Target& target, std::string_view host) {
  if (host.empty()) host = "localhost";
  if (auto literal = model::IpAddress::parse(host)) {
    target.literal = *literal;
    target.host = model::to_text(*literal);
    return {};
  }
  target.host = ascii_host(host);
  if (!is_name(target.host)) return wrong("error.check.host", target.text, host);
  return {};
}

/// Without a scheme, the port says what is likely spoken there.
void settle_by_port(Target& target) {
  const auto likely = talk::likely_protocols(target.port);
  if (likely.empty()) return;
  target.protocol = likely.front().protocol;
  target.wrapping = likely.front().inside_tls ? Wrapping::tls : Wrapping::plain;
}

std::uint16_t usual_port(const Scheme& scheme, const talk::Protocol* protocol) {
  if (scheme.port != 0 || protocol == nullptr) return scheme.port;
  return (scheme.wrapping == Wrapping::tls ? protocol->tls_ports : protocol->ports).front();
}

base::Result<void> settle_scheme(Target& target, std::string_view name, Parts& parts) {
  const auto lower = base::to_lower(name);
  const auto* const scheme = std::ranges::find(kSchemes, lower, &Scheme::name);
  if (scheme == kSchemes.end()) {
    std::vector<std::string_view> known;
    known.reserve(kSchemes.size());
    for (const Scheme& one : kSchemes) known.push_back(one.name);
    return wrong("error.check.scheme", target.text, name,
                 std::string(base::suggest(lower, known).value_or("")));
  }
  target.wrapping = scheme->wrapping;
  target.protocol =
      scheme->protocol.empty() ? nullptr : talk::find_protocol(scheme->protocol, scheme->transport);
  target.port = {usual_port(*scheme, target.protocol), scheme->transport};
  if (target.port.number == 0 && !parts.has_port)
    return wrong("error.check.port", target.text, name);
  std::string_view path = parts.path.substr(0, parts.path.find('#'));
  target.path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
  return {};
}

base::Result<void> settle_port(Target& target, const Parts& parts) {
  if (!parts.has_port) return {};
  const auto number = base::parse_number<std::uint16_t>(parts.port);
  if (!number || *number == 0) return wrong("error.check.port", target.text, parts.port);
  target.port.number = *number;
  return {};
}

}  // namespace

std::string Target::service() const {
  if (protocol == nullptr) {
    return wrapping == Wrapping::tls ? "tls" : std::string(model::to_text(port.transport));
  }
  for (const Scheme& scheme : kSchemes) {
    if (scheme.protocol == protocol->name && scheme.wrapping == wrapping &&
        scheme.transport == protocol->transport) {
      return std::string(scheme.name);
    }
  }
  return std::string(protocol->name) + (wrapping == Wrapping::tls ? "+tls" : "");
}

base::Result<Target> parse_target(std::string_view text) {
  Target target;
  target.text = text;
  const std::string_view whole = target.text;
  if (whole.empty()) return wrong("error.check.host", whole, whole);
  const std::size_t colon = whole.find("://");
  const bool has_scheme = colon != std::string_view::npos;
  Parts parts = take_apart(has_scheme ? whole.substr(colon + 3) : whole, has_scheme);
  if (!has_scheme && !parts.has_port && base::parse_number<std::uint16_t>(parts.host)) {
    parts.port = parts.host;
    parts.has_port = true;
    parts.host = {};
  }
  if (auto host = settle_host(target, parts.host); !host) return base::fail(host.error());
  if (has_scheme) {
    if (auto known = settle_scheme(target, whole.substr(0, colon), parts); !known) {
      return base::fail(known.error());
    }
  } else {
    target.port.number = 443;
    if (!parts.transport.empty()) {
      const auto transport = model::parse_transport(parts.transport);
      if (!transport || *transport > Transport::udp) {
        // A path without a scheme: "www.example.com/page".
        target.path = "/" + std::string(parts.transport);
      } else {
        target.port.transport = *transport;
      }
    }
  }
  if (auto port = settle_port(target, parts); !port) return base::fail(port.error());
  if (!has_scheme) settle_by_port(target);
  return target;
}

base::Result<Target> redirect_target(const Target& from, std::string_view location) {
  const std::string scheme = from.wrapping == Wrapping::tls ? "https" : "http";
  std::string absolute(location);
  if (location.starts_with("//")) {
    absolute = scheme + ":" + absolute;
  } else if (location.find("://") == std::string_view::npos) {
    const std::string host =
        from.host.find(':') == std::string::npos ? from.host : "[" + from.host + "]";
    const std::string base_path = from.path.substr(0, from.path.find('?'));
    std::string path(location);
    if (!location.starts_with('/')) path = base_path.substr(0, base_path.rfind('/') + 1) + path;
    absolute = scheme + "://" + host + ":" + std::to_string(from.port.number) + path;
  }
  auto target = parse_target(absolute);
  if (target && (target->protocol == nullptr || target->protocol->name != "http")) {
    return wrong("error.check.redirect", target->text, target->text);
  }
  return target;
}

}  // namespace minato::check
