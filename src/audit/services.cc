// The tables of usual ports, greetings and first words before TLS.
#include "audit/services.h"

#include <algorithm>
#include <array>

#include "audit/words.h"

namespace minato::audit {
namespace {

using model::Port;
using model::Transport;
using talk::TlsPreamble;

struct Usual {
  std::uint16_t port;
  std::string_view service;
  std::string_view tunnel;
  Transport transport = Transport::tcp;
};

constexpr std::array kUsual = {
    Usual{21, "ftp", ""},
    Usual{22, "ssh", ""},
    Usual{23, "telnet", ""},
    Usual{25, "smtp", ""},
    Usual{53, "dns", ""},
    Usual{53, "dns", "", Transport::udp},
    Usual{69, "tftp", "", Transport::udp},
    Usual{80, "http", ""},
    Usual{110, "pop3", ""},
    Usual{111, "rpcbind", ""},
    Usual{111, "rpcbind", "", Transport::udp},
    Usual{123, "ntp", "", Transport::udp},
    Usual{139, "smb", ""},
    Usual{143, "imap", ""},
    Usual{161, "snmp", "", Transport::udp},
    Usual{389, "ldap", ""},
    Usual{443, "http", "tls"},
    Usual{445, "smb", ""},
    Usual{465, "smtp", "tls"},
    Usual{587, "smtp", ""},
    Usual{631, "ipp", ""},
    Usual{636, "ldap", "tls"},
    Usual{873, "rsync", ""},
    Usual{990, "ftp", "tls"},
    Usual{993, "imap", "tls"},
    Usual{995, "pop3", "tls"},
    Usual{1080, "socks", ""},
    Usual{1433, "ms-sql", ""},
    Usual{1883, "mqtt", ""},
    Usual{1900, "ssdp", "", Transport::udp},
    Usual{2049, "nfs", ""},
    Usual{2375, "docker", ""},
    Usual{2376, "docker", "tls"},
    Usual{2379, "etcd", ""},
    Usual{3128, "http-proxy", ""},
    Usual{3306, "mysql", ""},
    Usual{3389, "rdp", ""},
    Usual{4222, "nats", ""},
    Usual{5000, "http", ""},
    Usual{5222, "xmpp", ""},
    Usual{5432, "postgresql", ""},
    Usual{5672, "amqp", ""},
    Usual{5671, "amqp", "tls"},
    Usual{5900, "vnc", ""},
    Usual{5901, "vnc", ""},
    Usual{6000, "x11", ""},
    Usual{6001, "x11", ""},
    Usual{6002, "x11", ""},
    Usual{6003, "x11", ""},
    Usual{6379, "redis", ""},
    Usual{6443, "kubernetes", "tls"},
    Usual{6667, "irc", ""},
    Usual{6697, "irc", "tls"},
    Usual{8000, "http", ""},
    Usual{8080, "http", ""},
    Usual{8443, "http", "tls"},
    Usual{8883, "mqtt", "tls"},
    Usual{8888, "http-proxy", ""},
    Usual{9200, "elasticsearch", ""},
    Usual{9418, "git", ""},
    Usual{10250, "kubernetes", "tls"},
    Usual{11211, "memcached", ""},
    Usual{11211, "memcached", "", Transport::udp},
    Usual{11300, "beanstalkd", ""},
    Usual{27017, "mongodb", ""},
};

struct Preamble {
  std::string_view service;
  TlsPreamble kind;
};
constexpr std::array kPreambles = {
    Preamble{"smtp", TlsPreamble::smtp},   Preamble{"ftp", TlsPreamble::ftp},
    Preamble{"imap", TlsPreamble::imap},   Preamble{"pop3", TlsPreamble::pop3},
    Preamble{"ldap", TlsPreamble::ldap},   Preamble{"postgresql", TlsPreamble::postgresql},
    Preamble{"mysql", TlsPreamble::mysql}, Preamble{"xmpp", TlsPreamble::xmpp},
    Preamble{"rdp", TlsPreamble::rdp},     Preamble{"nats", TlsPreamble::nats},
};

/// By what the server says without being asked.
std::string_view service_of_greeting(std::string_view greeting) {
  if (greeting.starts_with("SSH-")) return "ssh";
  if (greeting.starts_with("RFB ")) return "vnc";
  if (greeting.starts_with("+OK")) return "pop3";
  if (greeting.starts_with("* OK") || greeting.starts_with("* PREAUTH")) return "imap";
  if (greeting.starts_with("@RSYNCD:")) return "rsync";
  if (greeting.starts_with("INFO {")) return "nats";
  if (greeting.starts_with("\xff")) return "telnet";
  if (greeting.starts_with("220")) {
    const bool mail = contains(greeting, "smtp") || contains(greeting, "mail");
    return mail && !contains(greeting, "ftp") ? "smtp" : "ftp";
  }
  if (greeting.starts_with(":") || greeting.starts_with("NOTICE ")) return "irc";
  // MySQL: length(3) sequence(1) protocol 10, or an error packet 0xff
  if (greeting.size() > 5 && greeting[3] == 0 && (greeting[4] == 10 || greeting[4] == '\xff')) {
    return "mysql";
  }
  return "";
}

/// By what a GET was answered.
std::string_view service_of_http(std::string_view reply) {
  if (!reply.starts_with("HTTP/")) return "";
  if (contains(reply, "Docker-Distribution-Api-Version")) return "http";
  if (contains(reply, "cluster_name") && contains(reply, "lucene_version")) return "elasticsearch";
  if (contains(reply, "proxy-agent: ") || contains(reply, "X-Squid-Error") ||
      contains(reply, "server: tinyproxy") || contains(reply, "server: squid")) {
    return "http-proxy";
  }
  if (contains(reply, "server: cups") || contains(reply, "server: ipp")) return "ipp";
  return "http";
}

}  // namespace

ServiceGuess usual_service(Port port) {
  for (const Usual& usual : kUsual) {
    if (usual.port == port.number && usual.transport == port.transport) {
      return {std::string(usual.service), std::string(usual.tunnel)};
    }
  }
  return {};
}

ServiceGuess guess_service(Port port, const talk::Facts& first) {
  const ServiceGuess usual = usual_service(port);
  const std::string_view greeting = first.text("first.greeting");
  const std::string_view said = service_of_greeting(greeting);
  const bool web = usual.service == "http" || usual.service.empty();
  if (!said.empty()) return {std::string(said), ""};
  const bool tls = first.has("first.tls");
  const std::string_view inside = service_of_greeting(first.text("first.https"));
  if (!inside.empty()) return {std::string(inside), "tls"};
  const std::string_view http = service_of_http(first.text(tls ? "first.https" : "first.http"));
  // A number that means something of HTTP's kind (etcd, Docker) says more than "http".
  if (!http.empty() && (web || http != "http")) return {std::string(http), tls ? "tls" : ""};
  if (tls) return {usual.service.empty() ? "tls" : usual.service, "tls"};
  if (!http.empty() && usual.service.empty()) return {"http", ""};
  return {usual.service, ""};
}

TlsPreamble preamble_of(std::string_view service, std::string_view tunnel) {
  if (tunnel == "tls") return TlsPreamble::none;
  const auto at = std::ranges::find(kPreambles, service, &Preamble::service);
  return at == kPreambles.end() ? TlsPreamble::none : at->kind;
}

std::vector<Port> usual_ports() {
  std::vector<Port> ports;
  for (const Usual& usual : kUsual) ports.push_back({usual.port, usual.transport});
  return ports;
}

}  // namespace minato::audit
