// Addresses, prefixes and endpoints: text and meaning.
#include <gtest/gtest.h>

#include <random>

#include "model/endpoint.h"
#include "model/exposure.h"
#include "model/ip_address.h"
#include "model/socket.h"

namespace minato::model {
namespace {

TEST(IpAddress, writes_ipv6_as_rfc_5952_wants) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:DB8::1", "2001:db8::1"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"fe80::1%3", "fe80::1%3"},
      {"192.0.2.1", "192.0.2.1"},
  };
  for (const auto& [typed, canonical] : table) {
    const auto address = IpAddress::parse(typed);
    ASSERT_TRUE(address) << typed;
    EXPECT_EQ(to_text(*address), canonical);
  }
}

TEST(IpAddress, rejects_what_is_no_address) {
  for (const char* bad :
       {"", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", ":::", "1::2::3", "g::", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "12345::", "::1%", "1.2.3.4%1x", ":", "1:"}) {
    EXPECT_FALSE(IpAddress::parse(bad)) << bad;
  }
}

TEST(IpAddress, text_parses_back_for_random_addresses) {
  std::mt19937 random(11);  // NOLINT(bugprone-random-generator-seed): a test that repeats
  for (int round = 0; round < 500; ++round) {
    std::array<std::uint8_t, 16> bytes{};
    for (auto& byte : bytes) byte = random() % 3 == 0 ? static_cast<std::uint8_t>(random()) : 0;
    const IpAddress six = IpAddress::v6(bytes);
    EXPECT_EQ(IpAddress::parse(to_text(six)).value(), six) << to_text(six);
    const IpAddress four = IpAddress::v4(static_cast<std::uint32_t>(random()));
    EXPECT_EQ(IpAddress::parse(to_text(four)).value(), four);
  }
}

TEST(IpAddress, knows_the_blocks_with_a_meaning) {
  const auto at = [](std::string_view text) { return IpAddress::parse(text).value(); };
  EXPECT_TRUE(at("127.8.9.1").is_loopback());
  EXPECT_TRUE(at("::1").is_loopback());
  EXPECT_FALSE(at("::2").is_loopback());
  EXPECT_TRUE(at("169.254.1.1").is_link_local());
  EXPECT_TRUE(at("fe80::1").is_link_local());
  EXPECT_TRUE(at("172.31.0.1").is_private());
  EXPECT_FALSE(at("172.32.0.1").is_private());
  EXPECT_TRUE(at("100.64.0.1").is_private());
  EXPECT_TRUE(at("fd00::1").is_private());
  EXPECT_TRUE(at("0.0.0.0").is_unspecified());
  EXPECT_TRUE(at("224.0.0.251").is_multicast());
  EXPECT_EQ(to_text(at("::ffff:10.0.0.1").unmapped()), "10.0.0.1");
}

TEST(Prefix, clears_host_bits_and_contains_its_addresses) {
  const Prefix block = Prefix::parse("10.1.2.3/12").value();
  EXPECT_EQ(to_text(block), "10.0.0.0/12");
  EXPECT_TRUE(block.contains(IpAddress::parse("10.15.255.255").value()));
  EXPECT_FALSE(block.contains(IpAddress::parse("10.16.0.0").value()));
  EXPECT_FALSE(block.contains(IpAddress::parse("::1").value()));
  EXPECT_TRUE(Prefix::parse("::/0").value().contains(IpAddress::parse("ff::").value()));
}

TEST(Prefix, marks_a_bad_length) {
  const auto bad = Prefix::parse("10.0.0.0/33");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().mark->offset, 9U);
  EXPECT_EQ(bad.error().mark->length, 2U);
}

TEST(Endpoint, text_parses_back) {
  for (const char* text : {"10.0.0.5:443/tcp", "[::1]:53/udp", "[fe80::1%2]:22/tcp"}) {
    EXPECT_EQ(to_text(parse_endpoint(text).value()), text);
  }
  for (const char* bad : {"10.0.0.5", "::1:53/udp", "[10.0.0.1]:1/tcp", "10.0.0.1:99999/tcp",
                          ":80/tcp", "[]:80/tcp"}) {
    EXPECT_FALSE(parse_endpoint(bad)) << bad;
  }
}

TEST(Exposure, words_parse_back) {
  for (const Exposure e : {Exposure::none, Exposure::loopback, Exposure::link, Exposure::private_,
                           Exposure::public_, Exposure::unknown}) {
    EXPECT_EQ(parse_exposure(to_text(e)).value(), e);
  }
  EXPECT_EQ(parse_exposure("pubic").error().mark->suggestion, "public");
}

TEST(SocketState, words_parse_back) {
  for (int i = 0; i <= static_cast<int>(SocketState::bound); ++i) {
    const auto state = static_cast<SocketState>(i);
    EXPECT_EQ(parse_socket_state(to_text(state)).value(), state);
  }
}

}  // namespace
}  // namespace minato::model
