// What a scan writes for --resume is what a later call reads; damage and foreign files are told.
#include "pipeline/scan_journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace minato::pipeline {
namespace {

const ScanIdentity kIdentity{
    .fingerprint = 77, .key = {1, 2}, .words = {"scan", "10.0.0.0/24", "-p 22,80", "100%", ""}};
const HostFinding kHost{.address = model::IpAddress::parse("10.0.0.5").value(),
                        .reason = model::Reason::arp_response,
                        .rtt_us = 213,
                        .mac = "02:00:00:00:00:05",
                        .time = base::Timestamp(std::chrono::microseconds(1'795'650'136'812'621))};
const PortFinding kPort{.address = kHost.address,
                        .port = {22, model::Transport::tcp},
                        .state = model::PortState::open,
                        .reason = model::Reason::syn_ack,
                        .ttl = 64,
                        .time = kHost.time};

class Journal : public testing::Test {
 protected:
  void SetUp() override { path_ = testing::TempDir() + "journal-" + std::to_string(::getpid()); }
  void TearDown() override { std::remove(path_.c_str()); }

  void write() {
    auto journal = ScanJournal::begin(path_, kIdentity).value();
    journal.host(kHost);
    journal.layout(99);
    journal.port(kPort);
    journal.below(1234);
    journal.packets(10, 8);
    ASSERT_TRUE(journal.close());
  }
  std::string text() {
    std::ifstream file(path_);
    std::stringstream all;
    all << file.rdbuf();
    return all.str();
  }

  std::string path_;
};

TEST_F(Journal, is_read_back_as_it_was_written) {
  write();
  const auto past = read_scan_journal(path_).value();
  ASSERT_TRUE(past);
  EXPECT_EQ(past->identity, kIdentity);
  ASSERT_EQ(past->hosts.size(), 1U);
  EXPECT_EQ(past->hosts[0].mac, kHost.mac);
  EXPECT_EQ(past->hosts[0].rtt_us, kHost.rtt_us);
  EXPECT_EQ(past->hosts[0].time, kHost.time);
  ASSERT_EQ(past->ports.size(), 1U);
  EXPECT_EQ(past->ports[0].port, kPort.port);
  EXPECT_EQ(past->ports[0].state, kPort.state);
  EXPECT_EQ(past->ports[0].rtt_us, std::nullopt);
  EXPECT_EQ(past->layout, 99U);
  EXPECT_EQ(past->below, 1234U);
  EXPECT_EQ(past->packets_sent, 10U);
  EXPECT_FALSE(past->ended);
  EXPECT_EQ(past->valid_bytes, text().size());
}

TEST_F(Journal, a_line_torn_off_at_the_end_is_forgotten_and_overwritten) {
  write();
  const std::string whole = text();
  std::ofstream(path_, std::ios::trunc) << whole.substr(0, whole.size() - 5);
  const auto torn = read_scan_journal(path_).value();
  ASSERT_TRUE(torn);
  EXPECT_EQ(torn->packets_sent, 0U);
  EXPECT_EQ(torn->below, 1234U);
  auto journal = ScanJournal::go_on(path_, *torn).value();
  journal.end();
  ASSERT_TRUE(journal.close());
  EXPECT_TRUE(read_scan_journal(path_).value()->ended);
}

TEST_F(Journal, damage_in_the_middle_is_an_error_that_names_the_line) {
  write();
  std::string changed = text();
  changed.replace(changed.find("open"), 4, "shut");
  std::ofstream(path_, std::ios::trunc) << changed;
  const auto past = read_scan_journal(path_);
  ASSERT_FALSE(past);
  EXPECT_EQ(past.error().cause->key, "error.scan.journal-damaged");
  EXPECT_EQ(past.error().cause->args, std::vector<std::string>{"5"});
}

TEST_F(Journal, another_file_is_no_journal_and_a_missing_or_empty_one_is_a_beginning) {
  EXPECT_EQ(parse_scan_journal("# Nmap 7.93 scan initiated\n").error().key,
            "error.scan.no-journal");
  EXPECT_FALSE(read_scan_journal(path_).value());
  std::ofstream(path_).flush();
  EXPECT_FALSE(read_scan_journal(path_).value());
}

}  // namespace
}  // namespace minato::pipeline
