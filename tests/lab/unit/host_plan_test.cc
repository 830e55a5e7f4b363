// Plans of simulated hosts: how they are read, and what they say the truth is.
#include "lab/hosts/host_plan.h"

#include <gtest/gtest.h>

#include "lab/hosts/plan_reader.h"

namespace minato::lab {
namespace {

using model::IpAddress;
using model::PortState;
using model::Reason;

Plan plan(std::string_view json) {
  auto read = read_plan(json);
  EXPECT_TRUE(read.has_value()) << (read ? "" : read.error());
  return read ? std::move(*read) : Plan{};
}

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

model::Port tcp(std::uint16_t number) { return {number, model::Transport::tcp}; }

TEST(HostPlan, the_first_rule_that_fits_decides_and_the_rest_is_closed) {
  const Plan hosts = plan(R"({"groups":[{"at":["10.0.0.1"],"rules":[
    {"ports":"22,80-90","answer":"open"}, {"ports":"85-100","answer":"silent"}]}]})");
  const auto truth = [&](std::uint16_t port) {
    return hosts.truth(ip("10.0.0.1"), tcp(port), Probe::syn).value();
  };
  EXPECT_EQ(truth(22), (PortTruth{PortState::open, Reason::syn_ack}));
  EXPECT_EQ(truth(90), (PortTruth{PortState::open, Reason::syn_ack}));
  EXPECT_EQ(truth(91), (PortTruth{PortState::filtered, Reason::no_response}));
  EXPECT_EQ(truth(101), (PortTruth{PortState::closed, Reason::reset}));
  EXPECT_FALSE(hosts.truth(ip("10.0.0.2"), tcp(22), Probe::syn).has_value());
}

TEST(HostPlan, a_share_of_the_addresses_lives_and_the_seed_draws_them) {
  const auto living = [](std::string_view seed) {
    const Plan hosts = plan(R"({"seed":)" + std::string(seed) +
                            R"(,"groups":[{"at":["10.1.0.0/16"],"alive":0.01}]})");
    std::vector<std::uint32_t> alive;
    for (std::uint32_t i = 0; i < 65536; ++i) {
      if (hosts.alive(hosts.groups[0], IpAddress::v4(0x0a010000 + i))) alive.push_back(i);
    }
    return alive;
  };
  EXPECT_NEAR(static_cast<double>(living("1").size()), 655, 77);  // three deviations
  EXPECT_EQ(living("1"), living("1"));
  EXPECT_NE(living("1"), living("2"));
}

TEST(HostPlan, a_share_of_the_ports_differs_from_host_to_host) {
  const Plan hosts = plan(R"({"groups":[{"at":["10.0.0.0/24"],"rules":[
    {"ports":"1-65535","share":0.05,"answer":"open"}]}]})");
  const auto open = [&](std::string_view address) {
    std::vector<std::uint16_t> ports;
    for (unsigned port = 1; port < 65536; ++port) {
      const auto number = static_cast<std::uint16_t>(port);
      if (hosts.truth(ip(address), tcp(number), Probe::syn)->state == PortState::open) {
        ports.push_back(number);
      }
    }
    return ports;
  };
  EXPECT_NEAR(static_cast<double>(open("10.0.0.1").size()), 3277, 170);
  EXPECT_NE(open("10.0.0.1"), open("10.0.0.2"));
}

TEST(HostPlan, the_truth_depends_on_the_question) {
  const Plan hosts = plan(R"({"groups":[{"at":["10.0.0.1","2001:db8::1"],"rules":[
    {"ports":"1","answer":"open"}, {"ports":"2","answer":"silent"},
    {"ports":"3","answer":"net-unreach"}, {"ports":"5","answer":"tarpit"},
    {"ports":"6","answer":"open","knock":[7,8]},
    {"transport":"udp","ports":"1","answer":"open"},
    {"transport":"udp","ports":"2","answer":"silent"},
    {"transport":"udp","ports":"3","answer":"admin-prohibited"}]}]})");
  struct Row {
    std::uint16_t port;
    Probe probe;
    PortTruth wanted;
  };
  const std::vector<Row> rows = {
      {1, Probe::connect, {PortState::open, Reason::conn_accept}},
      {1, Probe::ack, {PortState::unfiltered, Reason::reset}},
      {1, Probe::fin, {PortState::open_or_filtered, Reason::no_response}},
      {1, Probe::udp, {PortState::open, Reason::udp_response}},
      {2, Probe::ack, {PortState::filtered, Reason::no_response}},
      {2, Probe::fin, {PortState::open_or_filtered, Reason::no_response}},
      {2, Probe::udp, {PortState::open_or_filtered, Reason::no_response}},
      {3, Probe::syn, {PortState::filtered, Reason::net_unreach}},
      {3, Probe::udp, {PortState::filtered, Reason::admin_prohibited}},
      {4, Probe::connect, {PortState::closed, Reason::conn_refused}},
      {4, Probe::fin, {PortState::closed, Reason::reset}},
      {4, Probe::udp, {PortState::closed, Reason::port_unreach}},
      {5, Probe::syn, {PortState::open, Reason::syn_ack}},
      {6, Probe::syn, {PortState::closed, Reason::reset}},
  };
  for (const Row& row : rows) {
    const model::Port port{row.port,
                           row.probe == Probe::udp ? model::Transport::udp : model::Transport::tcp};
    EXPECT_EQ(hosts.truth(ip("10.0.0.1"), port, row.probe), row.wanted)
        << row.port << " asked in manner " << static_cast<int>(row.probe);
  }
  EXPECT_EQ(hosts.truth(ip("2001:db8::1"), tcp(3), Probe::syn)->reason, Reason::no_route);
}

TEST(HostPlan, lies_are_not_to_be_believed) {
  for (const char* spoil :
       {"checksum", "acknowledgment", "source", "port", "truncated", "options"}) {
    const Plan hosts = plan(R"({"groups":[{"at":["10.0.0.1"],"rules":[{"ports":"1","answer":"open",
      "spoil":")" + std::string(spoil) +
                            R"("}]}]})");
    const bool open = hosts.truth(ip("10.0.0.1"), tcp(1), Probe::syn)->state == PortState::open;
    EXPECT_EQ(open, std::string_view(spoil) == "options") << spoil;
  }
}

TEST(PlanReader, names_what_it_does_not_know) {
  const auto error = [](std::string_view json) {
    const auto read = read_plan(json);
    return read ? std::string() : read.error();
  };
  EXPECT_NE(error(R"({"hosts":[]})").find("hosts"), std::string::npos);
  EXPECT_NE(error(R"({"groups":[{"rules":[{"answer":"maybe"}]}]})").find("maybe"),
            std::string::npos);
  EXPECT_NE(error(R"({"groups":[{"at":["10.0.0"]}]})").find("10.0.0"), std::string::npos);
  EXPECT_NE(error(R"({"groups":[{"rules":[{"ports":"9-8"}]}]})").find("9-8"), std::string::npos);
  EXPECT_NE(error(R"({"groups":[{"rules":[{"reply":"0g"}]}]})").find("0g"), std::string::npos);
  EXPECT_NE(error(R"({"groups":[{"rules":[{"reply":"012"}]}]})"), "");
  EXPECT_NE(error(R"({"groups":[{"alive":-1}]})"), "");
  EXPECT_NE(error(R"({"seed":"x"})"), "");
  EXPECT_NE(error("{"), "");
}

TEST(PlanReader, reads_every_key) {
  const Plan read = plan(R"({"seed":9,"routers":["10.0.0.254"],"groups":[{"at":["10.1.0.0/16"],
    "alive":0.5,"on_link":false,"echo":false,"dead":"host-unreach","errors_from_router":true,
    "ttl":60,"delay_us":1500,"jitter_us":20,"icmp_rate":100,"icmp_burst":6,"quote_bytes":28,
    "rules":[{"transport":"udp","ports":"53","share":0.5,"answer":"open","spoil":"port","deaf":2,
    "repeat":3,"rate":5,"burst":7,"knock":[1,2],"unknocked":"silent","request":"0aff",
    "reply":"00","copied":2,"banner":"hello"}]}]})");
  ASSERT_EQ(read.groups.size(), 1U);
  const Group& group = read.groups[0];
  EXPECT_FALSE(group.on_link);
  EXPECT_FALSE(group.echo);
  EXPECT_TRUE(group.errors_from_router);
  EXPECT_EQ(group.dead, Answer::host_unreach);
  EXPECT_EQ(group.delay, std::chrono::microseconds{1500});
  EXPECT_EQ(group.quote_bytes, 28U);
  ASSERT_EQ(group.rules.size(), 1U);
  const Rule& rule = group.rules[0];
  EXPECT_EQ(rule.transport, model::Transport::udp);
  EXPECT_EQ(rule.ports.count(), 1U);
  EXPECT_EQ(rule.spoil, Spoil::port);
  EXPECT_EQ(rule.request, (std::vector<std::uint8_t>{0x0a, 0xff}));
  EXPECT_EQ(rule.knock, (std::vector<std::uint16_t>{1, 2}));
  EXPECT_EQ(rule.banner, "hello");
}

TEST(ReadPorts, knows_single_ports_and_ranges) {
  EXPECT_EQ(read_ports("0-65535")->count(), 65536U);
  EXPECT_EQ(read_ports("22,80,1000-2000")->count(), 1003U);
  EXPECT_EQ(read_ports("")->count(), 0U);
  for (const char* text : {"65536", "-", "1-", "a", "1,,2"}) {
    EXPECT_FALSE(read_ports(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace minato::lab
