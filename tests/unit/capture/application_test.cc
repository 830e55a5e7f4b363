// What the first words of an application tell, and what they must not.
#include "capture/application/application.h"

#include <gtest/gtest.h>

#include "capture/application/message.h"
#include "capture/application/tls.h"

namespace minato::capture {
namespace {

struct Told {
  Facts facts{};
  bool settled = false;
};

Told stream(std::string_view head, std::uint16_t port, bool client) {
  Told told;
  HostNames names;
  told.settled = read_stream_head({.server_port = port, .from_client = client},
                                  base::as_bytes(head), told.facts, names);
  return told;
}

TEST(Application, reads_requests_and_keeps_no_secrets) {
  const Told told = stream(
      "GET /login?password=hunter2 HTTP/1.1\r\nHost: www.example.com\r\n"
      "Authorization: Basic c2VjcmV0\r\nCookie: id=1\r\n\r\n",
      80, true);
  EXPECT_TRUE(told.settled);
  EXPECT_EQ(told.facts.service, "http");
  EXPECT_EQ(told.facts.request, "GET /login?…");
  EXPECT_EQ(told.facts.server_name, "www.example.com");
  EXPECT_EQ(told.facts.method, "Basic");
}

TEST(Application, waits_for_the_rest_of_a_header) {
  EXPECT_FALSE(stream("GE", 80, true).settled);
  EXPECT_FALSE(stream("GET / HTTP/1.1\r\nHost: exam", 80, true).settled);
  EXPECT_TRUE(stream("\x01\x02\x03 binary", 80, true).settled);
}

TEST(Application, knows_protocols_by_their_greeting_on_any_port) {
  struct Case {
    const char* greeting;
    std::uint16_t port;
    const char* service;
  };
  for (const Case& c :
       {Case{"SSH-2.0-OpenSSH_9.2p1\r\n", 2222, "ssh"},
        Case{"220 mail.example ESMTP Postfix\r\n", 9999, "smtp"},
        Case{"220 ProFTPD Server\r\n", 9999, "ftp"}, Case{"220 hello\r\n", 21, "ftp"},
        Case{"+OK ready\r\n", 9999, "pop3"}, Case{"* OK IMAP4\r\n", 9999, "imap"},
        Case{"HTTP/1.0 200 OK\r\n\r\n", 9999, "http"}}) {
    EXPECT_EQ(stream(c.greeting, c.port, false).facts.service, c.service) << c.greeting;
  }
  EXPECT_EQ(stream("SSH-2.0-OpenSSH_9.2p1\r\n", 22, false).facts.product, "OpenSSH_9.2p1");
}

TEST(Application, tells_that_somebody_signs_in_but_not_how) {
  const Told told = stream("USER alice\r\nPASS hunter2\r\n", 21, true);
  EXPECT_EQ(told.facts.method, "USER");
  const auto message = message_of({.server_port = 21, .from_client = true}, Delivery::stream,
                                  base::as_bytes("PASS hunter2\r\n"));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->detail, "PASS …");
}

std::string client_hello() {
  const std::string name = "www.example.com";
  std::string sni;
  const auto u16 = [](std::string& out, std::size_t value) {
    out += static_cast<char>(value >> 8 & 0xff);
    out += static_cast<char>(value & 0xff);
  };
  u16(sni, name.size() + 3);
  sni += '\0';
  u16(sni, name.size());
  sni += name;
  std::string extensions;
  u16(extensions, 0);
  u16(extensions, sni.size());
  extensions += sni;
  extensions += std::string("\x00\x10\x00\x05\x00\x03\x02h2", 9);
  extensions += std::string("\x00\x2b\x00\x05\x04\x03\x04\x03\x03", 9);
  std::string body = "\x03\x03" + std::string(32, 'r') + std::string(1, '\0');
  body += std::string("\x00\x02\x13\x01\x01\x00", 6);
  u16(body, extensions.size());
  body += extensions;
  std::string handshake("\x01\x00", 2);
  u16(handshake, body.size());
  handshake += body;
  std::string record("\x16\x03\x01", 3);
  u16(record, handshake.size());
  return record + handshake;
}

TEST(Application, reads_what_a_tls_client_wants) {
  const std::string hello = client_hello();
  const Told told = stream(hello, 443, true);
  EXPECT_TRUE(told.settled);
  EXPECT_EQ(told.facts.tunnel, "tls");
  EXPECT_EQ(told.facts.server_name, "www.example.com");
  EXPECT_EQ(told.facts.alpn, "h2");
  EXPECT_EQ(told.facts.version, "TLS 1.3");
  EXPECT_EQ(told.facts.service, "http");
  // sha256("1301"), sha256("002b"): no signature algorithms are offered.
  EXPECT_EQ(told.facts.ja4, "t13d0103h2_0f2cb44170f4_b9a491fefe05");
  EXPECT_FALSE(stream(hello.substr(0, 60), 443, true).settled);
}

TEST(Application, reads_dns_and_names_addresses) {
  const std::string query(
      "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07"
      "example\x00\x00\x01\x00\x01",
      29);
  std::string answer =
      query + std::string("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07", 16);
  answer[2] = '\x81';
  answer[7] = '\x01';
  Facts facts;
  HostNames names;
  EXPECT_TRUE(
      read_datagram({.server_port = 53, .from_client = true}, base::as_bytes(query), facts, names));
  EXPECT_TRUE(read_datagram({.server_port = 53}, base::as_bytes(answer), facts, names));
  EXPECT_EQ(facts.request, "A www.example");
  EXPECT_EQ(facts.response, "192.0.2.7");
  EXPECT_EQ(names.of(model::IpAddress::v4(0xc0000207)), "www.example");
}

TEST(Application, never_follows_dns_names_in_circles) {
  const std::string query(
      "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01", 18);
  Facts facts;
  HostNames names;
  EXPECT_FALSE(read_datagram({.server_port = 53}, base::as_bytes(query), facts, names));
}

}  // namespace
}  // namespace minato::capture
