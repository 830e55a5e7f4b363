// Evidence in, causes out: a table of what was seen and what it means.
#include "check/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "base/text.h"
#include "check/protocol_guess.h"

namespace minato::check {
namespace {

using model::IpAddress;
using std::chrono::milliseconds;
using sys::DialEnd;
using sys::DialOutcome;

const IpAddress kTarget = IpAddress::v4(0xc0000205);
const IpAddress kOwn = IpAddress::v4(0xc0000201);
const IpAddress kRouter = IpAddress::v4(0xc00002fe);

Attempt attempt(const DialEnd& end) {
  return {.to = {kTarget, {443, model::Transport::tcp}},
          .local = {kOwn, {40000, model::Transport::tcp}},
          .end = end};
}

Attempt answered_by_icmp(const IpAddress& from, std::uint8_t type, std::uint8_t code) {
  return attempt({.outcome = DialOutcome::unreachable,
                  .errno_value = EHOSTUNREACH,
                  .icmp = sys::IcmpNotice{.type = type, .code = code, .from = from}});
}

TEST(JudgeConnect, knows_a_firewall_from_a_closed_port_and_a_host_that_is_down) {
  EXPECT_EQ(cause_of(attempt({.outcome = DialOutcome::refused, .errno_value = ECONNREFUSED})),
            Cause::refused);
  EXPECT_EQ(cause_of(attempt({.outcome = DialOutcome::timed_out})), Cause::dropped);
  EXPECT_EQ(cause_of(answered_by_icmp(kTarget, 3, 3)), Cause::rejected_by_firewall);
  EXPECT_EQ(cause_of(answered_by_icmp(kRouter, 3, 13)), Cause::rejected_by_firewall);
  EXPECT_EQ(cause_of(answered_by_icmp(kOwn, 3, 13)), Cause::local_firewall);
  EXPECT_EQ(cause_of(answered_by_icmp(kOwn, 3, 1)), Cause::host_down);
  EXPECT_EQ(cause_of(answered_by_icmp(kRouter, 3, 1)), Cause::unreachable);
  EXPECT_EQ(cause_of(answered_by_icmp(kRouter, 11, 0)), Cause::routing_loop);
}

TEST(JudgeConnect, knows_what_the_system_itself_refuses) {
  const auto failed = [](const char* call, int errno_value) {
    return cause_of(
        attempt({.outcome = DialOutcome::failed, .errno_value = errno_value, .call = call}));
  };
  EXPECT_EQ(failed("connect", EADDRNOTAVAIL), Cause::ports_exhausted);
  EXPECT_EQ(failed("bind", EADDRNOTAVAIL), Cause::source_not_here);
  EXPECT_EQ(failed("bind", EADDRINUSE), Cause::source_taken);
  EXPECT_EQ(failed("setsockopt SO_BINDTODEVICE", ENODEV), Cause::interface_missing);
  EXPECT_EQ(failed("connect", EACCES), Cause::local_firewall);
  EXPECT_EQ(failed("socket", EMFILE), Cause::no_descriptors);
  EXPECT_EQ(cause_of(attempt({.outcome = DialOutcome::unreachable, .errno_value = ENETUNREACH})),
            Cause::no_route);
}

TEST(JudgeTls, knows_alerts_silence_and_plain_text) {
  talk::TalkReport report;
  report.tls_failure = talk::TlsFailure{.alert = 70};
  EXPECT_EQ(tls_cause_of(report), Cause::tls_version);
  report.tls_failure->alert = 112;
  EXPECT_EQ(tls_cause_of(report), Cause::tls_name_unknown);
  report.tls_failure = talk::TlsFailure{.not_tls = true};
  EXPECT_EQ(tls_cause_of(report), Cause::plain_text_there);
  report.tls_failure.reset();
  report.end = DialEnd{.outcome = DialOutcome::timed_out, .was_open = true};
  EXPECT_EQ(tls_cause_of(report), Cause::tls_silent);
  report.end->outcome = DialOutcome::closed;
  EXPECT_EQ(tls_cause_of(report), Cause::tls_cut);
  report.moments.secured = milliseconds(1);
  EXPECT_EQ(tls_cause_of(report), Cause::none);
}

/// A check of plain HTTP that came as far as an open connection.
CheckResult connected() {
  CheckResult result;
  result.target = parse_target("http://192.0.2.5").value();
  result.resolution.source = NameSource::literal;
  Attempt won = attempt({});
  won.end.reset();
  won.won = true;
  result.attempts = {won};
  result.talk.moments.connected = milliseconds(1);
  result.talk.moments.ended = milliseconds(2);
  return result;
}

Cause judged(CheckResult result) {
  judge(result);
  const Stage* const failed = result.failed();
  return failed == nullptr ? Cause::none : failed->cause;
}

TEST(JudgeApplication, a_healthy_answer_gets_no_cause) {
  CheckResult result = connected();
  result.talk.finished = true;
  result.talk.received_bytes = 100;
  result.talk.first_received = "HTTP/1.1 404 Not Found\r\n";
  result.talk.facts.add_number("http.status", 404);
  EXPECT_EQ(judged(result), Cause::none);
}

TEST(JudgeApplication, knows_what_else_can_be_on_a_port) {
  CheckResult result = connected();
  result.talk.first_received = "SSH-2.0-OpenSSH_9.2p1\r\n";
  result.talk.received_bytes = 23;
  result.talk.malformed = base::Malformed{0, "http-status-line"};
  EXPECT_EQ(judged(result), Cause::other_protocol);
  result.talk.first_received = "\x15\x03\x01\x00\x02\x02\x46";
  EXPECT_EQ(judged(result), Cause::tls_there);
  result.talk.first_received = "HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP request sent to HTTPS";
  result.talk.finished = true;
  result.talk.malformed.reset();
  EXPECT_EQ(judged(result), Cause::tls_there);
}

TEST(JudgeApplication, knows_silence_closing_and_tearing_down) {
  CheckResult result = connected();
  result.talk.end = DialEnd{.outcome = DialOutcome::timed_out, .was_open = true};
  EXPECT_EQ(judged(result), Cause::silent);
  result.talk.end->outcome = DialOutcome::closed;
  EXPECT_EQ(judged(result), Cause::closed_without_word);
  result.talk.end->outcome = DialOutcome::reset;
  EXPECT_EQ(judged(result), Cause::reset_after_accept);
  result.talk.end->outcome = DialOutcome::too_much;
  EXPECT_EQ(judged(result), Cause::too_much_data);
}

TEST(JudgeApplication, an_error_of_the_server_is_told_by_its_status) {
  CheckResult result = connected();
  result.talk.finished = true;
  result.talk.facts.add_number("http.status", 503);
  EXPECT_EQ(judged(result), Cause::server_error);
}

TEST(JudgeConnect, a_reset_from_nearer_than_the_host_is_a_firewalls) {
  CheckResult result = connected();
  result.attempts = {attempt({.outcome = DialOutcome::refused, .errno_value = ECONNREFUSED})};
  EXPECT_EQ(judged(result), Cause::refused);
  result.reset_origin = ResetOrigin{3, 3, "443/tcp"};
  EXPECT_EQ(judged(result), Cause::refused);
  result.reset_origin = ResetOrigin{0, 3, "443/tcp"};
  EXPECT_EQ(judged(result), Cause::reset_by_firewall);
}

TEST(JudgeApplication, who_tore_an_open_connection_down_is_told_apart) {
  CheckResult result = connected();
  result.talk.end = DialEnd{.outcome = DialOutcome::reset, .was_open = true};
  result.reset_origin = ResetOrigin{2, 2, "80/tcp"};
  EXPECT_EQ(judged(result), Cause::reset_after_accept);
  result.reset_origin->reset_routers = 1;
  EXPECT_EQ(judged(result), Cause::reset_on_the_way);
}

TEST(JudgeApplication, silence_that_small_segments_end_is_a_black_hole) {
  CheckResult result = connected();
  result.talk.end = DialEnd{.outcome = DialOutcome::timed_out, .was_open = true};
  result.works_with_segments = 536;
  EXPECT_EQ(judged(result), Cause::mtu_black_hole);
}

/// An answer of HTTP with these facts.
CheckResult answered(std::string_view url, std::int64_t status,
                     std::initializer_list<talk::Fact> facts = {}) {
  CheckResult result = connected();
  result.target = parse_target(url).value();
  result.attempts.front().to.address = IpAddress::v4(0xc6336450);  // 198.51.100.80
  result.talk.finished = true;
  result.talk.received_bytes = 100;
  result.talk.first_received = "HTTP/1.1 ";
  result.talk.facts.add_number("http.status", status);
  for (const talk::Fact& fact : facts) result.talk.facts.add(fact.key, fact.value);
  return result;
}

TEST(JudgeApplication, knows_portals_from_redirects) {
  const auto to = [](const char* where) { return talk::Fact{"http.location", where}; };
  EXPECT_EQ(judged(answered("http://a.test/", 511)), Cause::captive_portal);
  EXPECT_EQ(judged(answered("http://a.test/", 302, {to("http://10.0.0.1/in")})),
            Cause::captive_portal);
  EXPECT_EQ(judged(answered("http://a.test/", 302, {to("http://[fd00::1]:80/in")})),
            Cause::captive_portal);
  EXPECT_EQ(judged(answered("http://a.test/", 302, {to("https://www.a.test/")})), Cause::none);
  EXPECT_EQ(judged(answered("http://a.test/", 302, {to("/10.0.0.1")})), Cause::none);
  EXPECT_EQ(judged(answered("https://a.test/", 302, {to("http://10.0.0.1/")})), Cause::none);
  EXPECT_EQ(judged(answered("http://captive.apple.com/hotspot-detect.html", 200,
                            {{"http.body", "<TITLE>Success</TITLE>"}})),
            Cause::none);
  EXPECT_EQ(judged(answered("http://captive.apple.com/hotspot-detect.html", 200,
                            {{"http.body", "<title>Welcome to the hotel</title>"}})),
            Cause::captive_portal);
}

TEST(JudgeApplication, knows_the_gateway_from_the_server) {
  const talk::Fact via{"http.via", "1.1 gate (squid)"};
  EXPECT_EQ(judged(answered("http://a.test/", 504, {via})), Cause::proxy_in_between);
  EXPECT_EQ(judged(answered("http://a.test/", 407)), Cause::proxy_in_between);
  EXPECT_EQ(judged(answered("http://a.test/", 504)), Cause::server_error);
  EXPECT_EQ(judged(answered("http://a.test/", 500, {via})), Cause::server_error);
  EXPECT_EQ(judged(answered("http://a.test/", 200, {via})), Cause::none);
}

TEST(Guess, names_protocols_by_their_first_bytes) {
  EXPECT_EQ(guess_protocol("220 mail.example.test ESMTP Postfix\r\n"), "smtp");
  EXPECT_EQ(guess_protocol("220 (vsFTPd 3.0.3)\r\n"), "ftp");
  EXPECT_EQ(guess_protocol("+OK ready\r\n"), "pop3");
  EXPECT_EQ(guess_protocol(std::string_view("\x4a\x00\x00\x00\x0a"
                                            "8.0.36\x00",
                                            12)),
            "mysql");
  EXPECT_EQ(guess_protocol("\xff\xfd\x18"), "telnet");
  EXPECT_EQ(guess_protocol(""), "");
  EXPECT_EQ(guess_protocol("\x16\x03"), "");
}

TEST(Causes, have_words_in_the_catalogue) {
  for (auto cause = Cause::no_such_name; cause <= Cause::bad_redirect;
       cause = static_cast<Cause>(static_cast<int>(cause) + 1)) {
    EXPECT_TRUE(base::has_text("check.cause." + std::string(to_text(cause)) + ".why"))
        << to_text(cause);
    EXPECT_TRUE(base::has_text("check.cause." + std::string(to_text(cause)) + ".try"));
  }
}

}  // namespace
}  // namespace minato::check
