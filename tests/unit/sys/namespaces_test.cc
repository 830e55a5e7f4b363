// Mounts, links of namespaces, and working in another namespace.
#include <gtest/gtest.h>

#include "sys/cgroup_tree.h"
#include "sys/mounts.h"
#include "sys/network_namespaces.h"

namespace minato::sys {
namespace {

TEST(Mounts, reads_root_point_and_type) {
  const auto mounts = parse_mounts(
      "36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 - ext3 /dev/root rw\n"
      "50 35 0:4 net:[4026532281] /run/netns/blue rw shared:30 - nsfs nsfs rw\n");
  ASSERT_EQ(mounts.size(), 2U);
  EXPECT_EQ(mounts[0], (Mount{"/mnt1", "/mnt 2", "ext3"}));
  EXPECT_EQ(mounts[1], (Mount{"net:[4026532281]", "/run/netns/blue", "nsfs"}));
}

TEST(Mounts, leaves_out_what_is_none) {
  for (const std::string_view text :
       {"", "\n\n", "36 35 98:0 / /", "36 35 98:0 / / rw x y z", "36 35 98:0 / / rw -"}) {
    EXPECT_TRUE(parse_mounts(text).empty()) << text;
  }
  EXPECT_EQ(parse_mounts("36 35 98:0 / /a\\9 rw - x y z").front().point, "/a\\9");
}

TEST(NetworkNamespaces, links_name_them_by_number) {
  EXPECT_EQ(parse_network_namespace_link("net:[4026531833]"), 4026531833U);
  for (const std::string_view other : {"", "net:[]", "mnt:[1]", "net:[1", "net:[x]"}) {
    EXPECT_EQ(parse_network_namespace_link(other), 0U) << other;
  }
}

TEST(NetworkNamespaces, ours_is_known_and_not_among_the_others) {
  const auto list = list_network_namespaces();
  ASSERT_TRUE(list);
  EXPECT_NE(list->own, 0U);
  for (const NetworkNamespace& other : list->others) {
    EXPECT_NE(other.inode, list->own);
    EXPECT_FALSE(other.name.empty());
  }
}

TEST(NetworkNamespaces, one_that_is_gone_is_not_found) {
  bool worked = false;
  const auto result = in_network_namespace({.inode = 1, .name = "x", .path = "/nowhere/net"}, [&] {
    worked = true;
    return base::Result<void>();
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::not_found);
  EXPECT_FALSE(worked);
}

TEST(CgroupTree, numbers_that_are_not_there_have_no_path) {
  const std::vector<std::uint64_t> ids = {UINT64_MAX};
  EXPECT_TRUE(find_cgroup_paths(ids).empty());
  EXPECT_TRUE(find_cgroup_paths({}).empty());
}

}  // namespace
}  // namespace minato::sys
