// From single answers to hosts as the outputs take them.
#include "pipeline/scan_collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace minato::pipeline {
namespace {

using model::PortState;
using model::Reason;
using model::Transport;
using ::testing::ElementsAre;
using Completeness = ScanCollector::Completeness;

const base::Timestamp kStart = base::parse_timestamp("2026-11-23T20:00:00Z").value();
const model::IpAddress kHost = model::IpAddress::v4(0x0a000005);

/// A host's views, copied.
struct Told {
  render::ScanHost host{};
  std::vector<render::ScanPort> ports{};
  std::vector<render::ScanTally> tallies{};
  std::vector<std::string> tally_ports{};

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (const auto& port : ports)
      out.push_back(to_text(port.port) + ' ' + std::string(to_text(port.state)));
    return out;
  }
  [[nodiscard]] std::vector<std::string> counted() const {
    std::vector<std::string> out;
    for (const auto& tally : tallies) {
      out.push_back(std::to_string(tally.count) + ' ' + std::string(to_text(tally.state)) + ' ' +
                    std::string(to_text(tally.transport)) + ' ' +
                    std::string(to_text(tally.reason)));
    }
    return out;
  }
};

std::vector<Told> told(const ScanCollector& collector, Completeness completeness) {
  std::vector<Told> all;
  collector.tell_hosts(
      completeness, [](const model::IpAddress&) { return std::string_view("typed"); },
      [&](const render::ScanHost& host) {
        Told& one = all.emplace_back(Told{.host = host,
                                          .ports = {host.ports.begin(), host.ports.end()},
                                          .tallies = {host.tallies.begin(), host.tallies.end()}});
        for (const auto& tally : host.tallies) {
          one.tally_ports.push_back(tally.ports == nullptr ? "?" : to_text(*tally.ports));
        }
      });
  return all;
}

PortFinding finding(std::uint16_t port, PortState state, Reason reason,
                    Transport transport = Transport::tcp) {
  return {.address = kHost,
          .port = {port, transport},
          .state = state,
          .reason = reason,
          .time = kStart + std::chrono::seconds(1)};
}

ScanCollectorOptions options(std::uint16_t last_tcp, std::uint16_t last_udp = 0) {
  ScanCollectorOptions options{.started = kStart};
  options.ports.add(Transport::tcp, {1, last_tcp});
  if (last_udp > 0) options.ports.add(Transport::udp, {1, last_udp});
  options.silence.fill(PortState::filtered);
  options.silence[static_cast<std::size_t>(Transport::udp)] = PortState::open_or_filtered;
  return options;
}

TEST(ScanCollector, many_closed_ports_are_counted_and_named_by_what_is_not_listed) {
  ScanCollector collector(options(1000));
  for (std::uint16_t port = 1; port <= 1000; ++port) {
    const bool open = port == 22 || port == 80;
    collector.add(finding(port, open ? PortState::open : PortState::closed,
                          open ? Reason::syn_ack : Reason::reset));
  }
  EXPECT_EQ(collector.counts().open, 2U);
  const auto hosts = told(collector, Completeness::complete);
  ASSERT_EQ(hosts.size(), 1U);
  EXPECT_THAT(hosts[0].lines(), ElementsAre("22/tcp open", "80/tcp open"));
  EXPECT_THAT(hosts[0].counted(), ElementsAre("998 closed tcp reset"));
  EXPECT_THAT(hosts[0].tally_ports, ElementsAre("T:1-21,23-79,81-1000"));
  EXPECT_EQ(hosts[0].host.not_scanned, 0U);
}

TEST(ScanCollector, few_ports_of_a_state_are_listed) {
  ScanCollector collector(options(25));
  for (std::uint16_t port = 1; port <= 25; ++port) {
    collector.add(finding(port, PortState::closed, Reason::reset));
  }
  const auto hosts = told(collector, Completeness::complete);
  EXPECT_EQ(hosts[0].ports.size(), 25U);
  EXPECT_TRUE(hosts[0].tallies.empty());
}

TEST(ScanCollector, what_nothing_was_heard_of_is_silent_after_a_complete_scan) {
  ScanCollector collector(options(1000, 30));
  collector.add(finding(443, PortState::open, Reason::syn_ack));
  const auto hosts = told(collector, Completeness::complete);
  EXPECT_THAT(hosts[0].lines(), ElementsAre("443/tcp open"));
  EXPECT_THAT(hosts[0].counted(),
              ElementsAre("999 filtered tcp no-response", "30 open|filtered udp no-response"));
}

TEST(ScanCollector, a_few_silent_ports_are_listed_by_number) {
  ScanCollector collector(options(5));
  collector.add(finding(2, PortState::open, Reason::syn_ack));
  collector.add(finding(4, PortState::filtered, Reason::admin_prohibited));
  const auto hosts = told(collector, Completeness::complete);
  EXPECT_THAT(hosts[0].lines(), ElementsAre("1/tcp filtered", "2/tcp open", "3/tcp filtered",
                                            "4/tcp filtered", "5/tcp filtered"));
  EXPECT_EQ(hosts[0].ports[3].reason, Reason::admin_prohibited);
  EXPECT_EQ(hosts[0].ports[4].reason, Reason::no_response);
}

TEST(ScanCollector, silence_that_was_told_is_listed_beside_many_closed_ports) {
  ScanCollector collector(options(1000));
  for (std::uint16_t port = 1; port <= 998; ++port) {
    collector.add(finding(port, PortState::closed, Reason::reset));
  }
  collector.add(finding(999, PortState::filtered, Reason::no_response));
  collector.add(finding(1000, PortState::filtered, Reason::no_response));
  const auto hosts = told(collector, Completeness::complete);
  EXPECT_THAT(hosts[0].lines(), ElementsAre("999/tcp filtered", "1000/tcp filtered"));
  EXPECT_THAT(hosts[0].counted(), ElementsAre("998 closed tcp reset"));
}

TEST(ScanCollector, after_a_stop_nothing_is_said_about_what_was_not_scanned) {
  ScanCollector collector(options(1000));
  collector.add(finding(22, PortState::open, Reason::syn_ack));
  const auto hosts = told(collector, Completeness::stopped);
  EXPECT_THAT(hosts[0].lines(), ElementsAre("22/tcp open"));
  EXPECT_TRUE(hosts[0].tallies.empty());
  EXPECT_EQ(hosts[0].host.not_scanned, 999U);
}

TEST(ScanCollector, a_silent_host_is_kept_only_when_it_was_added) {
  ScanCollector collector(options(100));
  collector.add(finding(1, PortState::filtered, Reason::no_response));
  EXPECT_TRUE(told(collector, Completeness::complete).empty());
  collector.add(HostFinding{.address = kHost, .reason = Reason::user_set, .time = kStart});
  const auto hosts = told(collector, Completeness::complete);
  ASSERT_EQ(hosts.size(), 1U);
  EXPECT_THAT(hosts[0].counted(), ElementsAre("100 filtered tcp no-response"));
  EXPECT_EQ(hosts[0].host.typed_name, "typed");
}

TEST(ScanCollector, reasons_of_one_state_are_counted_apart) {
  ScanCollector collector(options(100));
  for (std::uint16_t port = 1; port <= 100; ++port) {
    collector.add(finding(port, PortState::filtered,
                          port <= 60 ? Reason::admin_prohibited : Reason::host_prohibited));
  }
  const auto hosts = told(collector, Completeness::complete);
  EXPECT_THAT(hosts[0].counted(),
              ElementsAre("60 filtered tcp admin-prohibited", "40 filtered tcp host-prohibited"));
  EXPECT_THAT(hosts[0].tally_ports, ElementsAre("?", "?"));
}

TEST(ScanCollector, names_and_dangers_come_from_the_registry) {
  ScanCollector collector(options(4000));
  collector.add(finding(3389, PortState::open, Reason::syn_ack));
  const auto hosts = told(collector, Completeness::stopped);
  EXPECT_EQ(hosts[0].ports[0].name, "rdp");
  EXPECT_EQ(hosts[0].ports[0].iana_name, "ms-wbt-server");
  EXPECT_TRUE(hosts[0].ports[0].danger);
}

/// A SYN-ACK of a Linux of today.
wire::StackMark linux_mark() {
  const std::vector<std::uint8_t> options = {2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0,
                                             0, 0, 0, 0,    0, 0, 1, 3,  3, 7};
  return wire::read_stack_mark({.window = 65160, .options = options});
}

PortFinding open_port(std::uint16_t number, const wire::StackMark& stack) {
  return {.address = kHost,
          .port = {number, Transport::tcp},
          .state = PortState::open,
          .reason = Reason::syn_ack,
          .ttl = 61,
          .time = kStart,
          .stack = stack};
}

std::string system_of(const ScanCollector& collector) {
  std::string name = "not asked";
  collector.tell_hosts(
      Completeness::complete, [](const model::IpAddress&) { return std::string_view(); },
      [&](const render::ScanHost& host) {
        if (host.system != nullptr) name = host.system->name;
      });
  return name;
}

TEST(ScanCollector, guesses_the_system_from_syn_acks_when_asked) {
  ScanCollector quiet({.started = kStart});
  quiet.add(open_port(80, linux_mark()));
  EXPECT_EQ(system_of(quiet), "not asked");
  ScanCollector asked({.started = kStart, .guesses_systems = true});
  asked.add(open_port(80, linux_mark()));
  asked.add(open_port(81, linux_mark()));
  EXPECT_EQ(system_of(asked), "Linux 4.20 or later");
}

TEST(ScanCollector, guesses_no_system_where_ports_belong_to_several_machines) {
  ScanCollector collector({.started = kStart, .guesses_systems = true});
  collector.add(open_port(80, linux_mark()));
  wire::StackMark other = linux_mark();
  other.options >>= 4;
  collector.add(open_port(81, other));
  EXPECT_EQ(system_of(collector), "");
}

}  // namespace
}  // namespace minato::pipeline
