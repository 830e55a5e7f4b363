// Netlink answers, sound and malformed, as bytes.
#include <gtest/gtest.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <cerrno>
#include <vector>

#include "sys/interfaces.h"
#include "sys/netlink_messages.h"
#include "sys/netlink_socket.h"
#include "sys/sock_diag.h"

namespace minato::sys {
namespace {

using Buffer = std::vector<std::uint8_t>;
using model::SocketState;
using model::Transport;

Buffer message(std::uint16_t type, std::uint16_t flags, const Buffer& payload) {
  Buffer bytes;
  append_native(bytes, nlmsghdr{.nlmsg_len = static_cast<std::uint32_t>(16 + payload.size()),
                                .nlmsg_type = type,
                                .nlmsg_flags = flags,
                                .nlmsg_seq = 7,
                                .nlmsg_pid = 0});
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  bytes.resize((bytes.size() + 3) / 4 * 4);
  return bytes;
}

void add_attribute(Buffer& bytes, std::uint16_t type, const Buffer& value) {
  append_native(bytes,
                nlattr{.nla_len = static_cast<std::uint16_t>(4 + value.size()), .nla_type = type});
  bytes.insert(bytes.end(), value.begin(), value.end());
  bytes.resize((bytes.size() + 3) / 4 * 4);
}

Buffer text(std::string_view value) {
  Buffer bytes(value.begin(), value.end());
  bytes.push_back(0);
  return bytes;
}

Buffer code(std::int32_t number) {
  Buffer bytes;
  append_native(bytes, number);
  return bytes;
}

inet_diag_msg diag(std::uint8_t family, std::uint8_t state) {
  inet_diag_msg told{};
  told.idiag_family = family;
  told.idiag_state = state;
  told.id.idiag_sport = htons(80);
  told.idiag_inode = 4242;
  told.idiag_uid = 33;
  return told;
}

Buffer bytes_of(const inet_diag_msg& told) {
  Buffer bytes;
  append_native(bytes, told);
  return bytes;
}

TEST(Netlink, a_dump_ends_at_done_and_ignores_other_sequences) {
  Buffer answer = message(20, NLM_F_MULTI, {1, 2, 3});
  const Buffer done = message(NLMSG_DONE, NLM_F_MULTI, code(0));
  answer.insert(answer.end(), done.begin(), done.end());
  int visits = 0;
  DumpProgress progress;
  EXPECT_FALSE(read_answer(answer, 8, progress, [&](const NetlinkMessage&) { ++visits; }));
  EXPECT_EQ(visits, 0) << "of another question";
  EXPECT_FALSE(read_answer(answer, 7, progress, [&](const NetlinkMessage& told) {
    ++visits;
    EXPECT_EQ(told.payload.size(), 3U);
  }));
  EXPECT_EQ(visits, 1);
  EXPECT_TRUE(progress.done);
}

TEST(Netlink, an_error_message_carries_the_errno) {
  DumpProgress progress;
  EXPECT_FALSE(read_answer(message(NLMSG_ERROR, 0, code(-EPERM)), 7, progress, [](auto&) {}));
  EXPECT_TRUE(progress.done);
  EXPECT_EQ(progress.errno_value, EPERM);
  progress = {};
  EXPECT_FALSE(read_answer(message(NLMSG_ERROR, 0, {1}), 7, progress, [](auto&) {}));
  EXPECT_EQ(progress.errno_value, EBADMSG) << "too short for a number";
  progress = {};
  EXPECT_FALSE(read_answer(message(NLMSG_ERROR, 0, code(INT32_MIN)), 7, progress, [](auto&) {}));
  EXPECT_EQ(progress.errno_value, 0) << "no errno is that large";
}

TEST(Netlink, an_interrupted_dump_is_told) {
  DumpProgress progress;
  EXPECT_FALSE(
      read_answer(message(20, NLM_F_MULTI | NLM_F_DUMP_INTR, {}), 7, progress, [](auto&) {}));
  EXPECT_TRUE(progress.interrupted);
  EXPECT_FALSE(progress.done);
}

TEST(Netlink, lengths_that_lie_are_malformed) {
  struct Case {
    const char* name;
    std::size_t cut;       // bytes kept
    std::uint32_t length;  // written into the header
  };
  for (const Case& wrong : {Case{"longer than the answer", 20, 21}, Case{"no header", 20, 15},
                            Case{"zero", 20, 0}, Case{"cut header", 9, 16}}) {
    Buffer answer = message(20, NLM_F_MULTI, {1, 2, 3, 4});
    std::memcpy(answer.data(), &wrong.length, sizeof(wrong.length));
    answer.resize(wrong.cut);
    DumpProgress progress;
    int visits = 0;
    EXPECT_TRUE(read_answer(answer, 7, progress, [&](auto&) { ++visits; })) << wrong.name;
    EXPECT_EQ(visits, 0) << wrong.name;
  }
}

TEST(SockDiag, reads_a_dual_stack_listener) {
  inet_diag_msg told = diag(AF_INET6, 10);
  told.idiag_rqueue = 1;
  told.idiag_wqueue = 128;
  Buffer bytes = bytes_of(told);
  add_attribute(bytes, INET_DIAG_SKV6ONLY, {0});
  Buffer id;
  append_native(id, std::uint64_t{77});
  add_attribute(bytes, INET_DIAG_CGROUP_ID, id);
  const auto found = parse_diag_socket(bytes, Transport::tcp);
  ASSERT_TRUE(found);
  EXPECT_EQ(to_text(found->socket.local), "[::]:80/tcp");
  EXPECT_TRUE(found->socket.dual_stack);
  EXPECT_EQ(found->socket.state, SocketState::listen);
  EXPECT_FALSE(found->socket.remote);
  EXPECT_EQ(found->socket.inode, 4242U);
  EXPECT_EQ(found->socket.uid, 33U);
  EXPECT_EQ(found->socket.receive_queue, 1U);
  EXPECT_EQ(found->socket.send_queue, 128U);
  EXPECT_EQ(found->socket.cgroup_id, 77U);
}

TEST(SockDiag, a_v6only_or_single_address_socket_is_not_dual_stack) {
  Buffer only = bytes_of(diag(AF_INET6, 10));
  add_attribute(only, INET_DIAG_SKV6ONLY, {1});
  EXPECT_FALSE(parse_diag_socket(only, Transport::tcp)->socket.dual_stack);
  inet_diag_msg told = diag(AF_INET6, 10);
  told.id.idiag_src[3] = htonl(1);
  Buffer loopback = bytes_of(told);
  add_attribute(loopback, INET_DIAG_SKV6ONLY, {0});
  EXPECT_FALSE(parse_diag_socket(loopback, Transport::tcp)->socket.dual_stack);
}

TEST(SockDiag, states_are_those_of_the_transport) {
  struct Case {
    std::uint8_t state;
    SocketState expected;
  };
  for (const Case& row : {Case{1, SocketState::established}, Case{3, SocketState::syn_received},
                          Case{6, SocketState::time_wait}, Case{7, SocketState::bound},
                          Case{10, SocketState::listen}, Case{11, SocketState::closing},
                          Case{12, SocketState::syn_received}, Case{13, SocketState::bound}}) {
    const auto found = parse_diag_socket(bytes_of(diag(AF_INET, row.state)), Transport::udp);
    ASSERT_TRUE(found) << int{row.state};
    EXPECT_EQ(found->socket.state, row.expected) << int{row.state};
  }
}

TEST(SockDiag, a_mapped_connection_is_shown_as_ipv4_and_a_link_local_one_with_its_scope) {
  inet_diag_msg mapped = diag(AF_INET6, 1);
  mapped.id.idiag_src[2] = mapped.id.idiag_dst[2] = htonl(0xffff);
  mapped.id.idiag_src[3] = mapped.id.idiag_dst[3] = htonl(0x7f000001);
  mapped.id.idiag_dport = htons(50000);
  mapped.idiag_timer = 2;
  mapped.idiag_expires = 1500;
  const auto found = parse_diag_socket(bytes_of(mapped), Transport::tcp);
  ASSERT_TRUE(found);
  EXPECT_EQ(to_text(found->socket.local), "127.0.0.1:80/tcp");
  EXPECT_EQ(to_text(*found->socket.remote), "127.0.0.1:50000/tcp");
  EXPECT_EQ(found->socket.timer.kind, model::TimerKind::keepalive);
  EXPECT_EQ(found->socket.timer.remaining_ms, 1500U);

  inet_diag_msg link = diag(AF_INET6, 10);
  link.id.idiag_src[0] = htonl(0xfe800000);
  link.id.idiag_if = 3;
  const auto local = parse_diag_socket(bytes_of(link), Transport::tcp);
  ASSERT_TRUE(local);
  EXPECT_EQ(local->socket.local.address.scope(), 3U);
  EXPECT_EQ(local->interface_index, 3U);
}

TEST(SockDiag, nonsense_is_malformed) {
  Buffer cut = bytes_of(diag(AF_INET, 1));
  cut.pop_back();
  EXPECT_FALSE(parse_diag_socket(cut, Transport::tcp));
  EXPECT_FALSE(parse_diag_socket({}, Transport::tcp));
  EXPECT_FALSE(parse_diag_socket(bytes_of(diag(AF_UNIX, 1)), Transport::tcp));
  EXPECT_FALSE(parse_diag_socket(bytes_of(diag(AF_INET, 0)), Transport::tcp));
  EXPECT_FALSE(parse_diag_socket(bytes_of(diag(AF_INET, 14)), Transport::tcp));
  Buffer attribute = bytes_of(diag(AF_INET6, 10));
  add_attribute(attribute, INET_DIAG_SKV6ONLY, {});
  EXPECT_FALSE(parse_diag_socket(attribute, Transport::tcp)) << "value too short";
  Buffer lying = bytes_of(diag(AF_INET6, 10));
  append_native(lying, nlattr{.nla_len = 200, .nla_type = INET_DIAG_SKV6ONLY});
  EXPECT_FALSE(parse_diag_socket(lying, Transport::tcp));
}

TEST(SockDiag, the_timer_of_an_unknown_number_is_none) {
  inet_diag_msg told = diag(AF_INET, 1);
  told.idiag_timer = 200;
  EXPECT_EQ(parse_diag_socket(bytes_of(told), Transport::tcp)->socket.timer.kind,
            model::TimerKind::none);
}

TEST(Rtnetlink, reads_a_vrf_and_its_member) {
  Buffer link;
  ifinfomsg header{};
  header.ifi_index = 4;
  header.ifi_flags = 1;
  append_native(link, header);
  add_attribute(link, IFLA_IFNAME, text("blue"));
  Buffer info;
  add_attribute(info, IFLA_INFO_KIND, text("vrf"));
  add_attribute(link, IFLA_LINKINFO | NLA_F_NESTED, info);
  add_attribute(link, IFLA_MASTER, {9, 0, 0, 0});
  const auto found = parse_link(link);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found,
            (Interface{.index = 4, .name = "blue", .up = true, .kind = "vrf", .master = 9}));
}

TEST(Rtnetlink, malformed_links_are_told) {
  EXPECT_FALSE(parse_link({}));
  Buffer nameless;
  ifinfomsg header{};
  header.ifi_index = 4;
  append_native(nameless, header);
  EXPECT_FALSE(parse_link(nameless));
  header.ifi_index = -1;
  Buffer negative;
  append_native(negative, header);
  add_attribute(negative, IFLA_IFNAME, text("x"));
  EXPECT_FALSE(parse_link(negative));
}

TEST(Rtnetlink, the_address_of_a_point_to_point_link_is_our_side) {
  Buffer bytes;
  ifaddrmsg header{};
  header.ifa_family = AF_INET;
  header.ifa_prefixlen = 32;
  header.ifa_index = 5;
  header.ifa_scope = RT_SCOPE_LINK;
  append_native(bytes, header);
  add_attribute(bytes, IFA_ADDRESS, {10, 0, 0, 2});
  add_attribute(bytes, IFA_LOCAL, {10, 0, 0, 1});
  const auto found = parse_address(bytes);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->interface_index, 5U);
  EXPECT_EQ((*found)->address,
            (InterfaceAddress{model::IpAddress::v4(0x0a000001), 32, AddressScope::link}));
}

TEST(Rtnetlink, addresses_without_enough_bytes_are_malformed_and_other_families_left_out) {
  Buffer bytes;
  ifaddrmsg header{};
  header.ifa_family = AF_INET6;
  append_native(bytes, header);
  Buffer shorter = bytes;
  add_attribute(shorter, IFA_ADDRESS, {10, 0, 0, 2});
  EXPECT_FALSE(parse_address(shorter));
  EXPECT_FALSE(parse_address(bytes)) << "no address at all";
  bytes[0] = AF_UNIX;
  const auto other = parse_address(bytes);
  ASSERT_TRUE(other);
  EXPECT_FALSE(*other);
}

}  // namespace
}  // namespace minato::sys
