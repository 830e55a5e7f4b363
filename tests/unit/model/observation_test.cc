// Observations, services, findings, port states: canonical texts that parse back.
#include "model/observation.h"

#include <gtest/gtest.h>

#include <random>

namespace minato::model {
namespace {

TEST(PortState, words_parse_back) {
  for (int i = 0; i <= static_cast<int>(PortState::open_or_filtered); ++i) {
    const auto state = static_cast<PortState>(i);
    EXPECT_EQ(parse_port_state(to_text(state)).value(), state);
  }
  EXPECT_EQ(parse_port_state("opne").error().mark->suggestion, "open");
}

TEST(Reason, words_parse_back_and_are_nmaps) {
  for (int i = 0; i <= static_cast<int>(Reason::error); ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_EQ(parse_reason(to_text(reason)).value(), reason);
  }
  EXPECT_EQ(to_text(Reason::syn_ack), "syn-ack");
  EXPECT_EQ(to_text(Reason::port_unreach), "port-unreach");
  EXPECT_FALSE(parse_reason(""));
}

TEST(Service, text_parses_back) {
  const Service nginx{.name = "http",
                      .product = "nginx",
                      .version = "1.22.1",
                      .cpe = {"cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*"},
                      .tunnel = "tls",
                      .confidence = 100};
  EXPECT_EQ(to_text(nginx),
            R"(tls/http "nginx" "1.22.1" 100% cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*)");
  EXPECT_EQ(parse_service(to_text(nginx)).value(), nginx);
}

TEST(Service, text_parses_back_whatever_the_other_side_called_itself) {
  std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): a test that repeats
  for (int round = 0; round < 500; ++round) {
    Service service{.name = "x", .confidence = static_cast<std::uint8_t>(random() % 101)};
    for (std::string* field : {&service.product, &service.version}) {
      for (auto n = random() % 5; n > 0; --n) *field += "\"\\ a%/\x1b"[random() % 7];
    }
    if (random() % 2 == 0) service.cpe = {"cpe:2.3:a:b", "cpe:2.3:o:c"};
    EXPECT_EQ(parse_service(to_text(service)).value(), service) << to_text(service);
  }
}

TEST(Service, marks_what_is_wrong) {
  for (const char* bad :
       {"", "/http 1%", "http", "http 101%", "http nginx 1%", "http \"nginx 1%", "http 1% c"}) {
    EXPECT_FALSE(parse_service(bad)) << bad;
  }
  EXPECT_EQ(parse_service("http 101%").error().mark->offset, 5U);
}

TEST(Severity, is_ordered_and_parses_back) {
  EXPECT_LT(Severity::none, Severity::low);
  EXPECT_LT(Severity::medium, Severity::high);
  for (int i = 0; i <= static_cast<int>(Severity::high); ++i) {
    const auto severity = static_cast<Severity>(i);
    EXPECT_EQ(parse_severity(to_text(severity)).value(), severity);
  }
  EXPECT_EQ(parse_severity("hihg").error().mark->suggestion, "high");
}

TEST(Finding, text_parses_back_without_the_sentences) {
  const Finding finding{.id = "http.hsts",
                        .status = FindingStatus::missing,
                        .severity = Severity::low,
                        .endpoint = parse_endpoint("[::1]:443/tcp").value()};
  EXPECT_EQ(to_text(finding), "[::1]:443/tcp http.hsts missing low");
  EXPECT_EQ(parse_finding(to_text(finding)).value(), finding);
  for (const char* bad : {"", "a b c d", "[::1]:443/tcp x gone low", "[::1]:443/tcp x done lo"}) {
    EXPECT_FALSE(parse_finding(bad)) << bad;
  }
}

TEST(LocalText, gives_the_sentence_of_the_language) {
  const LocalText text{.en = "port", .ja = "ポート"};
  EXPECT_EQ(text.in(base::Language::en), "port");
  EXPECT_EQ(text.in(base::Language::ja), "ポート");
}

TEST(Observation, text_parses_back_for_every_source) {
  for (const char* line : {
           "2026-11-23T20:00:00.123456Z scan host1 10.0.0.5:443/tcp open syn-ack 213us",
           "2026-11-23T20:00:00.000000Z host - [::1]:53/udp bound",
           "2026-11-23T20:00:00.000000Z host - 10.0.0.5:22/tcp established ->10.0.0.9:51514/tcp",
           "2026-11-23T20:00:00.000000Z capture - 10.0.0.5:22/tcp open",
           "2026-11-23T20:00:00.000000Z scan - 10.0.0.5:161/udp open|filtered no-response",
       }) {
    const auto observation = parse_observation(line);
    ASSERT_TRUE(observation) << line;
    EXPECT_EQ(to_text(*observation), line);
  }
}

TEST(Observation, a_socket_state_is_only_what_the_host_itself_can_see) {
  EXPECT_FALSE(parse_observation("2026-11-23T20:00:00.000000Z scan - 10.0.0.5:22/tcp listen"));
  EXPECT_FALSE(parse_observation("2026-11-23T20:00:00.000000Z host - 10.0.0.5:22/tcp open"));
}

TEST(Observation, rejects_what_is_none) {
  for (const char* bad :
       {"", "now scan - 10.0.0.5:22/tcp open", "2026-11-23T20:00:00.0Z scn - 10.0.0.5:22/tcp open",
        "2026-11-23T20:00:00.0Z scan - 10.0.0.5:22/tcp open -3us",
        "2026-11-23T20:00:00.0Z scan - 10.0.0.5:22/tcp open ->x",
        "2026-11-23T20:00:00.0Z scan - 10.0.0.5:22/tcp open a b c d"}) {
    EXPECT_FALSE(parse_observation(bad)) << bad;
  }
}

}  // namespace
}  // namespace minato::model
