// Names of this machine: nothing here asks a name server.
#include "sys/resolver.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace minato::sys {
namespace {

using model::IpAddress;

TEST(Resolver, numbers_are_addresses_and_families_are_kept_apart) {
  EXPECT_EQ(resolve("127.0.0.1", {}).value(), std::vector{IpAddress::v4(0x7f000001)});
  EXPECT_EQ(resolve("::1", model::Family::ipv6).value(),
            std::vector{IpAddress::parse("::1").value()});
  EXPECT_FALSE(resolve("::1", model::Family::ipv4));
}

TEST(Resolver, localhost_is_this_machine) {
  const auto addresses = resolve("localhost", {});
  ASSERT_TRUE(addresses);
  EXPECT_TRUE(std::ranges::all_of(*addresses, &IpAddress::is_loopback));
}

TEST(Resolver, a_name_too_long_to_be_asked_for_is_not_found) {
  const auto addresses = resolve(std::string(300, 'a'), {});
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().origin, base::Origin::network);
}

TEST(Resolver, a_target_name_means_one_address) {
  const SystemHostNames names(model::Family::ipv4);
  EXPECT_EQ(names.addresses_of("localhost").value().size(), 1U);
  EXPECT_EQ(names.scope_of("lo"), 1U);
  EXPECT_EQ(names.scope_of("no-such-interface"), std::nullopt);
}

}  // namespace
}  // namespace minato::sys
