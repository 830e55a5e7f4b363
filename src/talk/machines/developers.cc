// Services of developers and operators: git (pkt-line of gitprotocol-pack), AJP (cping), Erlang's
// port mapper (names), ClamAV (zVERSION), Zabbix agent (passive check of its version).
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "talk/byte_builder.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr Exchange kGitTalk{
    .first =
        [](const MachineOptions& options) {
          const std::string host = options.host.empty() ? "minato.invalid" : options.host;
          const std::string asked =
              std::string("git-upload-pack /minato.git\0host=", 33) + host + '\0';
          return fmt::format("{:04x}{}", asked.size() + 4, asked);
        },
    .measure = [](std::string_view received) -> MessageLength {
      if (received.size() < 4) return 0;
      const auto length = base::parse_number<std::size_t>(received.substr(0, 4), 16);
      return !length || *length < 5 ? MessageLength() : length;
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      const std::string_view text = without_line_end(message.substr(4));
      constexpr std::string_view kAgent = "agent=";
      const std::size_t agent = text.find(kAgent);
      if (agent != text.npos) {
        const std::string_view rest = text.substr(agent + kAgent.size());
        facts.add("git.agent", rest.substr(0, rest.find_first_of(" \n")));
        return Turn::finished();
      }
      if (!text.starts_with("ERR ") && !text.starts_with("access denied")) return Turn::not_ours();
      facts.add("git.answer", text);
      return Turn::finished();
    },
    .rule = "git-packet"};

constexpr Exchange kAjpTalk{
    .first = [](const MachineOptions&) { return std::string("\x12\x34\x00\x01\x0a", 5); },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::string_view kPong("AB\x00\x01\x09", 5);
      const std::size_t both = std::min(received.size(), kPong.size());
      if (received.substr(0, both) != kPong.substr(0, both)) return std::nullopt;
      return received.size() < kPong.size() ? 0 : kPong.size();
    },
    .read = [](std::string_view, unsigned, Facts& facts) -> Turn {
      facts.add("ajp.answer", "cpong");
      return Turn::finished();
    },
    .rule = "ajp-cpong"};

constexpr std::uint16_t kEpmdPort = 4369;

/// The mapper's own port as four bytes, then lines "name NODE at port N".
constexpr Exchange kEpmdTalk{
    .first = [](const MachineOptions&) { return std::string("\x00\x01n", 3); },
    .measure = [](std::string_view received) -> MessageLength {
      if (received[0] == 'n') return measure_line(received);
      if (received[0] != 0) return std::nullopt;
      return received.size() < 4 ? 0 : 4;
    },
    .read = [](std::string_view message, unsigned number, Facts& facts) -> Turn {
      if (number == 0) {
        ByteReader in(base::as_bytes(message));
        const std::uint32_t port = in.u32();
        if (in.failed() || port == 0 || port > 65535) return Turn::not_ours();
        facts.add_number("epmd.port", port);
        return Turn::more();
      }
      if (message.starts_with("name ")) facts.add("epmd.name", without_line_end(message.substr(5)));
      return Turn::more();
    },
    .rule = "epmd-names"};

constexpr Exchange kClamdTalk{
    .first = [](const MachineOptions&) { return std::string("zVERSION\0", 9); },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::string_view kName = "ClamAV ";
      const std::size_t both = std::min(received.size(), kName.size());
      if (received.substr(0, both) != kName.substr(0, both) || received.size() > 512) {
        return std::nullopt;
      }
      const std::size_t end = received.find_first_of(std::string_view("\0\n", 2));
      return end == std::string_view::npos ? 0 : end + 1;
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      facts.add("clamd.version", message.substr(0, message.size() - 1));
      return Turn::finished();
    },
    .rule = "clamd-version"};

constexpr std::size_t kZabbixHead = 13;

constexpr Exchange kZabbixTalk{
    .first =
        [](const MachineOptions&) {
          constexpr std::string_view kItem = "agent.version";
          return ByteBuilder().text("ZBXD\x01").u64_little(kItem.size()).text(kItem).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::string_view kName = "ZBXD\x01";
      const std::size_t both = std::min(received.size(), kName.size());
      if (received.substr(0, both) != kName.substr(0, both)) return std::nullopt;
      if (received.size() < kZabbixHead) return 0;
      ByteReader in(base::as_bytes(received));
      in.skip(kName.size());
      const std::uint64_t length = in.u64_little();
      return length > 1024 ? MessageLength() : MessageLength(kZabbixHead + length);
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      facts.add("zabbix.answer", message.substr(kZabbixHead));
      return Turn::finished();
    },
    .rule = "zabbix-answer"};

}  // namespace

extern const Protocol kGit, kAjp, kEpmd, kClamd, kZabbixAgent;
const Protocol kGit{.name = "git", .ports = {9418}, .create = make_exchange<kGitTalk>};
const Protocol kAjp{.name = "ajp13", .ports = {8009}, .create = make_exchange<kAjpTalk>};
const Protocol kEpmd{.name = "epmd", .ports = {kEpmdPort}, .create = make_exchange<kEpmdTalk>};
const Protocol kClamd{.name = "clamd", .ports = {3310}, .create = make_exchange<kClamdTalk>};
const Protocol kZabbixAgent{
    .name = "zabbix-agent", .ports = {10050}, .create = make_exchange<kZabbixTalk>};

}  // namespace minato::talk
