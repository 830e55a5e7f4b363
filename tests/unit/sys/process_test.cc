// What /proc writes about processes, also hostile names.
#include "sys/process.h"

#include <gtest/gtest.h>

#include "sys/capabilities.h"
#include "sys/directory_entries.h"
#include "sys/file.h"
#include "sys/socket_count.h"
#include "sys/socket_owners.h"
#include "sys/users.h"

namespace minato::sys {
namespace {

constexpr std::string_view kTail = " S 7 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 9 9\n";

TEST(ProcessStat, reads_the_fields_behind_a_plain_name) {
  const auto stat = parse_process_stat("42 (sshd)" + std::string(kTail));
  ASSERT_TRUE(stat);
  EXPECT_EQ(*stat, (ProcessStat{42, 7, "sshd", 12345}));
}

TEST(ProcessStat, a_name_may_hold_parentheses_spaces_and_newlines) {
  for (const std::string name : {"a) S 9 (b", "tmux: server", "x\n1 (y", ")(", ""}) {
    const auto stat = parse_process_stat("42 (" + name + ")" + std::string(kTail));
    ASSERT_TRUE(stat) << name;
    EXPECT_EQ(stat->name, name);
    EXPECT_EQ(stat->parent, 7);
  }
}

TEST(ProcessStat, nonsense_is_nothing) {
  for (const std::string_view text :
       {"", "42", "42 (sshd", "42 sshd) S 1", "x (sshd) S 1", ")(", "42 (sshd) S 7 1",
        "42 (sshd) S x 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 9"}) {
    EXPECT_FALSE(parse_process_stat(text)) << text;
  }
}

TEST(ProcessStatus, finds_the_real_uid) {
  EXPECT_EQ(parse_status_uid("Name:\tx\nUid:\t33\t0\t0\t0\nGid:\t1\n"), 33U);
  EXPECT_FALSE(parse_status_uid("Name:\tUid:\n"));
  EXPECT_FALSE(parse_status_uid("Name:\tx\nUid:\n"));
}

TEST(CommandLine, splits_at_zero_bytes_and_drops_the_padding) {
  EXPECT_EQ(parse_command_line(std::string_view("a\0b c\0\0\0", 8)),
            (std::vector<std::string>{"a", "b c"}));
  EXPECT_EQ(parse_command_line("nginx: master process"),
            (std::vector<std::string>{"nginx: master process"}));
  EXPECT_TRUE(parse_command_line("").empty());
  EXPECT_EQ(parse_command_line(std::string_view("a\0\0b\0", 5)).size(), 3U)
      << "an empty argument is one";
}

TEST(Processes, this_process_can_be_read) {
  const auto facts = read_process(own_pid());
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->stat.pid, own_pid());
  EXPECT_FALSE(facts->arguments.empty());
  EXPECT_TRUE(facts->executable.ends_with("test_sys"));
  EXPECT_TRUE(facts->uid);
  const base::Timestamp started = BootClock().started(facts->stat.start_ticks);
  const base::Timestamp now = base::SystemClock().now();
  EXPECT_LT(started, now + std::chrono::seconds(1));
  EXPECT_GT(started, now - std::chrono::hours(1));
}

TEST(Processes, one_that_is_not_there_is_not_found) {
  const auto facts = read_process(INT32_MAX);
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().code, base::ErrorCode::not_found);
}

TEST(Processes, the_list_is_ascending_and_holds_this_one) {
  const auto pids = list_pids();
  ASSERT_TRUE(pids);
  EXPECT_TRUE(std::is_sorted(pids->begin(), pids->end()));
  EXPECT_TRUE(std::binary_search(pids->begin(), pids->end(), own_pid()));
}

TEST(SocketLink, only_sockets_have_an_inode) {
  EXPECT_EQ(parse_socket_link("socket:[123]"), 123U);
  for (const std::string_view other : {"socket:[]", "socket:[12", "socket:[x]", "pipe:[12]",
                                       "/tmp/socket:[12]", "socket:[99999999999999999999999]"}) {
    EXPECT_EQ(parse_socket_link(other), 0U) << other;
  }
}

TEST(DirectoryEntries, numeric_names_are_numbers_that_fit) {
  EXPECT_EQ(numeric_name("0"), 0);
  EXPECT_EQ(numeric_name("2147483647"), 2147483647);
  for (const std::string_view name : {"", ".", "..", "-1", "+1", "1a", "2147483648"}) {
    EXPECT_FALSE(numeric_name(name)) << name;
  }
}

TEST(Users, root_has_a_name_and_a_uid_without_one_is_its_number) {
  UserNames names;
  EXPECT_EQ(names.name(0), "root");
  EXPECT_EQ(names.name(4'000'000'123), "4000000123");
}

TEST(Capabilities, are_read_from_the_status) {
  const auto some = parse_effective_capabilities("Name:\tx\nCapEff:\t000000c000001000\nA:\n");
  ASSERT_TRUE(some);
  EXPECT_TRUE(some->has(Capability::net_admin));
  EXPECT_TRUE(some->has(Capability::bpf));
  EXPECT_TRUE(some->has(Capability::perfmon));
  EXPECT_FALSE(some->has(Capability::net_raw));
  EXPECT_FALSE(some->has(Capability::sys_admin));
  for (const std::string_view text :
       {"", "CapEff", "\nCapEff:", "\nCapEff:\tx\n", "\nCapEff:\t11111111111111111\n"}) {
    EXPECT_FALSE(parse_effective_capabilities(text)) << text;
  }
}

TEST(SocketCount, adds_what_is_in_use_and_in_time_wait) {
  EXPECT_EQ(parse_socket_count("sockets: used 100\nTCP: inuse 12 orphan 1 tw 3 alloc 15 mem 1\n"
                               "UDP: inuse 4 mem 0\nRAW: inuse 9\n"),
            19U);
  EXPECT_EQ(parse_socket_count("TCP6: inuse 2\nUDP6: inuse 1\n"), 3U);
  for (const std::string_view nonsense : {"", "TCP:", "TCP: inuse", "TCP: inuse x", "inuse 7"}) {
    EXPECT_EQ(parse_socket_count(nonsense), 0U) << nonsense;
  }
  EXPECT_LE(parse_socket_count("TCP: inuse 4294967295\n"), 4'000'000U) << "no memory for a lie";
}

TEST(Files, reading_stops_at_the_limit_and_tells_what_is_missing) {
  EXPECT_EQ(read_file("/proc/self/status", 4).value_or(""), "Name");
  EXPECT_EQ(read_file("/nowhere/at/all").error().code, base::ErrorCode::not_found);
}

}  // namespace
}  // namespace minato::sys
