// Which headers stand where, for every kind of frame.
#include "wire/layers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/wire/hex.h"
#include "wire/link_type.h"

namespace minato::wire {
namespace {

std::string names(const Layers& layers) {
  std::string text;
  for (std::size_t i = 0; i < layers.count; ++i) {
    const Layer& layer = layers.items[i];
    text += (text.empty() ? "" : " > ") + std::string(to_text(layer.protocol));
    if (layer.quoted) text += "?";
  }
  if (layers.fault) text += " ! " + std::string(layers.fault->rule);
  return text;
}

constexpr std::string_view kEthernet4 = "0200000000010200000000020800";
constexpr std::string_view kEthernet = "020000000001020000000002";
/// IPv4 10.0.0.1 → 10.0.0.2 with `length` of the whole packet and a protocol.
std::string ipv4(std::string_view length, std::string_view protocol) {
  return "4500" + std::string(length) + "00010000" + "40" + std::string(protocol) +
         "00000a0000010a000002";
}
constexpr std::string_view kTcp =
    "c93a01bb0000000100000000500220000000"
    "0000";
constexpr std::string_view kUdp4 =
    "c93a0035000c0000"
    "61626364";

struct Case {
  LinkType link;
  std::string hex;
  std::string expected;
};

TEST(Layers, know_every_kind_of_frame) {
  const std::string tcp = ipv4("0028", "06") + std::string(kTcp);
  const std::string udp = ipv4("0020", "11") + std::string(kUdp4);
  const std::string ether = std::string(kEthernet);
  const Case cases[] = {
      {LinkType::ethernet, std::string(kEthernet4) + tcp, "Ethernet > IPv4 > TCP"},
      {LinkType::ethernet,
       ether +
           "8100"
           "0064"
           "0800" +
           udp,
       "Ethernet > VLAN 802.1Q > IPv4 > UDP"},
      {LinkType::ethernet,
       ether +
           "88a8"
           "0064"
           "8100"
           "0065"
           "0800" +
           udp,
       "Ethernet > VLAN 802.1Q > VLAN 802.1Q > IPv4 > UDP"},
      {LinkType::ethernet,
       ether +
           "0028"
           "aaaa03000000"
           "0800" +
           udp,
       "Ethernet > LLC 802.2 > IPv4 > UDP"},
      {LinkType::ethernet,
       ether +
           "8847"
           "00064140" +
           udp,
       "Ethernet > MPLS > IPv4 > UDP"},
      {LinkType::ethernet,
       ether +
           "8864"
           "110000010022"
           "0021" +
           udp,
       "Ethernet > PPPoE > PPP > IPv4 > UDP"},
      {LinkType::sll,
       "0000"
       "0001"
       "0006"
       "0200000000010000"
       "0800" +
           udp,
       "Linux cooked capture > IPv4 > UDP"},
      {LinkType::sll2,
       "0800"
       "0000"
       "00000001"
       "0001"
       "00"
       "06"
       "0200000000010000" +
           udp,
       "Linux cooked capture v2 > IPv4 > UDP"},
      {LinkType::null, "02000000" + tcp, "loopback > IPv4 > TCP"},
      {LinkType::raw_ip, tcp, "raw IP > IPv4 > TCP"},
      {LinkType::ppp, "ff030021" + tcp, "PPP > IPv4 > TCP"},
      {LinkType::ppp, "21" + tcp, "PPP > IPv4 > TCP"},
      {LinkType::ipv4, ipv4("0038", "04") + udp, "IPv4 > IPv4 > UDP"},
      {LinkType::ipv4, ipv4("0038", "2f") + "00000800" + udp, "IPv4 > GRE > IPv4 > UDP"},
      {LinkType::ipv4,
       ipv4("0060", "11") +
           "c93a12b5004c0000"
           "0800000000000100" +
           std::string(kEthernet4) + udp,
       "IPv4 > UDP > VXLAN > Ethernet > IPv4 > UDP"},
      {LinkType::ipv4,
       ipv4("0060", "11") +
           "c93a17c1004c0000"
           "0000655800000100" +
           std::string(kEthernet4) + udp,
       "IPv4 > UDP > Geneve > Ethernet > IPv4 > UDP"},
      {LinkType::ipv4, ipv4("0038", "01") + "0303000000000000" + udp, "IPv4 > ICMP > IPv4? > UDP?"},
      {LinkType::ipv4, ipv4("0020", "84") + "c93a0bb80000000100000000", "IPv4 > SCTP"},
      {LinkType::ipv4,
       ipv4("0024", "21") + "c93a0bb804000000"
                            "00000000"
                            "00000000",
       "IPv4 > DCCP"},
      {LinkType::ipv4, ipv4("0020", "88") + std::string(kUdp4), "IPv4 > UDP-Lite"},
      {LinkType::radiotap,
       "0000080000000000"
       "08010000"
       "020000000001020000000002020000000003"
       "0000"
       "aaaa03000000"
       "0800" +
           udp,
       "radiotap > 802.11 > LLC 802.2 > IPv4 > UDP"},
  };
  Layers layers;
  for (const Case& c : cases) {
    const auto bytes = wire::hex(c.hex);
    walk_layers(protocol_of_link_type(static_cast<std::uint16_t>(c.link)), bytes, layers);
    EXPECT_EQ(names(layers), c.expected) << c.hex;
  }
}

TEST(Layers, stop_at_fragments_and_say_where_they_belong) {
  Layers layers;
  const auto bytes = wire::hex(
      "4500001c"
      "0007"
      "2000"
      "40110000"
      "0a000001"
      "0a000002" +
      std::string(kUdp4).substr(0, 16));
  walk_layers(Protocol::ipv4, bytes, layers);
  EXPECT_EQ(names(layers), "IPv4");
  ASSERT_TRUE(layers.fragment);
  EXPECT_TRUE(layers.fragment->more);
  EXPECT_EQ(layers.fragment->offset_bytes, 0U);
  EXPECT_EQ(layers.fragment->identification, 7U);
}

TEST(Layers, leave_padding_of_short_frames_out) {
  Layers layers;
  const auto bytes =
      wire::hex(std::string(kEthernet4) + ipv4("0028", "06") + std::string(kTcp) + "000000000000");
  walk_layers(Protocol::ethernet, bytes, layers);
  EXPECT_EQ(layers.last()->payload_bytes, 0U);
}

TEST(Layers, tell_what_was_announced_when_a_frame_was_cut) {
  Layers layers;
  const auto bytes = wire::hex(ipv4("0428", "06") + std::string(kTcp) + "61626364");
  walk_layers(Protocol::ipv4, bytes, layers);
  EXPECT_EQ(layers.last()->payload_bytes, 4U);
  EXPECT_EQ(layers.last()->announced_bytes, 1024U);
  EXPECT_TRUE(layers.items[0].cut);
}

TEST(Layers, name_the_rule_that_a_frame_breaks) {
  Layers layers;
  const auto bytes = wire::hex(std::string(kEthernet4) + "4400");
  walk_layers(Protocol::ethernet, bytes, layers);
  EXPECT_EQ(names(layers), "Ethernet ! header cut short");
  EXPECT_EQ(layers.fault->offset, 14U);
}

TEST(Layers, an_802_2_header_that_ends_in_its_control_field_is_cut) {
  Layers layers;
  const auto bytes = wire::hex("ff2130");  // numbered: two bytes of control
  walk_layers(Protocol::llc, bytes, layers);
  EXPECT_EQ(layers.count, 0U);
  ASSERT_TRUE(layers.fault.has_value());
  EXPECT_EQ(layers.fault->rule, "header cut short");
}

TEST(Layers, end_however_deep_a_frame_nests) {
  Layers layers;
  std::string frame = std::string(kEthernet) + "8100";
  for (int i = 0; i < 100; ++i) frame += "00018100";
  walk_layers(Protocol::ethernet, wire::hex(frame), layers);
  EXPECT_EQ(layers.count, kMostLayers);
  EXPECT_EQ(layers.fault->rule, "too many layers");
}

}  // namespace
}  // namespace minato::wire
