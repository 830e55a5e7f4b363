// Who am I, by name services: the version of a DNS server (version.bind, CHAOS class, over TCP and
// UDP), NetBIOS node status (RFC 1002 section 4.2.17), multicast DNS asked directly (RFC 6762).
#include "base/strings.h"
#include "talk/byte_builder.h"
#include "talk/dns_message.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr std::size_t kDnsHead = 12;

/// A question of the old form, as these services expect it.
std::string question(DnsQuery query) {
  query.recursion_desired = false;
  query.answer_bytes = 0;
  return std::string(base::as_text(encode_dns_query(query)));
}

std::string version_question(const MachineOptions& options) {
  return question({.id = options.transaction,
                   .name = "version.bind",
                   .type = dns_type::kTxt,
                   .dns_class = dns_class::kChaos});
}

Turn read_version(base::Bytes bytes, Facts& facts) {
  const auto answer = decode_dns(bytes);
  if (!answer || !answer->response) return Turn::not_ours();
  facts.add("dns.version.rcode", to_text(answer->rcode));
  for (const DnsRecord& record : answer->answers) {
    if (record.type == dns_type::kTxt) facts.add("dns.version", record.text);
  }
  return Turn::finished();
}

constexpr Exchange kVersionTcpTalk{
    .first =
        [](const MachineOptions& options) {
          return ByteBuilder().sized16(ByteBuilder().text(version_question(options))).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      if (received.size() < 2) return 0;
      ByteReader in(base::as_bytes(received));
      const std::size_t length = in.u16();
      return length < kDnsHead ? MessageLength() : MessageLength(2 + length);
    },
    .read = [](std::string_view message, unsigned,
               Facts& facts) { return read_version(base::as_bytes(message.substr(2)), facts); },
    .rule = "dns-version"};
constexpr Exchange kVersionUdpTalk{
    .first = version_question,
    .measure = measure_datagram,
    .read = [](std::string_view message, unsigned,
               Facts& facts) { return read_version(base::as_bytes(message), facts); },
    .rule = "dns-version"};

constexpr Exchange kMdnsTalk{.first =
                                 [](const MachineOptions&) {
                                   constexpr std::uint16_t kUnicastAnswer = 0x8001;
                                   return question({.name = "_services._dns-sd._udp.local",
                                                    .type = dns_type::kPtr,
                                                    .dns_class = kUnicastAnswer});
                                 },
                             .measure = measure_datagram,
                             .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
                               const auto answer = decode_dns(base::as_bytes(message));
                               if (!answer || !answer->response) return Turn::not_ours();
                               for (const DnsRecord& record : answer->answers) {
                                 if (record.type == dns_type::kPtr)
                                   facts.add("mdns.services", record.text);
                               }
                               return facts.has("mdns.services") ? Turn::finished()
                                                                 : Turn::not_ours();
                             },
                             .rule = "mdns-answer"};

constexpr std::uint16_t kNodeStatus = 0x21;
constexpr std::size_t kNetBiosName = 15;

Turn read_node_status(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  in.skip(2);
  const bool response = (in.u16() & 0x8000U) != 0;
  in.skip(8);
  in.skip(in.u8() + std::size_t{1});  // the name asked for, one label
  const bool status = in.u16() == kNodeStatus;
  in.skip(8);
  if (!response || !status || in.failed()) return Turn::not_ours();
  const unsigned count = in.u8();
  constexpr std::uint16_t kGroup = 0x8000;
  for (unsigned i = 0; i < count; ++i) {
    const std::string_view name = base::trim(base::as_text(in.bytes(kNetBiosName)));
    const unsigned suffix = in.u8();
    const bool group = (in.u16() & kGroup) != 0;
    if (in.failed()) break;
    if (suffix == 0) facts.add(group ? "netbios.group" : "netbios.name", name);
    if (suffix == 0x20 && !group) facts.add_flag("netbios.files");
  }
  return facts.has("netbios.name") ? Turn::finished() : Turn::not_ours();
}

constexpr Exchange kNetBiosTalk{.first =
                                    [](const MachineOptions& options) {
                                      // "*" and zeros, each half byte written as a letter.
                                      return question({.id = options.transaction,
                                                       .name = "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                                       .type = kNodeStatus});
                                    },
                                .measure = measure_datagram,
                                .read = read_node_status,
                                .rule = "netbios-status"};

}  // namespace

extern const Protocol kDnsVersionTcp, kDnsVersionUdp, kMdns, kNetBiosName;
const Protocol kDnsVersionTcp{.name = "dns-version", .create = make_exchange<kVersionTcpTalk>};
const Protocol kDnsVersionUdp{.name = "dns-version",
                              .transport = model::Transport::udp,
                              .create = make_exchange<kVersionUdpTalk>};
const Protocol kMdns{.name = "mdns",
                     .transport = model::Transport::udp,
                     .ports = {5353},
                     .create = make_exchange<kMdnsTalk>};
const Protocol kNetBiosName{.name = "netbios-ns",
                            .transport = model::Transport::udp,
                            .ports = {137},
                            .create = make_exchange<kNetBiosTalk>};

}  // namespace minato::talk
