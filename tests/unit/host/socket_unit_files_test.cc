// Unit files of systemd's sockets.
#include "host/socket_unit_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace minato::host {
namespace {

using Listens = std::vector<sys::UnitListen>;

model::Socket socket_at(const std::string& endpoint) {
  return {.local = model::parse_endpoint(endpoint).value()};
}

TEST(SocketUnitFiles, read_streams_and_datagrams_of_the_socket_section) {
  EXPECT_EQ(parse_unit_listens({"[Unit]\nListenStream=1\n[Socket]\n# ListenStream=2\n"
                                "ListenStream=22\n ListenDatagram = 127.0.0.1:53 \n"
                                "ListenStream=/run/x\n[Install]\nListenStream=3\n"}),
            (Listens{{"Stream", "[::]:22"}, {"Datagram", "127.0.0.1:53"}, {"Stream", "/run/x"}}));
}

TEST(SocketUnitFiles, an_empty_assignment_forgets_the_ones_before) {
  EXPECT_EQ(parse_unit_listens(
                {"[Socket]\nListenStream=22\n", "[Socket]\nListenStream=\nListenStream=2222\n"}),
            (Listens{{"Stream", "[::]:2222"}}));
  EXPECT_TRUE(parse_unit_listens({"", "x", "[Socket]\nListenStream\n=\n"}).empty());
}

TEST(SocketUnitFiles, compare_address_port_and_transport) {
  const sys::UnitListen any{"Stream", "[::]:22"};
  EXPECT_TRUE(listens_on(any, socket_at("[::]:22/tcp")));
  EXPECT_TRUE(listens_on(any, socket_at("0.0.0.0:22/tcp"))) << "without IPv6";
  EXPECT_FALSE(listens_on(any, socket_at("127.0.0.1:22/tcp")));
  EXPECT_FALSE(listens_on(any, socket_at("[::]:23/tcp")));
  EXPECT_FALSE(listens_on(any, socket_at("[::]:22/udp")));
  const sys::UnitListen one{"Datagram", "127.0.0.1:53"};
  EXPECT_TRUE(listens_on(one, socket_at("127.0.0.1:53/udp")));
  EXPECT_FALSE(listens_on(one, socket_at("127.0.0.2:53/udp")));
  EXPECT_TRUE(listens_on({"Stream", "[fe80::1]:80%eth0"}, socket_at("[fe80::1]:80/tcp")));
  for (const std::string path : {"/run/x", "@abstract", "", "]", "%", "x:y", "[::]:99999"}) {
    EXPECT_FALSE(listens_on({"Stream", path}, socket_at("[::]:22/tcp"))) << path;
  }
}

TEST(SocketUnitFiles, folders_in_order_and_drop_ins) {
  const auto root = std::filesystem::temp_directory_path() / "minato-socket-units";
  std::filesystem::remove_all(root);
  const auto write = [&](const std::string& path, const std::string& content) {
    std::filesystem::create_directories((root / path).parent_path());
    std::ofstream(root / path) << content;
  };
  write("usr/lib/systemd/system/ssh.socket", "[Socket]\nListenStream=22\n");
  write("etc/systemd/system/ssh.socket.d/port.conf",
        "[Socket]\nListenStream=\nListenStream=0.0.0.0:2222\n");
  write("usr/lib/systemd/system/cups.socket", "[Socket]\nListenStream=631\n");
  write("etc/systemd/system/cups.socket", "[Socket]\nListenStream=127.0.0.1:631\n");
  write("usr/lib/systemd/system/sshd@.socket", "[Socket]\nListenStream=23\n");
  const auto units = read_socket_units(root);
  EXPECT_EQ(unit_of(units, socket_at("0.0.0.0:2222/tcp")), "ssh.socket");
  EXPECT_EQ(unit_of(units, socket_at("0.0.0.0:22/tcp")), "");
  EXPECT_EQ(unit_of(units, socket_at("127.0.0.1:631/tcp")), "cups.socket");
  EXPECT_EQ(unit_of(units, socket_at("[::]:23/tcp")), "") << "a template is no unit";
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace minato::host
