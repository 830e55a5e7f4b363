// Protocols that look like HTTP: RTSP (RFC 7826), SIP over TCP and UDP (RFC 3261), SSDP (UPnP
// Device Architecture 1.1, asked directly), and STOMP (1.2), whose frames end with a zero.
#include <fmt/format.h>

#include "base/strings.h"
#include "talk/exchange.h"
#include "talk/header_lines.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

/// "SIP/2.0 200 OK" behind `name`: the status, "" when it is none.
std::string_view status_of(std::string_view headers, std::string_view name) {
  if (!headers.starts_with(name) || headers.size() < name.size() + 4) return {};
  const std::string_view status = headers.substr(name.size() + 1, 3);
  return base::parse_number<unsigned>(status) ? status : std::string_view();
}

/// The headers that name the program, under `key`.
void add_server(std::string_view headers, std::string_view key, Facts& facts) {
  for (const std::string_view name : {"server", "user-agent"}) {
    const std::string_view value = header_value(headers, name);
    if (!value.empty()) return facts.add(key, value);
  }
}

constexpr Exchange kRtspTalk{.first = [](const MachineOptions&) -> std::string {
                               return "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n";
                             },
                             .measure = measure_headers,
                             .read = [](std::string_view headers, unsigned, Facts& facts) -> Turn {
                               const std::string_view status = status_of(headers, "RTSP/1.0");
                               if (status.empty()) return Turn::not_ours();
                               facts.add("rtsp.status", status);
                               add_server(headers, "rtsp.server", facts);
                               return Turn::finished();
                             },
                             .rule = "rtsp-status"};

std::string sip_request(const MachineOptions& options, std::string_view transport) {
  const std::string number = fmt::format("{:04x}", options.transaction);
  const std::string host = options.host.empty() ? "minato.invalid" : options.host;
  return fmt::format(
      "OPTIONS sip:{0} SIP/2.0\r\nVia: SIP/2.0/{1} minato.invalid;branch=z9hG4bK{2};rport\r\n"
      "Max-Forwards: 70\r\nTo: <sip:{0}>\r\nFrom: <sip:minato@minato.invalid>;tag={2}\r\n"
      "Call-ID: {2}@minato.invalid\r\nCSeq: 1 OPTIONS\r\nContact: <sip:minato@minato.invalid>\r\n"
      "Accept: application/sdp\r\nContent-Length: 0\r\n\r\n",
      host, transport, number);
}

Turn read_sip(std::string_view headers, unsigned /*number*/, Facts& facts) {
  const std::string_view status = status_of(headers, "SIP/2.0");
  if (status.empty()) return Turn::not_ours();
  facts.add("sip.status", status);
  add_server(headers, "sip.server", facts);
  return status.starts_with('1') ? Turn::more() : Turn::finished();
}

constexpr Exchange kSipTcpTalk{
    .first = [](const MachineOptions& options) { return sip_request(options, "TCP"); },
    .measure = measure_headers,
    .read = read_sip,
    .rule = "sip-status"};
constexpr Exchange kSipUdpTalk{
    .first = [](const MachineOptions& options) { return sip_request(options, "UDP"); },
    .measure = measure_datagram,
    .read = read_sip,
    .rule = "sip-status"};

constexpr Exchange kSsdpTalk{
    .first = [](const MachineOptions&) -> std::string {
      return "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n"
             "MX: 1\r\nST: upnp:rootdevice\r\n\r\n";
    },
    .measure = measure_datagram,
    .read = [](std::string_view headers, unsigned, Facts& facts) -> Turn {
      if (!headers.starts_with("HTTP/1.1 200")) return Turn::not_ours();
      facts.add("ssdp.server", header_value(headers, "server"));
      facts.add("ssdp.location", header_value(headers, "location"));
      return Turn::finished();
    },
    .rule = "ssdp-status"};

constexpr Exchange kStompTalk{
    .first = [](const MachineOptions&) -> std::string {
      return std::string("CONNECT\naccept-version:1.0,1.1,1.2\nhost:/\n\n\0", 44);
    },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::size_t kMostFrameBytes = 8192;
      const char first = received.front();
      if (first != 'C' && first != 'E' && first != '\n') return std::nullopt;
      if (first == '\n') return 1;
      const std::size_t end = received.find('\0');
      if (end != std::string_view::npos) return end + 1;
      return received.size() > kMostFrameBytes ? MessageLength() : MessageLength(0);
    },
    .read = [](std::string_view frame, unsigned, Facts& facts) -> Turn {
      if (frame == "\n") return Turn::more();
      const std::string_view command = without_line_end(frame.substr(0, frame.find('\n')));
      if (command != "CONNECTED" && command != "ERROR") return Turn::not_ours();
      facts.add("stomp.answer", command);
      facts.add("stomp.version", header_value(frame, "version"));
      facts.add("stomp.server", header_value(frame, "server"));
      return Turn::finished();
    },
    .rule = "stomp-frame"};

}  // namespace

extern const Protocol kRtsp, kSipTcp, kSipUdp, kSsdp, kStomp;
const Protocol kRtsp{.name = "rtsp",
                     .ports = {554, 8554, 7070},
                     .tls_ports = {322},
                     .create = make_exchange<kRtspTalk>};
const Protocol kSipTcp{
    .name = "sip", .ports = {5060}, .tls_ports = {5061}, .create = make_exchange<kSipTcpTalk>};
const Protocol kSipUdp{.name = "sip",
                       .transport = model::Transport::udp,
                       .ports = {5060},
                       .create = make_exchange<kSipUdpTalk>};
const Protocol kSsdp{.name = "ssdp",
                     .transport = model::Transport::udp,
                     .ports = {1900},
                     .create = make_exchange<kSsdpTalk>};
const Protocol kStomp{
    .name = "stomp", .ports = {61613}, .tls_ports = {61614}, .create = make_exchange<kStompTalk>};

}  // namespace minato::talk
