// The machines of the audit in pieces of one byte, and against peers that break the rules.
#include <gmock/gmock.h>

#include "talk/audits/dialogue.h"
#include "talk/audits/ssh_audit.h"
#include "talk/audits/tls_hello.h"
#include "talk/byte_builder.h"

namespace minato::talk {
namespace {

using ::testing::ElementsAre;

/// What the machine sends to these bytes, one at a time: every border is crossed.
std::string answer_to(Machine& machine, base::Bytes bytes, Outbox& out) {
  std::string sent;
  for (std::size_t i = 0; i < bytes.size() && !out.ended(); ++i) {
    machine.on_bytes(bytes.subspan(i, 1), out);
    sent += base::as_text(out.bytes());
    out.clear();
  }
  return sent;
}

TEST(Dialogue, AsksStepByStepAndLeavesOutWhatHasNoSense) {
  const auto machine = make_dialogue(
      {{.key = "a"},
       {.key = "b", .send = "USER x\r\n", .is_whole = is_numbered_reply},
       {.key = "c",
        .send = "PASS y\r\n",
        .when = [](const Facts& facts) { return facts.text("b").starts_with("331"); }},
       {.key = "d", .send = "QUIT\r\n"}});
  Outbox out;
  machine->start(out);
  const std::string sent =
      answer_to(*machine, base::as_bytes("hello\r\n230-in\r\n230 you are\r\n221 bye\r\n"), out);
  EXPECT_EQ(sent, "USER x\r\nQUIT\r\n");
  EXPECT_EQ(out.wish(), Outbox::Wish::finished);
  EXPECT_EQ(machine->facts().text("b"), "230-in\r\n230 you are\r\n");
  EXPECT_FALSE(machine->facts().has("c"));
}

TEST(Dialogue, KeepsAReplyThatWasCutOffAndSaysHowItEnded) {
  const auto machine = make_dialogue({{.key = "a"}});
  Outbox out;
  machine->start(out);
  machine->on_bytes(base::as_bytes("half"), out);
  machine->on_closed(Closing::timed_out, out);
  EXPECT_EQ(machine->facts().text("a"), "half");
  EXPECT_EQ(machine->facts().text("a.end"), "silent");
}

TEST(Dialogue, HoldsNoMoreThanItsLimitOfAnEndlessReply) {
  const auto machine = make_dialogue({{.key = "a", .is_whole = is_never_whole}});
  Outbox out;
  machine->start(out);
  const std::string much(100'000, 'x');
  machine->on_bytes(base::as_bytes(much), out);
  EXPECT_TRUE(out.ended());
  EXPECT_LE(machine->facts().text("a").size(), Dialogue::kMostReplyBytes);
}

TEST(HttpReply, IsWholeWithItsPromisedBody) {
  EXPECT_FALSE(is_http_reply("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"));
  EXPECT_TRUE(is_http_reply("HTTP/1.1 200 OK\r\ncontent-length:3\r\n\r\nabc"));
  EXPECT_FALSE(is_http_reply("HTTP/1.1 200 OK\r\n\r\nuntil the end"));
}

/// A ServerHello of TLS 1.2 with this cipher, in its record.
std::vector<std::uint8_t> server_hello(std::uint16_t cipher) {
  ByteBuilder body;
  body.u16(0x0303).zeros(32).u8(0).u16(cipher).u8(0);
  body.sized16(ByteBuilder().u16(0xff01).sized16(ByteBuilder().u8(0)));
  ByteBuilder message;
  message.u8(2).sized24(body);
  message.u8(14).sized24(ByteBuilder());
  return ByteBuilder().u8(22).u16(0x0303).sized16(message).take();
}

TEST(TlsHello, LearnsVersionAndCipherFromAnyPieces) {
  const auto machine = make_tls_hello({.version = 0x0303, .ciphers = {0xc02f}});
  Outbox out;
  machine->start(out);
  out.clear();
  answer_to(*machine, server_hello(0xc02f), out);
  EXPECT_TRUE(out.ended());
  EXPECT_EQ(machine->facts().number("hello.version"), 0x0303);
  EXPECT_EQ(machine->facts().number("hello.cipher"), 0xc02f);
  EXPECT_TRUE(machine->facts().has("hello.secure-renegotiation"));
}

TEST(TlsHello, TakesAnAlertForTheAnswerAndOtherBytesForNoTls) {
  Outbox out;
  const auto refused = make_tls_hello({.ciphers = {0x0005}});
  refused->start(out);
  const auto alert = ByteBuilder().u8(21).u16(0x0301).u16(2).u8(2).u8(40).take();
  answer_to(*refused, alert, out);
  EXPECT_EQ(refused->facts().number("hello.alert"), 40);

  Outbox other;
  const auto no_tls = make_tls_hello({.ciphers = {0x0005}});
  no_tls->start(other);
  answer_to(*no_tls, base::as_bytes("HTTP/1.1 400 Bad Request\r\n"), other);
  EXPECT_EQ(other.wish(), Outbox::Wish::failed);
}

TEST(TlsHello, SaysTheProtocolsOwnWordsBeforeTls) {
  const auto machine = make_tls_hello({.ciphers = {0xc02f}, .preamble = TlsPreamble::smtp});
  Outbox out;
  machine->start(out);
  EXPECT_TRUE(out.bytes().empty());
  const std::string sent = answer_to(
      *machine, base::as_bytes("220 h ESMTP\r\n250-h\r\n250 STARTTLS\r\n220 go\r\n"), out);
  EXPECT_THAT(sent, ::testing::StartsWith("EHLO minato.invalid\r\nSTARTTLS\r\n\x16\x03\x01"));
}

TEST(SshAudit, ReadsTheListsOfKexinit) {
  const auto list = [](std::string_view names) {
    return ByteBuilder().sized32(ByteBuilder().text(names)).take();
  };
  ByteBuilder body;
  body.u8(20).zeros(16);
  for (const std::string_view names :
       {"sntrup761x25519-sha512@openssh.com", "ssh-ed25519,ssh-rsa", "aes128-ctr", "aes128-ctr",
        "hmac-md5", "hmac-md5", "none", "none", "", ""}) {
    body.bytes(list(names));
  }
  body.u8(0).u32(0);
  ByteBuilder packet;
  packet.u32(body.size() + 5).u8(4).bytes(body.view()).zeros(4);
  const auto machine = make_ssh_audit({});
  Outbox out;
  machine->start(out);
  out.clear();
  answer_to(*machine, base::as_bytes("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"), out);
  answer_to(*machine, packet.view(), out);
  EXPECT_THAT(machine->facts().all("ssh.host-key-algorithm"),
              ElementsAre("ssh-ed25519", "ssh-rsa"));
  EXPECT_THAT(machine->facts().all("ssh.mac"), ElementsAre("hmac-md5"));
  EXPECT_EQ(machine->facts().text("ssh.software"), "OpenSSH_9.2p1");
  EXPECT_TRUE(out.ended());  // nothing in common: the lists are all there is to learn
}

}  // namespace
}  // namespace minato::talk
