// One line of every kind with every key: what docs/schema is held against as well.
#include <gtest/gtest.h>

#include "golden/golden.h"
#include "render/json.h"

namespace minato::render {
namespace {

using base::Language;

const base::Timestamp kNow = base::parse_timestamp("2026-11-23T20:00:00.123456Z").value();

model::Process shop() {
  return {.pid = 812,
          .parent = 700,
          .name = "ngi\x1bnx",
          .arguments = {"nginx: master process", "", "\xff"},
          .executable = "/usr/sbin/nginx",
          .user = "www-data",
          .started = kNow,
          .unit = "nginx.service",
          .container = model::Container{.runtime = "docker", .id = "0123456789ab", .name = "shop"},
          .ancestors = {{700, "containerd-shim"}, {1, "systemd"}}};
}

std::vector<model::Finding> findings() {
  return {{.id = "http.hsts",
           .status = model::FindingStatus::missing,
           .severity = model::Severity::low,
           .title = {"The page does not ask for HTTPS", "HTTPS の強制がない"},
           .evidence = "no Strict-Transport-Security",
           .countermeasure = {"Send Strict-Transport-Security.", "HSTS ヘッダーを送る。"},
           .references = {"RFC 6797"}}};
}

void append_scan(std::string& out) {
  model::Observation seen{.time = kNow,
                          .source = model::Source::scan,
                          .vantage = "host1",
                          .endpoint = model::parse_endpoint("10.0.0.5:443/tcp").value(),
                          .state = model::PortState::open,
                          .reason = model::Reason::syn_ack,
                          .rtt_us = 213,
                          .evidence = "ttl 57"};
  seen.service = std::make_shared<model::Service>(
      model::Service{.name = "http",
                     .product = "nginx",
                     .version = "1.22.1",
                     .cpe = {"cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*"},
                     .tunnel = "tls",
                     .confidence = 100});
  seen.findings = findings();
  append_json(out, seen, "https", Language::ja);
}

/// A socket with everything that only the machine itself knows.
model::Socket full_socket() {
  return {.local = model::parse_endpoint("[::]:443/tcp").value(),
          .remote = model::parse_endpoint("[fe80::1%2]:51514/tcp").value(),
          .state = model::SocketState::established,
          .dual_stack = true,
          .receive_queue = 3,
          .send_queue = 4096,
          .timer = {model::TimerKind::retransmit, 200, 1},
          .interface = "eth0",
          .vrf = "blue",
          .network_namespace = "shop"};
}

TEST(JsonGolden, every_kind_of_line_with_every_key) {
  std::string out;
  append_scan(out);
  const model::Socket socket = full_socket();
  const model::Process process = shop();
  const model::Process* const holders[] = {&process, &process};
  const model::ExposureVerdict verdict{.exposure = model::Exposure::private_,
                                       .reason_key = "error.system-call",
                                       .reason_args = {"eth0", "10.0.0.5/8"}};
  ObservationView view = view_of(socket);
  view.time = kNow;
  view.name = "https";
  view.processes = holders;
  view.exposure = &verdict;
  view.danger = model::Severity::medium;
  view.danger_reason = "reachable from the whole private network";
  view.advice = "bind it to 127.0.0.1";
  append_json(out, view, Language::en);
  const ObservationView here[] = {view};
  const std::string measures[] = {"Allow only TLS 1.2 and 1.3."};
  const std::string references[] = {"RFC 9325"};
  append_json(out,
              PortView{.port = {80, model::Transport::tcp},
                       .name = "http",
                       .description = "World Wide Web HTTP",
                       .explanation = "The web without encryption.",
                       .danger = model::Severity::medium,
                       .danger_reason = "read by everybody on the way",
                       .encrypted = "no",
                       .authenticated = "optional",
                       .alternative = "https",
                       .countermeasures = measures,
                       .references = references,
                       .here = here},
              Language::en);
  const std::pair<std::string_view, std::uint64_t> counts[] = {{"listening", 12}};
  const Skipped skipped[] = {{"processes of other users", "not root", 3},
                             {"10.0.0.9", "no route", {}}};
  append_json(out, SummaryView{.command = "ls",
                               .time = kNow,
                               .seconds = 0.25,
                               .counts = counts,
                               .packets_sent = 10,
                               .packets_received = 0,
                               .skipped = skipped,
                               .interrupted = true});
  golden::expect_golden("json/every-key.ndjson", out);
}

}  // namespace
}  // namespace minato::render
