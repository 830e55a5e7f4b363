// The compiled-in IANA table holds exactly the rows of data/iana, each found by number and by name.
#include "registry/iana.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include "base/strings.h"

namespace minato::registry {
namespace {

using model::Port;
using model::Transport;

struct Row {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  Transport transport = Transport::tcp;
  std::string name;
  std::string status;
  std::string description;
};

Row parse_row(const std::string& line) {
  const auto fields = base::split(line, '\t');
  EXPECT_EQ(fields.size(), 5U) << line;
  const auto ends = base::split(fields[0], '-');
  return {base::parse_number<std::uint16_t>(ends.front()).value(),
          base::parse_number<std::uint16_t>(ends.back()).value(),
          model::parse_transport(fields[1]).value(),
          std::string(fields[2]),
          std::string(fields[3]),
          std::string(fields[4])};
}

const std::vector<Row>& table() {
  static const std::vector<Row> kRows = [] {
    std::vector<Row> rows;
    std::ifstream file(MINATO_SOURCE_DIR "/data/iana/service-names-port-numbers.tsv");
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line.front() != '#') rows.push_back(parse_row(line));
    }
    return rows;
  }();
  return kRows;
}

bool is(const IanaEntry& entry, const Row& row) {
  return entry.first() == row.first && entry.last() == row.last && entry.has(row.transport) &&
         entry.name() == row.name && to_text(entry.status()) == row.status &&
         entry.description() == row.description;
}

bool contains(const std::vector<IanaEntry>& entries, const Row& row) {
  return std::ranges::any_of(entries, [&](const IanaEntry& entry) { return is(entry, row); });
}

TEST(Iana, has_as_many_entries_as_the_table_has_rows) {
  ASSERT_GT(table().size(), 12'500U);
  std::size_t transports = 0;
  for (std::size_t i = 0; i < iana_count(); ++i) {
    transports += static_cast<std::size_t>(iana_entry(i).transport_count());
  }
  EXPECT_EQ(transports, table().size());
}

TEST(Iana, finds_every_row_by_its_number) {
  for (const Row& row : table()) {
    ASSERT_TRUE(contains(iana_entries_at(row.first), row)) << row.first << ' ' << row.name;
    ASSERT_TRUE(contains(iana_entries_at(row.last), row)) << row.last << ' ' << row.name;
  }
}

TEST(Iana, finds_every_named_row_by_its_name_in_any_case) {
  for (const Row& row : table()) {
    if (row.name.empty()) continue;
    ASSERT_TRUE(contains(iana_named(row.name), row)) << row.name;
    ASSERT_TRUE(contains(iana_named(base::to_lower(row.name)), row)) << row.name;
    ASSERT_TRUE(iana_assigns({row.last, row.transport}, row.name)) << row.name;
  }
}

TEST(Iana, names_every_port_that_has_a_named_row) {
  std::set<Port> named;
  for (const Row& row : table()) {
    if (row.name.empty()) continue;
    for (std::uint32_t number = row.first; number <= row.last; ++number) {
      named.insert({static_cast<std::uint16_t>(number), row.transport});
    }
  }
  for (std::uint32_t number = 0; number <= 65535; ++number) {
    for (const Transport transport : model::kTransports) {
      const Port port{static_cast<std::uint16_t>(number), transport};
      const auto entry = iana_at(port);
      ASSERT_EQ(entry && !entry->name().empty(), named.contains(port)) << to_text(port);
      if (entry) {
        ASSERT_TRUE(entry->has(transport));
        ASSERT_TRUE(entry->first() <= number && number <= entry->last());
      }
    }
  }
}

TEST(Iana, prefers_the_first_name_of_a_shared_port) {
  EXPECT_EQ(iana_at({80, Transport::tcp})->name(), "http");
  EXPECT_EQ(iana_at({465, Transport::tcp})->name(), "urd");
  EXPECT_TRUE(iana_assigns({465, Transport::tcp}, "submissions"));
  EXPECT_FALSE(iana_assigns({465, Transport::udp}, "submissions"));
  EXPECT_FALSE(iana_assigns({465, Transport::tcp}, ""));
}

TEST(Iana, knows_ranges_and_the_ports_in_their_middle) {
  const auto x11 = iana_at({6011, Transport::tcp});
  ASSERT_TRUE(x11);
  EXPECT_EQ(x11->name(), "x11");
  EXPECT_EQ(x11->first(), 6000);
  EXPECT_EQ(x11->last(), 6063);
  EXPECT_FALSE(iana_at({6064, Transport::sctp}));
}

TEST(Iana, says_reserved_only_when_nothing_has_a_name) {
  const auto zero = iana_at({0, Transport::tcp});
  ASSERT_TRUE(zero);
  EXPECT_EQ(zero->status(), IanaStatus::reserved);
  EXPECT_EQ(zero->name(), "");
  EXPECT_FALSE(iana_at({65535, Transport::tcp}));
}

TEST(Iana, lists_what_lies_between_two_ports_in_order) {
  const auto found = iana_between(20, 23);
  EXPECT_TRUE(std::ranges::is_sorted(found, {}, &IanaEntry::first));
  for (const Row& row : table()) {
    EXPECT_EQ(contains(found, row), 20 <= row.first && row.first <= 23) << row.first;
  }
  EXPECT_EQ(iana_between(6010, 6011).size(), 1U);  // inside the range of x11
  EXPECT_EQ(iana_between(0, 65535).size(), iana_count());
}

TEST(Iana, finds_names_by_prefix_and_by_pattern) {
  const auto begins = [](std::string_view prefix) {
    std::size_t count = 0;
    for (const Row& row : table()) count += base::to_lower(row.name).starts_with(prefix) ? 1U : 0U;
    return count;
  };
  const auto transports = [](const std::vector<IanaEntry>& entries) {
    std::size_t count = 0;
    for (const IanaEntry& each : entries) count += static_cast<std::size_t>(each.transport_count());
    return count;
  };
  EXPECT_EQ(transports(iana_with_prefix("http")), begins("http"));
  EXPECT_EQ(transports(iana_with_prefix("HTTP")), begins("http"));
  EXPECT_EQ(transports(iana_matching("http*")), begins("http"));
  EXPECT_THAT(iana_matching("zz*nothing"), testing::IsEmpty());
  for (const IanaEntry& entry : iana_matching("*sql?")) {
    EXPECT_TRUE(base::matches_glob("*sql?", base::to_lower(entry.name()))) << entry.name();
  }
  EXPECT_THAT(iana_matching("*sql?"), testing::Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace minato::registry
