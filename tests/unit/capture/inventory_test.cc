// What packets alone tell about open ports.
#include "capture/inventory.h"

#include <gtest/gtest.h>

#include <string>

#include "wire/tcp.h"

namespace minato::capture {
namespace {

using Octets = std::vector<std::uint8_t>;

void put16(Octets& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

/// Raw IPv4 from 192.0.2.`from` to 192.0.2.`to`.
Octets ipv4(std::uint8_t from, std::uint8_t to, std::uint8_t protocol, const Octets& payload) {
  Octets out = {0x45, 0};
  put16(out, 20 + payload.size());
  out.insert(out.end(), {0, 1, 0x40, 0, 64, protocol, 0, 0, 192, 0, 2, from, 192, 0, 2, to});
  out.insert(out.end(), payload.begin(), payload.end());
  return out;
}

class Talk {
 public:
  void tcp(bool client, std::uint16_t port, std::uint16_t flags, std::string_view text = "") {
    Octets segment;
    put16(segment, client ? 50000 : port);
    put16(segment, client ? port : 50000);
    std::uint32_t& mine = numbers_[client ? 0 : 1];
    const std::uint32_t other = numbers_[client ? 1 : 0];
    for (const std::uint32_t number : {mine, other}) {
      put16(segment, number >> 16);
      put16(segment, number & 0xffff);
    }
    put16(segment, 0x5000U | flags);
    put16(segment, 1000);
    segment.insert(segment.end(), 4, 0);
    segment.insert(segment.end(), text.begin(), text.end());
    mine += static_cast<std::uint32_t>(text.size()) + ((flags & wire::kTcpSyn) != 0 ? 1 : 0);
    send(ipv4(client ? 1 : 2, client ? 2 : 1, 6, segment));
  }
  void udp(bool client, std::uint16_t port, std::string_view text) {
    Octets datagram;
    put16(datagram, client ? 50000 : port);
    put16(datagram, client ? port : 50000);
    put16(datagram, 8 + text.size());
    put16(datagram, 0);
    datagram.insert(datagram.end(), text.begin(), text.end());
    send(ipv4(client ? 1 : 2, client ? 2 : 1, 17, datagram));
  }
  void handshake(std::uint16_t port) {
    tcp(true, port, wire::kTcpSyn);
    tcp(false, port, wire::kTcpSyn | wire::kTcpAck);
    tcp(true, port, wire::kTcpAck);
  }
  [[nodiscard]] std::vector<model::Observation> inventory() const {
    std::vector<std::uint32_t> all(analysis_.conversations().all().size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    return passive_inventory(analysis_, all);
  }

 private:
  void send(const Octets& packet) {
    now_ += 1'000'000;
    static_cast<void>(analysis_.take({.link = 101,
                                      .time_ns = now_,
                                      .original_bytes = static_cast<std::uint32_t>(packet.size()),
                                      .bytes = packet}));
  }
  Analysis analysis_{1};
  std::uint32_t numbers_[2] = {1000, 9000};
  std::int64_t now_ = 0;
};

TEST(Inventory, names_who_answered_a_syn_with_what_the_stream_told) {
  Talk talk;
  talk.handshake(8080);
  talk.tcp(true, 8080, wire::kTcpAck, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  talk.tcp(false, 8080, wire::kTcpAck, "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1 (x)\r\n\r\n");
  const auto seen = talk.inventory();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(to_text(seen[0]),
            "1970-01-01T00:00:00.005000Z capture - 192.0.2.2:8080/tcp open syn-ack");
  ASSERT_TRUE(seen[0].service);
  EXPECT_EQ(seen[0].service->name, "http");
  EXPECT_EQ(seen[0].service->product, "nginx");
  EXPECT_EQ(seen[0].service->version, "1.22.1");
  EXPECT_TRUE(seen[0].findings.empty());
}

TEST(Inventory, says_nothing_of_ports_that_refused_or_kept_silent) {
  Talk talk;
  talk.tcp(true, 81, wire::kTcpSyn);
  talk.tcp(false, 81, wire::kTcpRst | wire::kTcpAck);
  talk.tcp(true, 82, wire::kTcpSyn);
  talk.udp(true, 53, "question");
  EXPECT_TRUE(talk.inventory().empty());
}

TEST(Inventory, takes_datagrams_that_were_answered) {
  Talk talk;
  talk.udp(true, 123, "question");
  talk.udp(false, 123, "answer");
  const auto seen = talk.inventory();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].reason, model::Reason::udp_response);
  EXPECT_EQ(to_text(seen[0].endpoint), "192.0.2.2:123/udp");
}

TEST(Inventory, tells_of_passwords_in_clear_text_without_them) {
  Talk talk;
  talk.handshake(21);
  talk.tcp(false, 21, wire::kTcpAck, "220 ftp ready\r\n");
  talk.tcp(true, 21, wire::kTcpAck, "USER alice\r\nPASS hunter2\r\n");
  const auto seen = talk.inventory();
  ASSERT_EQ(seen.size(), 1U);
  ASSERT_EQ(seen[0].findings.size(), 1U);
  const model::Finding& finding = seen[0].findings[0];
  EXPECT_EQ(to_text(finding), "192.0.2.2:21/tcp ftp.sign-in-encrypted missing high");
  EXPECT_EQ(finding.evidence, "21/tcp USER");
  EXPECT_FALSE(finding.title.ja.empty());
}

}  // namespace
}  // namespace minato::capture
