// The kernel's settings of port ranges.
#include "sys/port_sysctls.h"

#include <gtest/gtest.h>

namespace minato::sys {
namespace {

TEST(PortSysctls, reads_what_the_kernel_writes) {
  const PortSysctls found = parse_port_sysctls("80\n", "10000\t20000\n", "8080,9000-9100\n");
  EXPECT_EQ(found.unprivileged_start, 80);
  EXPECT_EQ(found.ephemeral, (model::PortInterval{10000, 20000}));
  EXPECT_EQ(model::to_text(found.reserved), "T:8080,9000-9100");
}

TEST(PortSysctls, keeps_the_defaults_where_nothing_can_be_read) {
  EXPECT_EQ(parse_port_sysctls("", "", ""), PortSysctls{});
  EXPECT_EQ(parse_port_sysctls("x", "5 4", "-,7-"), PortSysctls{});
  EXPECT_EQ(parse_port_sysctls("70000", "61000\t100", ""), PortSysctls{});
}

}  // namespace
}  // namespace minato::sys
