// What people type, and what is meant by it.
#include "check/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace minato::check {
namespace {

using model::Transport;
using talk::Wrapping;

struct Typed {
  const char* text;
  const char* host;
  model::Port port;
  const char* service;
  const char* path = "/";
};

class Targets : public testing::TestWithParam<Typed> {};

TEST_P(Targets, mean_what_they_say) {
  const Typed& typed = GetParam();
  const auto target = parse_target(typed.text);
  ASSERT_TRUE(target) << typed.text;
  EXPECT_EQ(target->host, typed.host);
  EXPECT_EQ(target->port, typed.port);
  EXPECT_EQ(target->service(), typed.service);
  EXPECT_EQ(target->path, typed.path);
}

INSTANTIATE_TEST_SUITE_P(
    All, Targets,
    testing::Values(
        Typed{"https://www.example.test", "www.example.test", {443, Transport::tcp}, "https"},
        Typed{"https://WWW.Example.test:8443/a?b=c#d",
              "www.example.test",
              {8443, Transport::tcp},
              "https",
              "/a?b=c"},
        Typed{"http://user:secret@h/x", "h", {80, Transport::tcp}, "http", "/x"},
        Typed{"http://[::1]:8080", "::1", {8080, Transport::tcp}, "http"},
        Typed{"www.example.test", "www.example.test", {443, Transport::tcp}, "https"},
        Typed{"www.example.test/page", "www.example.test", {443, Transport::tcp}, "https", "/page"},
        Typed{"h:22", "h", {22, Transport::tcp}, "ssh"},
        Typed{"h:54321", "h", {54321, Transport::tcp}, "tcp"},
        Typed{"h:53/udp", "h", {53, Transport::udp}, "dns"},
        Typed{":8080", "localhost", {8080, Transport::tcp}, "http"},
        Typed{"8080", "localhost", {8080, Transport::tcp}, "http"},
        Typed{"::1", "::1", {443, Transport::tcp}, "https"},
        Typed{"[2001:db8::1]:22", "2001:db8::1", {22, Transport::tcp}, "ssh"},
        Typed{"tcp://h:22", "h", {22, Transport::tcp}, "tcp"},
        Typed{"udp://h:5000", "h", {5000, Transport::udp}, "udp"},
        Typed{"tls://h", "h", {443, Transport::tcp}, "tls"},
        Typed{"https://日本語.jp/", "xn--wgv71a119e.jp", {443, Transport::tcp}, "https"}));

TEST(Target, what_is_wrong_is_marked) {
  const auto scheme = parse_target("htps://h");
  ASSERT_FALSE(scheme);
  EXPECT_EQ(scheme.error().mark->offset, 0U);
  EXPECT_EQ(scheme.error().mark->length, 4U);
  EXPECT_EQ(scheme.error().mark->suggestion, "https");
  const auto port = parse_target("h:70000");
  ASSERT_FALSE(port);
  EXPECT_EQ(port.error().mark->offset, 2U);
  for (const char* const text : {"", "tcp://h", "h:0", "a b:80", "http://h:x/", "\x1b[31m:80"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(Target, a_redirect_is_seen_from_where_it_came) {
  const auto from = parse_target("https://h:8443/a/b?c").value();
  EXPECT_EQ(redirect_target(from, "/x")->path, "/x");
  EXPECT_EQ(redirect_target(from, "/x")->port.number, 8443);
  EXPECT_EQ(redirect_target(from, "y")->path, "/a/y");
  EXPECT_EQ(redirect_target(from, "http://other/z")->host, "other");
  EXPECT_EQ(redirect_target(from, "//other/z")->wrapping, Wrapping::tls);
  EXPECT_FALSE(redirect_target(from, "ssh://other"));
  EXPECT_FALSE(redirect_target(from, "javascript://x"));
}

TEST(Target, schemes_lead_to_the_ports_that_iana_or_habit_gave_them) {
  struct Row {
    const char* url;
    std::uint16_t port;
    model::Transport transport = model::Transport::tcp;
  };
  constexpr auto kUdp = model::Transport::udp;
  for (const Row& row : {
           Row{"telnet://h", 23},         Row{"telnets://h", 992},
           Row{"ldap://h", 389},          Row{"ldaps://h", 636},
           Row{"mqtt://h", 1883},         Row{"mqtts://h", 8883},
           Row{"amqp://h", 5672},         Row{"amqps://h", 5671},
           Row{"kafka://h", 9092},        Row{"nats://h", 4222},
           Row{"stomp://h", 61613},       Row{"mongodb://h", 27017},
           Row{"cassandra://h", 9042},    Row{"sqlserver://h", 1433},
           Row{"oracle://h", 1521},       Row{"memcached://h", 11211},
           Row{"zookeeper://h", 2181},    Row{"vnc://h", 5900},
           Row{"x11://h", 6000},          Row{"rsync://h", 873},
           Row{"git://h", 9418},          Row{"irc://h", 6667},
           Row{"ircs://h", 6697},         Row{"xmpp://h", 5222},
           Row{"sip://h", 5060, kUdp},    Row{"sip+tcp://h", 5060},
           Row{"sips://h", 5061},         Row{"rtsp://h", 554},
           Row{"nntp://h", 119},          Row{"nntps://h", 563},
           Row{"sieve://h", 4190},        Row{"socks5://h", 1080},
           Row{"stun://h", 3478, kUdp},   Row{"snmp://h", 161, kUdp},
           Row{"rpc://h", 111},           Row{"nfs://h", 2049},
           Row{"ssdp://h", 1900, kUdp},   Row{"mdns://h", 5353, kUdp},
           Row{"netbios://h", 137, kUdp}, Row{"openvpn://h", 1194, kUdp},
           Row{"ike://h", 500, kUdp},     Row{"quic://h", 443, kUdp},
           Row{"coap://h", 5683, kUdp},   Row{"modbus://h", 502},
           Row{"https://h", 443},         Row{"dot://h", 853},
           Row{"dns+tcp://h", 53},
       }) {
    const auto target = parse_target(row.url);
    ASSERT_TRUE(target) << row.url;
    EXPECT_EQ(target->port, (model::Port{row.port, row.transport})) << row.url;
    EXPECT_NE(target->protocol, nullptr) << row.url;
  }
}

}  // namespace
}  // namespace minato::check
