// Ways to targets: lanes, what is left out, and targets by slot.
#include "scan/route_plan.h"

#include <gtest/gtest.h>

#include "scan/routed_targets.h"
#include "scan/source_ports.h"
#include "scan/special_blocks.h"

namespace minato::scan {
namespace {

using model::AddressRange;
using model::IpAddress;
using sys::NextHop;
using sys::NextHopKind;

class NoNames final : public model::HostNames {
 public:
  base::Result<std::vector<IpAddress>> addresses_of(std::string_view) const override {
    return std::vector<IpAddress>{};
  }
  std::optional<std::uint32_t> scope_of(std::string_view name) const override {
    return name == "eth0" ? std::optional<std::uint32_t>(2) : 3;
  }
};

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
AddressRange block(std::string_view text) {
  return AddressRange::of(model::Prefix::parse(text).value());
}
model::TargetSet targets(std::string_view text) {
  return model::parse_target_set(text, NoNames()).value();
}

/// A machine with eth0 (10.0.0.9/24, gateway 10.0.0.1) and tun0 (10.8.0.2).
class Table final : public sys::RouteLookup {
 public:
  base::Result<std::vector<sys::RoutedRange>> routes_of(const AddressRange& range) const override {
    const std::pair<AddressRange, NextHop> rows[] = {
        {block("10.0.0.9/32"), hop(NextHopKind::local, 1, "10.0.0.9")},
        {block("10.0.0.255/32"), hop(NextHopKind::broadcast, 2, "10.0.0.9")},
        {block("10.0.0.0/24"), hop(NextHopKind::unicast, 2, "10.0.0.9")},
        {block("10.8.0.0/16"), hop(NextHopKind::unicast, 3, "10.8.0.2")},
        {block("10.9.0.0/16"), hop(NextHopKind::unicast, 2, "10.0.0.9", "10.0.0.1")},
        {block("10.10.0.0/16"), hop(NextHopKind::unreachable, 0, "0.0.0.0")},
        {block("fe80::/64"), hop(NextHopKind::unicast, range.scope, "fe80::9")},
    };
    std::vector<sys::RoutedRange> found;
    for (base::Uint128 at = range.first;;) {
      base::Uint128 last = range.last;
      NextHop way;
      for (const auto& [covers, to] : rows) {
        if (covers.family != range.family) continue;
        if (at >= covers.first && at <= covers.last) {
          way = to;
          last = std::min(last, covers.last);
          break;
        }
        if (covers.first > at) last = std::min(last, covers.first - 1);
      }
      // A narrower row may begin inside.
      for (const auto& [covers, to] : rows) {
        if (covers.family == range.family && covers.first > at && covers.first <= last) {
          last = covers.first - 1;
        }
      }
      found.push_back({{range.family, range.scope, at, last}, way});
      if (last == range.last) return found;
      at = last + 1;
    }
  }

 private:
  static NextHop hop(NextHopKind kind, std::uint32_t index, std::string_view source,
                     std::string_view gateway = "") {
    NextHop way{.kind = kind, .interface_index = index, .source = address(source)};
    if (!gateway.empty()) way.gateway = address(gateway);
    return way;
  }
};

base::Result<sys::LinkDevice> device(std::uint32_t index) {
  constexpr std::uint16_t kEther = 1;
  constexpr std::uint16_t kNone = 0xfffe;
  constexpr std::uint16_t kLoopback = 772;
  sys::LinkDevice made{.index = index, .up = true};
  made.name = index == 1 ? "lo" : index == 2 ? "eth0" : "tun0";
  made.hardware = index == 1 ? kLoopback : index == 2 ? kEther : kNone;
  made.loopback = index == 1;
  made.resolves_neighbors = index == 2;
  return made;
}

RoutePlan plan(std::string_view text) {
  return plan_routes(targets(text), Table(), device).value();
}

TEST(RoutePlan, each_address_takes_the_lane_of_its_route) {
  const RoutePlan routes = plan("10.0.0.2 10.0.0.9 10.8.0.1 10.9.0.0/24");
  ASSERT_EQ(routes.ranges.size(), 4U);
  EXPECT_EQ(routes.ranges[0].reach, Reach::neighbor);
  EXPECT_EQ(routes.ranges[1].reach, Reach::local);
  EXPECT_EQ(routes.ranges[2].reach, Reach::direct);
  EXPECT_EQ(routes.ranges[3].reach, Reach::gateway);
  EXPECT_EQ(routes.links.size(), 3U);
  EXPECT_EQ(routes.lanes[routes.ranges[3].lane].gateway, address("10.0.0.1"));
  EXPECT_EQ(routes.lanes[routes.ranges[2].lane].framing, wire::LinkType::raw_ip);
  EXPECT_EQ(routes.lanes[routes.ranges[0].lane].source, address("10.0.0.9"));
}

TEST(RoutePlan, what_cannot_be_reached_is_left_out_with_the_reason) {
  const RoutePlan routes = plan("10.0.0.254-10.0.0.255 10.10.0.0/16 10.99.0.1");
  ASSERT_EQ(routes.ranges.size(), 1U);
  ASSERT_EQ(routes.left_out.size(), 3U);
  EXPECT_EQ(routes.left_out[0], (LeftOutRange{block("10.0.0.255/32"), NoWay::broadcast, ""}));
  EXPECT_EQ(routes.left_out[1], (LeftOutRange{block("10.10.0.0/16"), NoWay::unreachable, ""}));
  EXPECT_EQ(routes.left_out[2].why, NoWay::no_route);
}

TEST(RoutedTargets, every_slot_has_its_way_and_every_address_its_slot) {
  RoutePlan routes = plan("10.0.0.2 10.9.0.0/24");
  routes.lanes[routes.ranges[1].lane].next_hop = {{2, 0, 0, 0, 0, 1}};
  const RoutedTargets all(targets("10.0.0.2 10.9.0.0/24"), routes);
  ASSERT_EQ(all.slots(), 257U);
  for (std::uint64_t slot = 0; slot < all.slots(); ++slot) {
    const auto target = all.at(slot);
    ASSERT_TRUE(target);
    EXPECT_EQ(all.slot_of(target->address), slot);
    EXPECT_EQ(target->next_hop.is_zero(), target->address == address("10.0.0.2"));
    EXPECT_LT(target->group, all.groups());
  }
  EXPECT_FALSE(all.slot_of(address("10.9.1.0")));
}

TEST(RoutedTargets, link_local_addresses_of_two_links_are_told_apart) {
  const RoutePlan routes = plan("fe80::1%eth0 fe80::1%tun0");
  const RoutedTargets all(targets("fe80::1%eth0 fe80::1%tun0"), routes);
  ASSERT_EQ(all.slots(), 2U);
  EXPECT_NE(all.at(0)->lane, all.at(1)->lane);
}

TEST(JoinedTargets, slots_and_groups_go_on_from_part_to_part) {
  const RoutePlan routes = plan("10.9.0.0/30 10.8.0.0/30");
  std::vector<std::unique_ptr<Targets>> parts;
  parts.push_back(std::make_unique<RoutedTargets>(targets("10.9.0.0/30"), routes));
  parts.push_back(std::make_unique<HostList>(std::vector<TargetAddress>{}));
  parts.push_back(std::make_unique<RoutedTargets>(targets("10.8.0.0/30"), routes));
  const JoinedTargets all(std::move(parts));
  ASSERT_EQ(all.slots(), 8U);
  EXPECT_EQ(all.groups(), 8U);
  for (std::uint64_t slot = 0; slot < 8; ++slot) {
    EXPECT_EQ(all.slot_of(all.at(slot)->address), slot);
    EXPECT_EQ(all.at(slot)->group, slot);
  }
}

TEST(SpecialBlocks, only_ranges_that_cross_a_block_lose_it) {
  EXPECT_TRUE(special_parts_of(targets("10.0.0.0/8 127.0.0.1 224.0.0.1")).empty());
  const auto parts = special_parts_of(targets("9.0.0.0-10.0.0.255"));
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].range, block("10.0.0.0/24"));
  EXPECT_EQ(parts[0].name, "private-use");
  EXPECT_GE(special_parts_of(targets("0.0.0.0/0")).size(), 17U);
}

TEST(SpecialBlocks, are_scanned_when_they_are_typed_beside_a_neighbour) {
  EXPECT_TRUE(special_parts_of(targets("9.0.0.0/8 10.0.0.0/9 10.128.0.0/9 11.0.0.0/8")).empty());
  const auto parts = special_parts_of(targets("10.0.0.0-10.127.255.255 9.0.0.0-11.0.0.0"));
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].range, block("10.128.0.0/9"));
  EXPECT_EQ(special_parts_of(targets("9-10.*.*.5")).size(), 1U);
  const model::AddressRange allowed = block("10.7.0.0/16");
  for (const SpecialPart& part : special_parts_of(targets("0.0.0.0/0"), {{allowed}})) {
    EXPECT_FALSE(part.range.within(allowed));
  }
}

TEST(SpecialBlocks, addresses_of_other_people_are_counted) {
  EXPECT_EQ(count_public(targets("10.0.0.0/8 192.168.0.0/16 127.0.0.1 fe80::/10")), 0U);
  EXPECT_EQ(count_public(targets("9.255.255.0-10.0.0.255")), 256U);
  EXPECT_EQ(count_public(targets("2600::/120")), 256U);
  EXPECT_EQ(count_public(targets("8-10.*.*.5,7")), 2U * 2 * 65536);
  EXPECT_EQ(count_public(targets("8-10.*.*.5,7 !8.0.0.0/8")), 2U * 65536);
  EXPECT_EQ(count_public(targets("192.168.*.1,3,5")), 0U);
}

TEST(SourcePorts, lie_outside_the_ports_of_other_programs) {
  EXPECT_EQ(choose_source_ports({32768, 60999}, {}).first, 61440);
  EXPECT_EQ(choose_source_ports({32768, 65535}, {}).first, 28672);
  model::PortSet taken;
  taken.add({62000, model::Transport::tcp});
  EXPECT_EQ(choose_source_ports({32768, 60999}, taken).first, 28672);
  const SourcePorts crowded = choose_source_ports({1024, 65535}, taken);
  EXPECT_FALSE(taken.contains({crowded.first, model::Transport::tcp}));
}

}  // namespace
}  // namespace minato::scan
