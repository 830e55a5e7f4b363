// Ports and port sets as people type them.
#include "model/port_set.h"

#include <gtest/gtest.h>

#include <random>

#include "base/strings.h"

namespace minato::model {
namespace {

class FewNames final : public PortNames {
 public:
  [[nodiscard]] std::vector<Port> ports_named(std::string_view pattern) const override {
    static const std::vector<std::pair<std::string_view, Port>> kNames = {
        {"ssh", {22, Transport::tcp}},
        {"http", {80, Transport::tcp}},
        {"https", {443, Transport::tcp}},
        {"https", {443, Transport::udp}},
        {"domain", {53, Transport::udp}}};
    std::vector<Port> found;
    for (const auto& [name, port] : kNames) {
      if (base::matches_glob(pattern, name)) found.push_back(port);
    }
    return found;
  }
  [[nodiscard]] std::string suggestion_for(std::string_view name) const override {
    return name == "htps" ? "https" : "";
  }
};

constexpr std::array kTcp = {Transport::tcp};
constexpr std::array kBoth = {Transport::tcp, Transport::udp};

base::Result<PortSet> parse(std::string_view text, std::span<const Transport> defaults = kTcp) {
  return PortSet::parse(text, FewNames(), defaults);
}

TEST(PortSet, understands_every_form_of_the_grammar) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"22", "T:22"},
      {"22,80,1000-2000", "T:22,80,1000-2000"},
      {"T:443,U:53", "T:443,U:53"},
      {"U:53,T:1-3,9", "T:1-3,9,U:53"},
      {"-1023", "T:1-1023"},
      {"60000-", "T:60000-65535"},
      {"-", "T:1-65535"},
      {"0", "T:0"},
      {"ssh,http*", "T:22,80,443"},
      {"443/udp,80", "T:80,U:443"},
      {"6000-6063/tcp", "T:6000-6063"},
      {"S:9", "S:9"},
      {" 22 , 80 ", "T:22,80"},
      {"80,81,82", "T:80-82"},
      {"1-10,5-20,21", "T:1-21"},
      {"SSH", "T:22"},
  };
  for (const auto& [typed, canonical] : table) {
    const auto ports = parse(typed);
    ASSERT_TRUE(ports) << typed;
    EXPECT_EQ(to_text(*ports), canonical) << typed;
  }
}

TEST(PortSet, counts_items_without_a_transport_for_each_default) {
  EXPECT_EQ(to_text(parse("53,https", kBoth).value()), "T:53,443,U:53,443");
}

TEST(PortSet, marks_the_offending_part) {
  struct Case {
    std::string_view typed;
    std::string_view key;
    std::size_t offset;
    std::size_t length;
    std::string_view suggestion;
  };
  const Case table[] = {
      {"22,70000", "error.port.number", 3, 5, ""},
      {"22,,80", "error.port.empty", 3, 0, ""},
      {"90-80", "error.port.backwards", 0, 5, "80-90"},
      {"22,htps", "error.port.unknown-service", 3, 4, "https"},
      {"zz*", "error.port.no-match", 0, 3, ""},
      {"80/tpc", "error.port.transport", 3, 3, "tcp"},
      {"1-2-3", "error.port.number", 2, 3, ""},
      {"", "error.port.empty", 0, 0, ""},
      {"T:", "error.port.empty", 0, 2, ""},
  };
  for (const Case& c : table) {
    const auto ports = parse(c.typed);
    ASSERT_FALSE(ports) << c.typed;
    EXPECT_EQ(ports.error().key, c.key) << c.typed;
    ASSERT_TRUE(ports.error().mark) << c.typed;
    EXPECT_EQ(*ports.error().mark,
              (base::Mark{std::string(c.typed), c.offset, c.length, std::string(c.suggestion)}))
        << c.typed << " at " << ports.error().mark->offset << "+" << ports.error().mark->length;
  }
}

TEST(PortSet, canonical_text_parses_back_to_an_equal_set) {
  std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): a test that repeats
  std::uniform_int_distribution<unsigned> number(0, 65535);
  for (int round = 0; round < 200; ++round) {
    PortSet ports;
    for (int i = 0; i < 20; ++i) {
      const auto a = static_cast<std::uint16_t>(number(random));
      const auto b = static_cast<std::uint16_t>(std::min(65535U, a + number(random) % 300));
      ports.add(kTransports[number(random) % 4], {a, b});
    }
    const auto back = PortSet::parse(to_text(ports), FewNames(), kTcp);
    ASSERT_TRUE(back) << to_text(ports);
    EXPECT_EQ(*back, ports);
  }
}

TEST(PortSet, at_visits_every_port_in_order) {
  const PortSet ports = parse("22,80-82,65535").value();
  std::vector<std::uint16_t> seen;
  for (std::size_t i = 0; i < ports.size(Transport::tcp); ++i)
    seen.push_back(ports.at(Transport::tcp, i));
  EXPECT_EQ(seen, (std::vector<std::uint16_t>{22, 80, 81, 82, 65535}));
  EXPECT_TRUE(ports.contains({81, Transport::tcp}));
  EXPECT_FALSE(ports.contains({83, Transport::tcp}));
  EXPECT_FALSE(ports.contains({81, Transport::udp}));
}

TEST(Port, text_parses_back_for_every_transport) {
  for (const Transport transport : kTransports) {
    for (const int given : {0, 1, 443, 65535}) {
      const auto number = static_cast<std::uint16_t>(given);
      const Port port{number, transport};
      EXPECT_EQ(parse_port(to_text(port)).value(), port);
    }
  }
}

TEST(Port, marks_what_is_wrong) {
  EXPECT_EQ(parse_port("99999/tcp").error().mark->length, 5U);
  EXPECT_EQ(parse_port("80/tcpp").error().mark->offset, 3U);
  EXPECT_EQ(parse_port("80/tcpp").error().mark->suggestion, "tcp");
  EXPECT_FALSE(parse_port("80"));
}

TEST(PortRange, follows_rfc_6335) {
  EXPECT_EQ(range_of(0), PortRange::system);
  EXPECT_EQ(range_of(1023), PortRange::system);
  EXPECT_EQ(range_of(1024), PortRange::user);
  EXPECT_EQ(range_of(49151), PortRange::user);
  EXPECT_EQ(range_of(49152), PortRange::dynamic);
  EXPECT_EQ(range_of(65535), PortRange::dynamic);
}

}  // namespace
}  // namespace minato::model
