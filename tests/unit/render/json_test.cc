// NDJSON of the contract: the right keys, valid UTF-8 whatever strangers wrote, and the speed.
#include "render/json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <chrono>

#include "base/utf8.h"

namespace minato::render {
namespace {

namespace json = boost::json;
using base::Language;

const base::Timestamp kNow = base::parse_timestamp("2026-11-23T20:00:00.123456Z").value();

model::Process nginx() {
  return {.pid = 812,
          .parent = 1,
          .name = "nginx",
          .arguments = {"nginx: master process"},
          .executable = "/usr/sbin/nginx",
          .user = "www-data",
          .started = kNow,
          .unit = "nginx.service",
          .ancestors = {{1, "systemd"}}};
}

model::Socket https_socket() {
  return {.local = model::parse_endpoint("0.0.0.0:443/tcp").value(),
          .state = model::SocketState::listen,
          .send_queue = 511};
}

json::object parsed(const std::string& line) {
  EXPECT_TRUE(line.ends_with('\n'));
  return json::parse(line).as_object();
}

TEST(Json, a_local_socket_becomes_an_observation) {
  const model::Socket socket = https_socket();
  const model::Process process = nginx();
  const model::Process* const holders[] = {&process};
  const model::ExposureVerdict verdict{.exposure = model::Exposure::public_};
  ObservationView view = view_of(socket);
  view.time = kNow;
  view.name = "https";
  view.processes = holders;
  view.exposure = &verdict;
  view.danger = model::Severity::low;
  std::string line;
  append_json(line, view, Language::en);
  EXPECT_EQ(line,
            R"({"type":"observation","time":"2026-11-23T20:00:00.123456Z","source":"host",)"
            R"("address":"0.0.0.0","port":443,"transport":"tcp","state":"listen","name":"https",)"
            R"("range":"system","process":{"pid":812,"name":"nginx","exe":"/usr/sbin/nginx",)"
            R"("arguments":["nginx: master process"],"user":"www-data","unit":"nginx.service",)"
            R"("started":"2026-11-23T20:00:00.123456Z","parents":[{"pid":1,"name":"systemd"}]},)"
            R"("send_queue":511,"exposure":"public","danger":"low"})"
            "\n");
}

TEST(Json, a_scanned_port_becomes_an_observation_with_service_and_findings) {
  model::Observation seen{.time = kNow,
                          .source = model::Source::scan,
                          .vantage = "host1",
                          .endpoint = model::parse_endpoint("10.0.0.5:443/tcp").value(),
                          .state = model::PortState::open,
                          .reason = model::Reason::syn_ack,
                          .rtt_us = 213};
  seen.service = std::make_shared<model::Service>(
      model::Service{.name = "http", .product = "nginx", .tunnel = "tls", .confidence = 100});
  seen.findings.push_back({.id = "http.hsts",
                           .status = model::FindingStatus::missing,
                           .severity = model::Severity::low,
                           .title = {"HSTS is missing", "HSTS がない"},
                           .references = {"RFC 6797"}});
  std::string line;
  append_json(line, seen, "https", Language::ja);
  const json::object object = parsed(line);
  EXPECT_EQ(object.at("reason"), "syn-ack");
  EXPECT_EQ(object.at("rtt_us"), 213);
  EXPECT_EQ(object.at("service").at("tunnel"), "tls");
  EXPECT_EQ(object.at("findings").at(0).at("title"), "HSTS がない");
  EXPECT_EQ(object.at("findings").at(0).at("references").at(0), "RFC 6797");
  EXPECT_FALSE(object.contains("process"));
  EXPECT_FALSE(object.at("service").as_object().contains("version"));
}

TEST(Json, several_holders_are_all_listed) {
  const model::Socket socket = https_socket();
  const model::Process first = nginx();
  model::Process second = nginx();
  second.pid = 813;
  const model::Process* const holders[] = {&first, &second};
  ObservationView view = view_of(socket);
  view.processes = holders;
  std::string line;
  append_json(line, view, Language::en);
  const json::object object = parsed(line);
  EXPECT_EQ(object.at("process").at("pid"), 812);
  EXPECT_EQ(object.at("processes").as_array().size(), 2U);
  EXPECT_EQ(object.at("processes").at(1).at("pid"), 813);
}

TEST(Json, hostile_bytes_stay_inside_their_string) {
  model::Process evil = nginx();
  evil.name = "a\"\\\n\x1b[31m\xff\xed\xa0\x80";
  evil.arguments = {"\xc3", std::string("\0x", 2)};
  const model::Process* const holders[] = {&evil};
  const model::Socket socket = https_socket();
  ObservationView view = view_of(socket);
  view.processes = holders;
  view.evidence = "\xfe";
  std::string line;
  append_json(line, view, Language::en);
  EXPECT_TRUE(base::is_utf8(line));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  const json::object object = parsed(line);
  EXPECT_EQ(object.at("process").at("name"), "a\"\\\n\x1b[31m\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(object.at("process").at("arguments").at(1).as_string().size(), 2U);
}

TEST(Json, controls_that_json_would_let_through_are_escaped_too) {
  const model::Socket socket = https_socket();
  ObservationView view = view_of(socket);
  view.evidence =
      "\x7f \u009b"
      "2J \u00a9 港";
  std::string line;
  append_json(line, view, Language::en);
  EXPECT_NE(line.find(R"("evidence":"\u007f \u009b2J © 港")"), std::string::npos) << line;
  EXPECT_EQ(parsed(line).at("evidence").as_string(), view.evidence);
}

TEST(Json, a_line_longer_than_the_buffer_is_whole) {
  model::Process verbose = nginx();
  verbose.arguments.assign(4000, "--option=\"value\"");
  const model::Process* const holders[] = {&verbose};
  const model::Socket socket = https_socket();
  ObservationView view = view_of(socket);
  view.processes = holders;
  std::string line;
  append_json(line, view, Language::en);
  EXPECT_EQ(parsed(line).at("process").at("arguments").as_array().size(), 4000U);
}

TEST(Json, a_port_says_what_is_known_and_what_is_here) {
  const model::Socket socket = https_socket();
  const ObservationView here[] = {view_of(socket)};
  const std::string measures[] = {"Allow only TLS 1.2 and 1.3."};
  std::string line;
  append_json(line,
              PortView{.port = {443, model::Transport::tcp},
                       .name = "https",
                       .danger = model::Severity::low,
                       .encrypted = "yes",
                       .authenticated = "optional",
                       .countermeasures = measures,
                       .here = here},
              Language::en);
  const json::object object = parsed(line);
  EXPECT_EQ(object.at("type"), "port");
  EXPECT_EQ(object.at("encrypted"), true);
  EXPECT_EQ(object.at("authenticated"), "optional");
  EXPECT_EQ(object.at("here").at(0).at("state"), "listen");
  EXPECT_FALSE(object.contains("alternative"));
}

TEST(Json, a_summary_counts_and_says_what_was_skipped) {
  const std::pair<std::string_view, std::uint64_t> counts[] = {{"listening", 12}, {"high", 0}};
  const Skipped skipped[] = {{"processes of other users", "not root", 3}};
  std::string line;
  append_json(
      line,
      SummaryView{
          .command = "ls", .time = kNow, .seconds = 0.25, .counts = counts, .skipped = skipped});
  EXPECT_EQ(line, R"({"type":"summary","command":"ls","time":"2026-11-23T20:00:00.123456Z",)"
                  R"("seconds":2.5E-1,"counts":{"listening":12,"high":0},)"
                  R"("skipped":[{"what":"processes of other users","why":"not root","count":3}]})"
                  "\n");
}

TEST(Json, writes_40000_observations_fast) {
  const model::Socket socket{.local = model::parse_endpoint("10.0.0.5:443/tcp").value(),
                             .remote = model::parse_endpoint("10.0.0.9:51514/tcp").value(),
                             .state = model::SocketState::established};
  const model::Process process = nginx();
  const model::Process* const holders[] = {&process};
  ObservationView view = view_of(socket);
  view.time = kNow;
  view.name = "https";
  view.processes = holders;
  const auto start = std::chrono::steady_clock::now();
  std::string out;
  for (int i = 0; i < 40000; ++i) append_json(out, view, Language::en);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 40000);
  // 150 ms in a release build; sanitizers and busy machines get room.
  RecordProperty("milliseconds", static_cast<int>(took.count()));
  EXPECT_LT(took.count(), 5000);
}

}  // namespace
}  // namespace minato::render
