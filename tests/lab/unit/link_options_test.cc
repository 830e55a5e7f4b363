// The link program's command line, the names of ends, and what counts as an ICMP error.
#include "lab/link/link_options.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "lab/ends/end.h"
#include "lab/link/icmp_error.h"

namespace minato::lab {
namespace {

using namespace std::chrono_literals;

tl::expected<LinkOptions, std::string> parsed(std::vector<const char*> arguments) {
  return parse_link_options(arguments);
}

TEST(LinkOptions, both_shapes_can_be_set_at_once_or_alone) {
  const auto options = parsed({"--left", "packet:a", "--right", "packet:b", "--both", "delay=5ms",
                               "--to-left", "loss=1%", "--seed", "9"});
  ASSERT_TRUE(options.has_value()) << options.error();
  EXPECT_EQ(options->to_right.delay, 5ms);
  EXPECT_EQ(options->to_left.delay, 0ms);
  EXPECT_EQ(options->to_left.loss, 0.01);
  EXPECT_EQ(options->seed, 9U);
}

TEST(LinkOptions, refuses_what_it_does_not_know) {
  EXPECT_FALSE(parsed({}).has_value());
  EXPECT_FALSE(parsed({"--left", "packet:a"}).has_value());
  EXPECT_FALSE(parsed({"--left", "packet:a", "--right"}).has_value());
  EXPECT_FALSE(parsed({"--left", "a", "--right", "b", "--speed", "1"}).has_value());
  EXPECT_FALSE(parsed({"--left", "a", "--right", "b", "--seed", "1x"}).has_value());
  EXPECT_FALSE(parsed({"--left", "a", "--right", "b", "--most-frames", "0"}).has_value());
}

TEST(EndName, is_taken_apart) {
  const auto name = parse_end_name("tun:tun0@lab1-scanner");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->kind, "tun");
  EXPECT_EQ(name->interface, "tun0");
  EXPECT_EQ(name->network_namespace, "lab1-scanner");
  EXPECT_EQ(parse_end_name("packet:eth0")->network_namespace, "");
}

TEST(EndName, refuses_paths_and_unknown_kinds) {
  for (const char* text : {"eth0", "wire:eth0", "packet:", "packet:@ns", "packet:e@../../x",
                           "packet:a-name-that-is-too-long"}) {
    EXPECT_FALSE(parse_end_name(text).has_value()) << text;
  }
}

TEST(IcmpError, is_told_from_other_packets) {
  std::vector<std::uint8_t> v4(48, 0);
  v4[0] = 0x45;
  v4[9] = 1;
  v4[20] = 3;
  EXPECT_TRUE(is_icmp_error(wire::LinkType::raw_ip, v4));
  v4[20] = 0;
  EXPECT_FALSE(is_icmp_error(wire::LinkType::raw_ip, v4)) << "an echo reply";
  v4[9] = 6;
  v4[20] = 3;
  EXPECT_FALSE(is_icmp_error(wire::LinkType::raw_ip, v4)) << "TCP";
  std::vector<std::uint8_t> v6(60, 0);
  v6[0] = 0x60;
  v6[6] = 58;
  v6[40] = 1;
  EXPECT_TRUE(is_icmp_error(wire::LinkType::raw_ip, v6));
  v6[40] = 136;
  EXPECT_FALSE(is_icmp_error(wire::LinkType::raw_ip, v6)) << "a neighbour advertisement";
  EXPECT_FALSE(is_icmp_error(wire::LinkType::raw_ip, {}));
  EXPECT_FALSE(is_icmp_error(wire::LinkType::ethernet, std::array<std::uint8_t, 14>{}));
}

}  // namespace
}  // namespace minato::lab
