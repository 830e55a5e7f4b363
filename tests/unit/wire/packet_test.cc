// Whole packets and capture files.
#include "wire/packet.h"

#include <gtest/gtest.h>

#include "unit/wire/hex.h"
#include "wire/pcap_file.h"

namespace minato::wire {
namespace {

constexpr std::string_view kSyn =
    "45000028 00000000 4006 0000 0a000001 0a000002 f001 0050 11223344 00000000 5002 0400 0000 0000";

TEST(Packet, reads_from_the_vlan_tag_to_the_tcp_header) {
  const auto frame = hex("020000000002 020000000001 8100 0064 0800 " + std::string(kSyn));
  const auto packet = decode_packet(LinkType::ethernet, frame).value();
  EXPECT_EQ(packet.vlan_count, 1);
  EXPECT_EQ(packet.vlans[0].id, 100);
  EXPECT_EQ(model::to_text(*packet.source()), "10.0.0.1");
  EXPECT_EQ(model::to_text(*packet.destination()), "10.0.0.2");
  const auto* const tcp = std::get_if<TcpHeader>(&packet.transport);
  ASSERT_NE(tcp, nullptr);
  EXPECT_EQ(tcp->destination_port, 80);
  EXPECT_EQ(packet.transport_bytes.size(), 20U);
  EXPECT_EQ(packet.network_bytes.size(), 40U);
  EXPECT_TRUE(packet.payload.empty());
}

TEST(Packet, reads_packets_without_a_link_layer) {
  EXPECT_TRUE(decode_packet(LinkType::raw_ip, hex(kSyn)));
  EXPECT_FALSE(decode_packet(LinkType::raw_ip, hex("55")));
  EXPECT_FALSE(decode_packet(LinkType::raw_ip, {}));
}

TEST(Packet, leaves_the_quote_of_an_icmp_error_as_payload) {
  const auto bytes =
      hex("45000044 00000000 4001 0000 0a000002 0a000001 0303 0000 00000000 " + std::string(kSyn));
  const auto packet = decode_packet(LinkType::raw_ip, bytes).value();
  EXPECT_EQ(packet.next, Protocol::ipv4);
  EXPECT_EQ(vector_of(packet.payload), hex(kSyn));
  EXPECT_EQ(model::to_text(*packet.source()), "10.0.0.2");
}

TEST(Packet, walks_ipv6_extensions) {
  const auto bytes =
      hex("60000000 0010 3c 40 20010db8000000000000000000000001 20010db8000000000000000000000002"
          "1100 010400000000 0035 0036 0008 0000");
  const auto packet = decode_packet(LinkType::raw_ip, bytes).value();
  EXPECT_EQ(packet.extensions.count, 1);
  ASSERT_NE(std::get_if<UdpHeader>(&packet.transport), nullptr);
  EXPECT_EQ(std::get_if<UdpHeader>(&packet.transport)->destination_port, 54);
}

TEST(Packet, counts_offsets_of_malformed_bytes_from_the_start_of_the_frame) {
  const auto frame =
      hex("020000000002 020000000001 0800 4500001c 00000000 4006 0000 0a000001 0a000002");
  const auto packet = decode_packet(LinkType::ethernet, frame);
  ASSERT_FALSE(packet);
  EXPECT_EQ(packet.error(), (base::Malformed{34, "tcp header cut short"}));
}

TEST(Packet, leaves_unknown_protocols_as_bytes) {
  const auto lldp =
      decode_packet(LinkType::ethernet, hex("0180c200000e 020000000001 88cc 0207")).value();
  EXPECT_EQ(lldp.next, Protocol::unknown);
  EXPECT_EQ(lldp.payload.size(), 2U);
  EXPECT_EQ(lldp.source(), nullptr);
  const auto sctp = decode_packet(LinkType::raw_ip,
                                  hex("45000018 00000000 4084 0000 0a000001 0a000002 00010002"));
  EXPECT_EQ(sctp->next, Protocol::sctp);
  EXPECT_EQ(sctp->payload.size(), 4U);
  std::string tags = "020000000002 020000000001 ";
  for (int i = 0; i < 5; ++i) tags += "8100 0001 ";
  EXPECT_FALSE(decode_packet(LinkType::ethernet, hex(tags + "0800")));
}

TEST(PcapFile, what_is_written_reads_back) {
  std::vector<std::uint8_t> file(1000);
  base::ByteWriter out(file);
  encode_pcap_header(LinkType::raw_ip, out);
  const auto packet = hex(kSyn);
  const PcapTime time{std::chrono::nanoseconds(1'700'000'000'123'456'789)};
  encode_pcap_record({time, 40, packet}, out);
  encode_pcap_record({time + std::chrono::hours(1), 1500, packet}, out);
  auto reader = PcapReader::create(out.written()).value();
  EXPECT_EQ(reader.link_number(), 101);
  const auto first = reader.next();
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->time, time);
  EXPECT_EQ(vector_of((*first)->packet), packet);
  const auto second = reader.next();
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->original_bytes, 1500U);
  EXPECT_FALSE(reader.next());
}

TEST(PcapFile, reads_big_endian_files_with_microseconds) {
  const auto file =
      hex("a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001"
          "00000001 0000000a 00000002 00000040 abcd");
  auto reader = PcapReader::create(file).value();
  EXPECT_EQ(reader.link_number(), 1);
  const auto record = reader.next();
  ASSERT_TRUE(record && *record);
  EXPECT_EQ((*record)->time.time_since_epoch(), std::chrono::nanoseconds(1'000'010'000));
  EXPECT_EQ((*record)->original_bytes, 64U);
}

TEST(PcapFile, stops_at_records_that_lie) {
  EXPECT_FALSE(PcapReader::create(hex("0a0d0d0a 00000000")));
  EXPECT_FALSE(PcapReader::create(hex("a1b2c3d4 0002 0004 0000")));
  EXPECT_FALSE(PcapReader::create(hex("a1b2c3d4 0003 0004 00000000 00000000 00040000 00000001")));
  const std::string head = "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001 ";
  for (const char* tail : {"00000001", "00000001 00000001 ffffffff 00000001",
                           "00000001 00000001 00000004 00000001 ab"}) {
    const auto file = hex(head + tail);
    auto reader = PcapReader::create(file).value();
    const auto record = reader.next();
    ASSERT_TRUE(record);
    EXPECT_FALSE(*record);
    EXPECT_FALSE(reader.next());
  }
}

}  // namespace
}  // namespace minato::wire
