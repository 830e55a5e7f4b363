// Small services that speak in lines: what they say to a question for their version or state.
//   memcached (protocol.txt), beanstalkd (protocol.txt), Gearman (admin protocol), ZooKeeper (four
//   letter words), NATS (INFO), rsync (daemon greeting), SpamAssassin (spamc), NNTP (RFC 3977),
//   ManageSieve (RFC 5804), JDWP (handshake)
#include <algorithm>

#include "base/strings.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr unsigned kMostModules = 32;

/// The text value of a key in one line of JSON, unescaped values only.
std::string_view json_text(std::string_view json, std::string_view key) {
  const std::string wanted = "\"" + std::string(key) + "\":\"";
  const std::size_t at = json.find(wanted);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = json.substr(at + wanted.size());
  return rest.substr(0, std::min(rest.find('"'), rest.size()));
}

constexpr Exchange kMemcachedTalk{
    .first = [](const MachineOptions&) -> std::string { return "version\r\n"; },
    .read = [](std::string_view line, unsigned, Facts& facts) -> Turn {
      line = without_line_end(line);
      if (!line.starts_with("VERSION ")) return Turn::not_ours();
      facts.add("memcached.version", line.substr(8));
      return Turn::finished();
    },
    .rule = "memcached-version"};

constexpr Exchange kBeanstalkTalk{
    .first = [](const MachineOptions&) -> std::string { return "stats\r\n"; },
    .read = [](std::string_view line, unsigned number, Facts& facts) -> Turn {
      line = without_line_end(line);
      if (number == 0) return line.starts_with("OK ") ? Turn::more() : Turn::not_ours();
      if (number == 1 && line != "---") return Turn::not_ours();
      if (!line.starts_with("version: ")) return line.empty() ? Turn::finished() : Turn::more();
      facts.add("beanstalkd.version", line.substr(9));
      return Turn::finished();
    },
    .rule = "beanstalkd-stats"};

constexpr Exchange kGearmanTalk{
    .first = [](const MachineOptions&) -> std::string { return "version\n"; },
    .read = [](std::string_view line, unsigned, Facts& facts) -> Turn {
      line = without_line_end(line);
      if (!line.starts_with("OK ")) return Turn::not_ours();
      facts.add("gearman.version", line);
      return Turn::finished();
    },
    .rule = "gearman-version"};

constexpr Exchange kZooKeeperTalk{
    .first = [](const MachineOptions&) -> std::string { return "srvr"; },
    .read = [](std::string_view line, unsigned number, Facts& facts) -> Turn {
      if (number > 0) return Turn::more();
      constexpr std::string_view kVersion = "Zookeeper version: ";
      if (line.find("is not executed because it is not in the whitelist") != line.npos ||
          line.find("not currently serving requests") != line.npos) {
        facts.add("zookeeper.answer", line);
        return Turn::finished();
      }
      if (!line.starts_with(kVersion)) return Turn::not_ours();
      facts.add("zookeeper.version", without_line_end(line.substr(kVersion.size())));
      return Turn::finished();
    },
    .rule = "zookeeper-srvr"};

constexpr Exchange kNatsTalk{.read = [](std::string_view line, unsigned, Facts& facts) -> Turn {
                               if (!line.starts_with("INFO {")) return Turn::not_ours();
                               facts.add("nats.server", json_text(line, "version"));
                               if (line.find("\"auth_required\":true") != line.npos)
                                 facts.add_flag("nats.auth");
                               if (line.find("\"tls_required\":true") != line.npos)
                                 facts.add_flag("nats.tls");
                               return Turn::finished();
                             },
                             .rule = "nats-info"};

constexpr Exchange kRsyncTalk{
    .read = [](std::string_view line, unsigned number, Facts& facts) -> Turn {
      line = without_line_end(line);
      if (number == 0) {
        if (!line.starts_with("@RSYNCD: ")) return Turn::not_ours();
        facts.add("rsync.banner", line);
        return Turn::ask("@RSYNCD: 31.0 sha512 sha256 sha1 md5 md4\n#list\n");
      }
      if (line.starts_with("@RSYNCD: EXIT") || line.starts_with("@ERROR")) return Turn::finished();
      const auto words = base::words(line);
      // A message of the day comes first; a module's name is followed by a tab.
      if (!words.empty() && line.find('\t') != line.npos) facts.add("rsync.module", words[0]);
      return number > kMostModules ? Turn::finished() : Turn::more();
    },
    .rule = "rsync-greeting"};

constexpr Exchange kSpamdTalk{
    .first = [](const MachineOptions&) -> std::string { return "PING SPAMC/1.2\r\n\r\n"; },
    .read = [](std::string_view line, unsigned, Facts& facts) -> Turn {
      if (!line.starts_with("SPAMD/")) return Turn::not_ours();
      facts.add("spamd.answer", without_line_end(line));
      return Turn::finished();
    },
    .rule = "spamd-pong"};

constexpr Exchange kNntpTalk{
    .read = [](std::string_view line, unsigned number, Facts& facts) -> Turn {
      line = without_line_end(line);
      if (number == 0) {
        const bool greets = line.starts_with("200 ") || line.starts_with("201 ") ||
                            line.starts_with("400 ") || line.starts_with("502 ");
        if (!greets) return Turn::not_ours();
        facts.add("nntp.banner", line);
        return line.starts_with("2") ? Turn::ask("CAPABILITIES\r\n") : Turn::finished();
      }
      if (number == 1) return line.starts_with("101") ? Turn::more() : Turn::finished();
      if (line.starts_with("IMPLEMENTATION ")) facts.add("nntp.implementation", line.substr(15));
      if (line == "STARTTLS") facts.add("nntp.starttls", "offered");
      return line == "." ? Turn::finished() : Turn::more();
    },
    .rule = "nntp-greeting"};

constexpr Exchange kManageSieveTalk{
    .read = [](std::string_view line, unsigned number, Facts& facts) -> Turn {
      line = without_line_end(line);
      constexpr std::string_view kName = "\"IMPLEMENTATION\" ";
      if (number == 0 && !line.starts_with('"')) return Turn::not_ours();
      if (line.starts_with(kName)) facts.add("sieve.implementation", line.substr(kName.size()));
      if (line == "\"STARTTLS\"") facts.add("sieve.starttls", "offered");
      if (line.starts_with("OK") || line.starts_with("BYE")) return Turn::finished();
      return line.starts_with('"') ? Turn::more() : Turn::not_ours();
    },
    .rule = "sieve-capability"};

constexpr Exchange kJdwpTalk{
    .first = [](const MachineOptions&) -> std::string { return "JDWP-Handshake"; },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::string_view kEcho = "JDWP-Handshake";
      const std::size_t both = std::min(received.size(), kEcho.size());
      if (received.substr(0, both) != kEcho.substr(0, both)) return std::nullopt;
      return received.size() < kEcho.size() ? 0 : kEcho.size();
    },
    .read = [](std::string_view, unsigned, Facts& facts) -> Turn {
      facts.add("jdwp.answer", "handshake");
      return Turn::finished();
    },
    .rule = "jdwp-handshake"};

}  // namespace

extern const Protocol kMemcached, kBeanstalk, kGearman, kZooKeeper, kNats, kRsync, kSpamd, kNntp,
    kManageSieve, kJdwp;
const Protocol kMemcached{
    .name = "memcached", .ports = {11211}, .create = make_exchange<kMemcachedTalk>};
const Protocol kBeanstalk{
    .name = "beanstalk", .ports = {11300}, .create = make_exchange<kBeanstalkTalk>};
const Protocol kGearman{.name = "gearman", .ports = {4730}, .create = make_exchange<kGearmanTalk>};
const Protocol kZooKeeper{
    .name = "zookeeper", .ports = {2181}, .create = make_exchange<kZooKeeperTalk>};
const Protocol kNats{.name = "nats",
                     .ports = {4222, 6222},
                     .first = FirstWord::server,
                     .create = make_exchange<kNatsTalk>};
const Protocol kRsync{.name = "rsync",
                      .ports = {873},
                      .tls_ports = {874},
                      .first = FirstWord::server,
                      .create = make_exchange<kRsyncTalk>};
const Protocol kSpamd{.name = "spamd", .ports = {783}, .create = make_exchange<kSpamdTalk>};
const Protocol kNntp{.name = "nntp",
                     .ports = {119},
                     .tls_ports = {563},
                     .first = FirstWord::server,
                     .create = make_exchange<kNntpTalk>};
const Protocol kManageSieve{.name = "sieve",
                            .ports = {4190},
                            .first = FirstWord::server,
                            .create = make_exchange<kManageSieveTalk>};
const Protocol kJdwp{.name = "jdwp", .ports = {5005}, .create = make_exchange<kJdwpTalk>};

}  // namespace minato::talk
