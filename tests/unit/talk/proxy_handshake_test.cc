// Proxies that agree, refuse, and talk nonsense.
#include "talk/proxy_handshake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace minato::talk {
namespace {

struct Talk {
  Talk(ProxyKind kind, const std::string& host) : machine(kind, host, 443) { machine.start(out); }
  std::string sent() {
    std::string text(base::as_text(out.bytes()));
    out.clear();
    return text;
  }
  void hear(std::string_view bytes) {
    for (const char c : bytes) {
      if (!out.ended()) machine.on_bytes(base::as_bytes(std::string_view(&c, 1)), out);
    }
  }
  ProxyHandshake machine;
  Outbox out{};
};

TEST(ProxyHandshake, socks_is_asked_by_name_and_answers_with_an_address) {
  Talk talk(ProxyKind::socks5, "www.example.test");
  EXPECT_EQ(talk.sent(), std::string("\x05\x01\x00", 3));
  talk.hear(std::string_view("\x05\x00", 2));
  EXPECT_EQ(talk.sent(), std::string("\x05\x01\x00\x03\x10www.example.test\x01\xbb", 23));
  talk.hear(std::string_view("\x05\x00\x00\x01\xc0\x00\x02\x01\x04\xd2", 10));
  EXPECT_EQ(talk.out.wish(), Outbox::Wish::finished);
}

TEST(ProxyHandshake, socks_tells_why_it_refuses) {
  Talk talk(ProxyKind::socks5, "192.0.2.5");
  talk.hear(std::string_view("\x05\x00", 2));
  talk.hear(std::string_view("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00", 10));
  EXPECT_EQ(talk.out.wish(), Outbox::Wish::failed);
  EXPECT_EQ(talk.machine.facts().text("proxy.answer"), "connection refused");
  Talk password(ProxyKind::socks5, "h");
  password.hear("\x05\xff");
  EXPECT_EQ(password.machine.facts().text("proxy.answer"), "wants a password");
}

TEST(ProxyHandshake, http_connects_or_says_no) {
  Talk talk(ProxyKind::http, "2001:db8::1");
  EXPECT_EQ(talk.sent(), "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n");
  talk.hear("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n");
  EXPECT_EQ(talk.out.wish(), Outbox::Wish::finished);
  Talk refused(ProxyKind::http, "h");
  refused.hear("HTTP/1.1 403 Forbidden\r\n\r\n");
  EXPECT_EQ(refused.out.malformed()->rule, "proxy-status");
  EXPECT_EQ(refused.machine.facts().text("proxy.answer"), "403 Forbidden");
  Talk other(ProxyKind::http, "h");
  other.hear("SSH-2.0");
  EXPECT_EQ(other.out.malformed()->rule, "proxy-status-line");
}

}  // namespace
}  // namespace minato::talk
