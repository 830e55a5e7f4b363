// Each decoder against bytes made by hand, each encoder against the same bytes.
#include <gtest/gtest.h>

#include "unit/wire/hex.h"
#include "wire/arp.h"
#include "wire/ethernet.h"
#include "wire/icmp.h"
#include "wire/ipv4.h"
#include "wire/ipv6.h"
#include "wire/ndp.h"
#include "wire/protocol_numbers.h"
#include "wire/tcp.h"
#include "wire/tcp_options.h"
#include "wire/udp.h"

namespace minato::wire {
namespace {

/// What `write` leaves in a buffer of 256 bytes.
template <typename Write>
std::vector<std::uint8_t> written(Write&& write) {
  std::array<std::uint8_t, 256> buffer{};
  base::ByteWriter out(buffer);
  write(out);
  EXPECT_FALSE(out.failed());
  return vector_of(out.written());
}

model::IpAddress ip(std::string_view text) { return model::IpAddress::parse(text).value(); }

TEST(MacAddress, text_parses_back_and_rejects_what_is_none) {
  for (const char* text : {"02:fc:00:00:00:01", "ff:ff:ff:ff:ff:ff"}) {
    EXPECT_EQ(to_text(parse_mac_address(text).value()), text);
  }
  EXPECT_EQ(to_text(parse_mac_address("02-FC-00-00-00-0a").value()), "02:fc:00:00:00:0a");
  for (const char* bad : {"", "02:fc:00:00:00", "2:fc:0:0:0:1", "02:fc:00:00:00:01:02",
                          "02:fc:00:00:00:0g", "02:fc-00:00:00:01"}) {
    EXPECT_FALSE(parse_mac_address(bad)) << bad;
  }
}

TEST(Ethernet, decodes_and_encodes_a_frame_with_two_tags) {
  const auto bytes = hex("ffffffffffff 02fc00000001 88a8 0064 8100 b0c8 0800 4500");
  const auto frame = decode_ethernet(bytes).value();
  EXPECT_EQ(frame.header.destination, kBroadcastMac);
  EXPECT_EQ(frame.next, Protocol::vlan);
  const auto outer = decode_vlan(frame.payload).value();
  EXPECT_EQ(outer.header, (VlanTag{0, false, 100, kEtherTypeVlan}));
  const auto inner = decode_vlan(outer.payload).value();
  EXPECT_EQ(inner.header, (VlanTag{5, true, 200, kEtherTypeIpv4}));
  EXPECT_EQ(inner.next, Protocol::ipv4);
  EXPECT_EQ(inner.payload.size(), 2U);
  EXPECT_EQ(written([&](base::ByteWriter& out) {
              encode(frame.header, out);
              encode(outer.header, out);
              encode(inner.header, out);
              out.bytes(inner.payload);
            }),
            bytes);
}

TEST(Ethernet, says_where_a_short_frame_ends) {
  EXPECT_EQ(decode_ethernet(hex("ffffffffffff 02fc00")).error().rule, "ethernet header cut short");
  EXPECT_FALSE(decode_vlan(hex("0064 08")));
}

TEST(Arp, decodes_and_encodes_a_request) {
  const auto bytes = hex("0001 0800 06 04 0001 02fc00000001 c0000202 000000000000 c0000201");
  const auto arp = decode_arp(bytes).value();
  EXPECT_EQ(arp.header.operation, kArpRequest);
  EXPECT_EQ(arp.header.sender_ip, ip("192.0.2.2"));
  EXPECT_EQ(arp.header.target_ip, ip("192.0.2.1"));
  EXPECT_EQ(written([&](auto& out) { encode(arp.header, out); }), bytes);
  EXPECT_FALSE(decode_arp(hex("0006 0800 06 04 0001")));
  EXPECT_FALSE(decode_arp(hex("0001 86dd 06 04 0001")));
  EXPECT_FALSE(decode_arp(hex("0001 0800 08 04 0001")));
  EXPECT_FALSE(decode_arp(base::Bytes(bytes).first(27)));
}

TEST(Ipv4, decodes_and_encodes_a_header_with_options) {
  // The header of RFC 1071's usual example, with a router-alert option added.
  const auto bytes =
      hex("46 00 0020 1c46 4000 40 06 1cfe ac100a63 ac100a0c 94040000 deadbeef 01020304");
  EXPECT_TRUE(ipv4_checksum_holds(bytes));
  const auto packet = decode_ipv4(bytes).value();
  EXPECT_EQ(packet.header.header_bytes(), 24U);
  EXPECT_TRUE(packet.header.dont_fragment);
  EXPECT_EQ(packet.header.ttl, 64);
  EXPECT_EQ(packet.next, Protocol::tcp);
  EXPECT_EQ(packet.header.source, ip("172.16.10.99"));
  EXPECT_EQ(vector_of(packet.payload), hex("deadbeef 01020304"));
  EXPECT_EQ(written([&](auto& out) {
              Ipv4Header header = packet.header;
              header.total_bytes = 0;
              encode(header, packet.payload.size(), out);
              out.bytes(packet.payload);
            }),
            bytes);
}

TEST(Ipv4, ends_the_payload_where_the_header_says_and_where_the_bytes_do) {
  auto bytes = hex("45 00 0016 0000 0000 40 11 0000 0a000001 0a000002 aabb 00000000");
  EXPECT_EQ(decode_ipv4(bytes)->payload.size(), 2U);  // padding of a short frame is not payload
  bytes[3] = 0xff;
  EXPECT_EQ(decode_ipv4(bytes)->payload.size(), 6U);  // cut by a capture
}

TEST(Ipv4, calls_a_later_fragment_nothing_and_lying_lengths_malformed) {
  auto bytes = hex("45 00 001c 0000 2001 40 11 0000 0a000001 0a000002 00000000 00000000");
  EXPECT_EQ(decode_ipv4(bytes)->next, Protocol::none);
  EXPECT_TRUE(decode_ipv4(bytes)->header.more_fragments);
  bytes[0] = 0x44;
  EXPECT_EQ(decode_ipv4(bytes).error().rule, "ipv4 header length below 20");
  bytes[0] = 0x4f;
  EXPECT_FALSE(decode_ipv4(bytes));
  bytes[0] = 0x65;
  EXPECT_EQ(decode_ipv4(bytes).error().rule, "ipv4 version is not 4");
  bytes[0] = 0x45;
  bytes[3] = 19;
  EXPECT_EQ(decode_ipv4(bytes).error().offset, 2U);
  EXPECT_FALSE(ipv4_checksum_holds({}));
}

TEST(Ipv6, decodes_and_encodes_a_header) {
  const auto bytes =
      hex("6a b12345 0004 3a ff 20010db8000000000000000000000001 fe800000000000000000000000000002 "
          "01020304");
  const auto packet = decode_ipv6(bytes).value();
  EXPECT_EQ(packet.header.traffic_class, 0xab);
  EXPECT_EQ(packet.header.flow_label, 0x12345U);
  EXPECT_EQ(packet.header.hop_limit, 255);
  EXPECT_EQ(packet.header.destination, ip("fe80::2"));
  EXPECT_EQ(packet.next, Protocol::icmpv6);
  EXPECT_EQ(written([&](auto& out) {
              encode(packet.header, packet.payload.size(), out);
              out.bytes(packet.payload);
            }),
            bytes);
}

TEST(Ipv6, walks_the_chain_of_extension_headers) {
  // hop-by-hop, routing, fragment (first, more to come), destination options, then UDP
  const auto chain =
      hex("2b00 050200000000 2c00 000000000000 3c00 0001 00001234 1100 010400000000 0035 0035 0008 "
          "0000");
  const auto walked = decode_ipv6_extensions(kIpHopByHop, chain).value();
  EXPECT_EQ(walked.header.count, 4);
  EXPECT_EQ(walked.header.protocol, kIpUdp);
  EXPECT_EQ(walked.header.fragment, (Ipv6Fragment{0, true, 0x1234}));
  EXPECT_EQ(walked.header.raw.size(), 32U);
  EXPECT_EQ(walked.next, Protocol::udp);
  EXPECT_EQ(walked.payload.size(), 8U);
}

TEST(Ipv6, stops_at_a_later_fragment_and_refuses_endless_chains) {
  const auto later = hex("1100 0009 00001234 0035 0035");
  const auto walked = decode_ipv6_extensions(kIpFragment, later).value();
  EXPECT_EQ(walked.header.fragment, (Ipv6Fragment{1, true, 0x1234}));
  EXPECT_EQ(walked.next, Protocol::none);
  const std::vector<std::uint8_t> endless(8 * 40, 0);
  EXPECT_EQ(decode_ipv6_extensions(kIpHopByHop, endless).error().rule,
            "ipv6 has too many extension headers");
  EXPECT_FALSE(decode_ipv6_extensions(kIpHopByHop, hex("1109 00000000")));
  EXPECT_EQ(written([](auto& out) { encode(Ipv6Fragment{1, true, 0x1234}, kIpUdp, out); }),
            hex("1100 0009 00001234"));
}

TEST(Ipv6, steps_over_an_authentication_header_in_its_own_units) {
  const auto chain = hex("0604 0000 00000001 00000002 aaaaaaaaaaaaaaaaaaaaaaaa 5000");
  const auto walked = decode_ipv6_extensions(kIpAuthentication, chain).value();
  EXPECT_EQ(walked.next, Protocol::tcp);
  EXPECT_EQ(walked.payload.size(), 2U);
}

TEST(Tcp, decodes_and_encodes_a_syn_with_options) {
  // Captured shape of a Linux SYN: MSS, SACK, timestamps, NOP, window scale.
  const auto bytes =
      hex("d431 01bb 11223344 00000000 a002 faf0 0000 0000"
          "020405b4 0402 080a 01020304 00000000 01 030307");
  const auto segment = decode_tcp(bytes).value();
  EXPECT_EQ(segment.header.source_port, 54321);
  EXPECT_EQ(segment.header.destination_port, 443);
  EXPECT_TRUE(segment.header.has(kTcpSyn));
  EXPECT_FALSE(segment.header.has(kTcpSyn | kTcpAck));
  const auto options = decode_tcp_options(segment.header.options).value();
  EXPECT_EQ(options.maximum_segment_bytes, 1460);
  EXPECT_TRUE(options.sack_permitted);
  EXPECT_EQ(options.timestamps, (TcpTimestamps{0x01020304, 0}));
  EXPECT_EQ(options.window_scale, 7);

  const auto from = ip("10.0.0.1");
  const auto to = ip("10.0.0.2");
  const auto sent = written(
      [&](auto& out) { encode(segment.header, {}, pseudo_header_sum(from, to, kIpTcp, 40), out); });
  EXPECT_TRUE(transport_checksum_holds(from, to, kIpTcp, sent));
  EXPECT_EQ(decode_tcp(sent)->header.sequence, 0x11223344U);
  EXPECT_EQ(vector_of(decode_tcp(sent)->header.options), vector_of(segment.header.options));
}

TEST(Tcp, refuses_a_data_offset_below_the_header_or_beyond_the_bytes) {
  auto bytes = hex("0001 0002 00000000 00000000 4002 0000 0000 0000");
  EXPECT_EQ(decode_tcp(bytes).error().rule, "tcp data offset below 20 bytes");
  bytes[12] = 0xf0;
  EXPECT_EQ(decode_tcp(bytes).error().rule, "tcp options cut short");
  EXPECT_FALSE(decode_tcp(base::Bytes(bytes).first(19)));
}

TEST(TcpOptions, refuses_lengths_that_lie) {
  EXPECT_FALSE(decode_tcp_options(hex("02")));
  EXPECT_FALSE(decode_tcp_options(hex("0200")));
  EXPECT_FALSE(decode_tcp_options(hex("0204ff")));
  EXPECT_FALSE(decode_tcp_options(hex("0203ff")));
  EXPECT_FALSE(decode_tcp_options(hex("030400ff")));
  EXPECT_TRUE(decode_tcp_options(hex("00ff")));            // nothing is read behind the end
  EXPECT_TRUE(decode_tcp_options(hex("fe04dead 01 01")));  // unknown kinds are stepped over
}

TEST(TcpOptions, what_is_written_decodes_to_the_same) {
  TcpOptions options;
  options.maximum_segment_bytes = 1460;
  options.sack_permitted = true;
  options.timestamps = TcpTimestamps{7, 9};
  options.window_scale = 10;
  const auto bytes = written([&](auto& out) { encode(options, out); });
  EXPECT_EQ(bytes.size() % 4, 0U);
  EXPECT_EQ(decode_tcp_options(bytes).value(), options);
}

TEST(Udp, decodes_and_encodes_a_datagram) {
  const auto from = ip("2001:db8::1");
  const auto to = ip("2001:db8::2");
  const auto payload = hex("c0ffee");
  const auto sent = written([&](auto& out) {
    encode(UdpHeader{.source_port = 1000, .destination_port = 53}, payload,
           pseudo_header_sum(from, to, kIpUdp, 11), out);
  });
  EXPECT_TRUE(transport_checksum_holds(from, to, kIpUdp, sent));
  const auto datagram = decode_udp(sent).value();
  EXPECT_EQ(datagram.header.total_bytes, 11);
  EXPECT_EQ(vector_of(datagram.payload), payload);
  EXPECT_FALSE(decode_udp(hex("0001 0002 0007 0000")));
  EXPECT_EQ(decode_udp(hex("0001 0002 0000 0000 ffff"))->payload.size(), 2U);
  EXPECT_EQ(decode_udp(hex("0001 0002 0009 0000 ffff"))->payload.size(), 1U);
}

TEST(Udp, never_sends_the_checksum_that_means_none) {
  // A payload chosen so that the sum comes out as 0xffff, whose complement is 0.
  const auto from = ip("0.0.0.0");
  const ChecksumSum pseudo = pseudo_header_sum(from, from, kIpUdp, 10);
  ChecksumSum sum = pseudo;
  sum.add16(10);
  const auto rest = static_cast<std::uint16_t>(0xffff - sum.folded());
  const std::array<std::uint8_t, 2> payload = {static_cast<std::uint8_t>(rest >> 8),
                                               static_cast<std::uint8_t>(rest)};
  const auto sent = written([&](auto& out) { encode(UdpHeader{}, payload, pseudo, out); });
  EXPECT_EQ(decode_udp(sent)->header.checksum, 0xffff);
}

TEST(Icmp, reads_which_probe_an_unreachable_quotes) {
  const auto bytes =
      hex("0303 0000 00000000 45000028 abcd0000 3f06 0000 0a000001 0a000002 f001 0050 11223344");
  const auto message = decode_icmp(bytes).value();
  EXPECT_EQ(message.header.type, kIcmpUnreachable);
  EXPECT_EQ(message.header.code, kPortUnreachable);
  const auto quote = decode_quote(message.next, message.payload).value();
  EXPECT_EQ(quote.source, ip("10.0.0.1"));
  EXPECT_EQ(quote.destination, ip("10.0.0.2"));
  EXPECT_EQ(quote.protocol, kIpTcp);
  EXPECT_EQ(quote.ttl, 63);
  EXPECT_EQ(vector_of(quote.transport), hex("f001 0050 11223344"));
}

TEST(Icmp, refuses_quotes_that_name_no_probe) {
  EXPECT_FALSE(decode_quote(Protocol::none, {}));
  EXPECT_FALSE(decode_quote(Protocol::ipv4, hex("4500")));
  EXPECT_EQ(decode_quote(Protocol::ipv4, hex("45000028 abcd0001 3f06 0000 0a000001 0a000002 f001 "
                                             "0050 11223344"))
                .error()
                .rule,
            "icmp quotes a later fragment");
  EXPECT_EQ(
      decode_quote(Protocol::ipv4, hex("45000028 abcd0000 3f06 0000 0a000001 0a000002 f001 0050"))
          .error()
          .rule,
      "icmp quotes too little");
  EXPECT_FALSE(decode_icmp(hex("0303 0000 0000")));
}

TEST(Icmpv6, reads_a_quote_behind_extension_headers) {
  const auto bytes =
      hex("0104 0000 00000000 60000000 0018 3c 3f 20010db8000000000000000000000001"
          "20010db8000000000000000000000002 0600 010400000000 f001 0050 11223344");
  const auto message = decode_icmpv6(bytes).value();
  const auto quote = decode_quote(message.next, message.payload).value();
  EXPECT_EQ(quote.protocol, kIpTcp);
  EXPECT_EQ(quote.destination, ip("2001:db8::2"));
  EXPECT_EQ(decode_icmpv6(hex("8100 0000 12340001"))->next, Protocol::none);
}

TEST(Icmp, encodes_an_echo_request_whose_checksum_holds) {
  const auto bytes = written([](auto& out) {
    encode(IcmpHeader{.type = kIcmpEchoRequest, .rest = 0x12340001}, hex("616263"), {}, out);
  });
  ChecksumSum sum;
  sum.add(bytes);
  EXPECT_EQ(sum.checksum(), 0);
  EXPECT_EQ(decode_icmp(bytes)->header.identifier(), 0x1234);
  EXPECT_EQ(decode_icmp(bytes)->header.sequence(), 1);
}

TEST(Ndp, decodes_and_encodes_solicitation_and_advertisement) {
  const auto from = ip("fe80::1");
  const auto to = ip("fe80::2");
  for (const std::uint8_t type : {kNeighborSolicitation, kNeighborAdvertisement}) {
    NeighborMessage message{.type = type, .target = ip("fe80::2")};
    message.solicited = type == kNeighborAdvertisement;
    message.mac = parse_mac_address("02:fc:00:00:00:09").value();
    const auto pseudo =
        pseudo_header_sum(from, to, kIpIcmpv6, static_cast<std::uint32_t>(neighbor_bytes(message)));
    const auto bytes = written([&](auto& out) { encode(message, pseudo, out); });
    EXPECT_EQ(bytes.size(), kNeighborMessageBytes);
    EXPECT_TRUE(transport_checksum_holds(from, to, kIpIcmpv6, bytes));
    EXPECT_EQ(decode_neighbor(bytes)->header, message);
  }
}

TEST(Ndp, refuses_options_that_would_loop_or_run_over) {
  const std::string target = "fe800000000000000000000000000002";
  EXPECT_TRUE(decode_neighbor(hex("8700 0000 00000000" + target)));
  EXPECT_FALSE(decode_neighbor(hex("8700 0000 00000000" + target + "0100")));
  EXPECT_FALSE(decode_neighbor(hex("8700 0000 00000000" + target + "0102 000000000000")));
  EXPECT_FALSE(decode_neighbor(hex("8700 0000 00000000 fe80")));
  EXPECT_FALSE(decode_neighbor(hex("8000 0000 00000000" + target)));
}

TEST(Ndp, knows_the_solicited_node_address) {
  const auto group = solicited_node_address(ip("2001:db8::aabb:ccdd"));
  EXPECT_EQ(group, ip("ff02::1:ffbb:ccdd"));
  EXPECT_EQ(to_text(multicast_mac(group)), "33:33:ff:bb:cc:dd");
}

}  // namespace
}  // namespace minato::wire
