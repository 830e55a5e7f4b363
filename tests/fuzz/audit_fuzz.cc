// Every conversation of an audit against hostile bytes, and every check over what it learned: one
// byte picks the service, one the conversation, one the size of the pieces.
#include <array>

#include "audit/family.h"
#include "base/check.h"

namespace {

using namespace minato;  // NOLINT(google-build-using-namespace): a test program

constexpr std::array<std::string_view, 48> kServices = {
    "ssh",     "ftp",           "telnet",    "smtp",       "imap",   "pop3",  "http",
    "ipp",     "http-proxy",    "dns",       "smb",        "rdp",    "vnc",   "x11",
    "redis",   "memcached",     "mqtt",      "amqp",       "nats",   "mysql", "postgresql",
    "mongodb", "elasticsearch", "docker",    "kubernetes", "etcd",   "rsync", "git",
    "snmp",    "ntp",           "ldap",      "rpcbind",    "tftp",   "socks", "irc",
    "xmpp",    "beanstalkd",    "ms-sql",    "nfs",        "ssdp",   "tls",   "sip",
    "rtsp",    "zookeeper",     "cassandra", "kafka",      "modbus", "oracle"};

constexpr std::size_t kMostSentBytes = std::size_t{1} << 20;

talk::Facts converse(talk::Machine& machine, base::Bytes bytes, std::size_t piece) {
  talk::Outbox out;
  machine.start(out);
  std::size_t sent = out.bytes().size();
  out.clear();
  while (!bytes.empty() && !out.ended()) {
    const base::Bytes next = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(next.size());
    machine.on_bytes(next, out);
    if (out.wish() == talk::Outbox::Wish::tls) {
      out.tls_begun();
      machine.on_secured(out);
    }
    sent += out.bytes().size();
    out.clear();
    MINATO_CHECK(sent < kMostSentBytes);
  }
  if (!out.ended()) machine.on_closed(talk::Closing::closed, out);
  return machine.facts();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::string_view service = kServices.at(data[0] % kServices.size());
  const bool udp = service == "snmp" || service == "ntp" || service == "tftp";
  const model::Endpoint endpoint{*model::IpAddress::parse("192.0.2.1"),
                                 {4242, udp ? model::Transport::udp : model::Transport::tcp}};
  const audit::Target target{
      .endpoint = endpoint, .host = "www.example.test", .service = std::string(service)};
  for (const auto& inquiry : audit::inquiries_for(target)) {
    auto talks = inquiry->begin();
    if (talks.empty()) continue;
    audit::Talk& talk = talks[data[1] % talks.size()];
    const auto facts =
        converse(*talk.machine, base::Bytes(data, size).subspan(3), data[2] == 0 ? size : data[2]);
    static_cast<void>(inquiry->heard(talk, facts));
    const audit::Case given{
        .facts = inquiry->facts(), .service = service, .tunnel = {}, .host = "h"};
    static_cast<void>(audit::judge(given, endpoint, {}));
  }
  return 0;
}
