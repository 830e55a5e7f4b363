// Names of bound devices and VRFs.
#include "host/devices.h"

#include <gtest/gtest.h>

namespace minato::host {
namespace {

TEST(Devices, a_vrf_is_named_for_itself_and_its_members) {
  const std::vector<sys::Interface> interfaces = {
      {.index = 2, .name = "eth0", .master = 4},
      {.index = 3, .name = "eth1", .master = 5},
      {.index = 4, .name = "blue", .kind = "vrf"},
      {.index = 5, .name = "br0", .kind = "bridge"},
  };
  struct Row {
    std::uint32_t index;
    const char* interface;
    const char* vrf;
  };
  for (const Row& row : {Row{2, "eth0", "blue"}, Row{4, "blue", "blue"}, Row{3, "eth1", ""},
                         Row{5, "br0", ""}, Row{9, "9", ""}}) {
    model::Socket socket;
    name_device(socket, row.index, interfaces);
    EXPECT_EQ(socket.interface, row.interface);
    EXPECT_EQ(socket.vrf, row.vrf);
  }
}

}  // namespace
}  // namespace minato::host
