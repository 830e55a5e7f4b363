// One scan with everything that can be found, in every output: complete, and stopped early.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "golden/golden.h"
#include "render/scan/writer.h"

namespace minato::render {
namespace {

using model::PortState;
using model::Reason;
using model::Transport;

const base::Timestamp kStart = base::parse_timestamp("2026-11-23T20:00:00.123456Z").value();
const base::Timestamp kEnd = base::parse_timestamp("2026-11-23T20:00:01.623456Z").value();

model::IpAddress address(std::string_view text) { return model::IpAddress::parse(text).value(); }

/// What a hostile server may say about itself: markup, formulas, escape sequences, broken UTF-8.
const model::Service kHostile{
    .name = "http",
    .product = "=cmd|'/C calc'!A0",
    .version = "<script>alert(1)</script>\x1b[31m\xff, \"]]>\" & \xe2\x80\xae",
    .cpe = {"cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*"},
    .tunnel = "tls",
    .confidence = 100,
    .details = {{"certificate-subject", "web\x1b[2J.example"},
                {"certificate-issuer", "Lab \xe2\x80\xae CA"},
                {"certificate-from", "2026-11-01"},
                {"certificate-until", "2027-11-01"},
                {"certificate-names", "web.example, <b>.example"},
                {"certificate-key", "EC 256"},
                {"certificate-sha256", "66:6C:19"},
                {"host-key-ssh-ed25519", "256 SHA256:MSEm"}}};

std::vector<ScanPort> web_ports() {
  return {{.port = {22, Transport::tcp},
           .state = PortState::open,
           .reason = Reason::syn_ack,
           .time = kStart,
           .ttl = 64,
           .rtt_us = 213,
           .name = "ssh",
           .iana_name = "ssh",
           .danger = model::Severity::high},
          {.port = {443, Transport::tcp},
           .state = PortState::open,
           .reason = Reason::syn_ack,
           .time = kEnd,
           .ttl = 64,
           .rtt_us = 1213,
           .name = "https",
           .iana_name = "https",
           .danger = model::Severity::low,
           .service = &kHostile},
          {.port = {3389, Transport::tcp},
           .state = PortState::filtered,
           .reason = Reason::admin_prohibited,
           .time = kEnd,
           .ttl = 63,
           .name = "rdp",
           .iana_name = "ms-wbt-server",
           .danger = model::Severity::high},
          {.port = {53, Transport::udp},
           .state = PortState::open_or_filtered,
           .reason = Reason::no_response,
           .time = kEnd,
           .name = "dns",
           .iana_name = "domain"},
          {.port = {54321, Transport::udp},
           .state = PortState::open,
           .reason = Reason::udp_response,
           .time = kEnd,
           .ttl = 64}};
}

/// The whole scan, told to one writer.
class Scan {
 public:
  Scan() {
    tcp_.add(Transport::tcp, {1, 1000});
    tcp_.add(Transport::tcp, {3389, 3389});
    udp_.add(Transport::udp, {53, 53});
    udp_.add(Transport::udp, {54321, 54321});
    closed_.add(Transport::tcp, {1, 21});
    closed_.add(Transport::tcp, {23, 442});
    closed_.add(Transport::tcp, {444, 1000});
  }

  std::string written_as(ScanFormat format, base::Language language, bool stopped) {
    std::string out;
    const auto writer = make_scan_writer(
        format, {.sink = [&](std::string_view text) { out += text; }, .language = language});
    writer->begin(start());
    const auto ports = web_ports();
    for (const ScanPort& port : ports) {
      if (port.state == PortState::open) writer->found(address("10.0.0.5"), port);
    }
    tell_hosts(*writer, ports, stopped);
    const Skipped skipped[] = {{"10.0.0.255", "a broadcast address <b>", 1}};
    writer->end({.finished = kEnd,
                 .seconds = 1.5,
                 .hosts_up = 3,
                 .hosts_down = 1,
                 .hosts_total = 4,
                 .open_ports = 3,
                 .packets_sent = 2005,
                 .packets_received = 1003,
                 .skipped = skipped,
                 .interrupted = stopped});
    return out;
  }

 private:
  [[nodiscard]] ScanStart start() const {
    return {.command_line = "minato scan -sSU '10.0.0.0/30' --name \"<&>\"",
            .version = "0.1.0",
            .vantage = "host1",
            .started = kStart,
            .kinds = kinds_,
            .verbosity = 1,
            .with_reason = true,
            .with_services = true,
            .with_details = true};
  }

  void tell_hosts(ScanWriter& writer, const std::vector<ScanPort>& ports, bool stopped) {
    const ScanTally closed[] = {{Transport::tcp, PortState::closed, Reason::reset, 998, &closed_}};
    const ScanTally silent[] = {{Transport::tcp, PortState::filtered, Reason::no_response, 1, {}},
                                {Transport::tcp, PortState::closed, Reason::reset, 1000, {}},
                                {Transport::udp, PortState::closed, Reason::port_unreach, 2, {}}};
    const ScanSystem linux{.name = "Linux 4.20 or later",
                           .family = "Linux",
                           .vendor = "Linux",
                           .kind = "general purpose",
                           .confidence = 85,
                           .evidence = "ttl 64, window 65160, mss 1460, options mstnw"};
    const ScanSystem unknown{.evidence = "ttl 57, window 1, options m"};
    const ScanSystem unseen{};
    const std::string names[] = {"web1.example", "evil\x1b]0;x\x07<b>.example"};
    writer.host({.address = address("10.0.0.5"),
                 .typed_name = "web",
                 .found_names = names,
                 .mac = "02:42:0a:00:00:05",
                 .status = HostStatus::up,
                 .reason = Reason::arp_response,
                 .started = kStart,
                 .finished = kEnd,
                 .rtt_us = 213,
                 .rtt_variance_us = 50,
                 .timeout_us = 100000,
                 .ports = ports,
                 .tallies = closed,
                 .not_scanned = stopped ? 120U : 0U,
                 .system = &linux});
    writer.host({.address = address("2001:db8::7"),
                 .reason = Reason::echo_reply,
                 .ttl = 57,
                 .started = kStart,
                 .finished = kEnd,
                 .tallies = silent,
                 .system = &unknown});
    writer.host({.address = address("fe80::1%2"),
                 .reason = Reason::nd_response,
                 .started = kStart,
                 .finished = kEnd,
                 .ports = std::span(ports).first(1),
                 .system = &unseen});
    writer.host({.address = address("10.0.0.6"),
                 .status = HostStatus::down,
                 .reason = Reason::no_response,
                 .started = kStart,
                 .finished = kEnd});
  }

  model::PortSet tcp_;
  model::PortSet udp_;
  model::PortSet closed_;
  std::array<ScanKind, 2> kinds_ = {ScanKind{"syn", Transport::tcp, &tcp_},
                                    ScanKind{"udp", Transport::udp, &udp_}};
};

struct Output {
  ScanFormat format;
  std::string_view file;
};
constexpr std::array kOutputs = {
    Output{ScanFormat::normal, "scan.nmap"},    Output{ScanFormat::xml, "scan.xml"},
    Output{ScanFormat::grepable, "scan.gnmap"}, Output{ScanFormat::list, "scan.list"},
    Output{ScanFormat::csv, "scan.csv"},        Output{ScanFormat::json, "scan.ndjson"},
    Output{ScanFormat::html, "scan.html"},      Output{ScanFormat::terminal, "scan.txt"},
};

TEST(ScanGolden, every_output_of_a_complete_scan) {
  for (const auto& [format, file] : kOutputs) {
    golden::expect_golden(fmt::format("scan/complete/{}", file),
                          Scan().written_as(format, base::Language::en, false));
  }
}

TEST(ScanGolden, every_output_of_a_scan_that_was_stopped) {
  for (const auto& [format, file] : kOutputs) {
    golden::expect_golden(fmt::format("scan/stopped/{}", file),
                          Scan().written_as(format, base::Language::ja, true));
  }
}

}  // namespace
}  // namespace minato::render
