// Names of ports, and ports of names in port sets.
#include "registry/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "registry/iana.h"
#include "registry/knowledge.h"

namespace minato::registry {
namespace {

using model::Port;
using model::PortSet;
using model::Transport;
using testing::Contains;
using testing::IsEmpty;
using testing::IsSupersetOf;

constexpr std::array kTcp = {Transport::tcp};

TEST(Names, say_what_people_say) {
  EXPECT_EQ(name_of({22, Transport::tcp}), "ssh");
  EXPECT_EQ(name_of({53, Transport::udp}), "dns");
  EXPECT_EQ(name_of({3389, Transport::tcp}), "rdp");
  EXPECT_EQ(name_of({443, Transport::tcp}), "https");
}

TEST(Names, fall_back_to_iana) {
  EXPECT_EQ(name_of({7, Transport::tcp}).empty(), false);
  EXPECT_EQ(name_of({22, Transport::sctp}), "ssh");
  EXPECT_EQ(name_of({6063, Transport::tcp}).empty(), false);
  EXPECT_EQ(name_of({65000, Transport::tcp}), "");
}

TEST(Names, keep_ianas_own_name_for_other_tools) {
  EXPECT_EQ(iana_name_of({53, Transport::tcp}), "domain");
  EXPECT_EQ(iana_name_of({3389, Transport::tcp}), "ms-wbt-server");
  EXPECT_EQ(iana_name_of({465, Transport::tcp}), "submissions");  // not its first name there, urd
  EXPECT_EQ(iana_name_of({80, Transport::tcp}), "http");
  EXPECT_EQ(iana_name_of({51820, Transport::udp}), "");
}

TEST(ServiceNames, know_every_id_and_every_name_of_iana) {
  const ServiceNames names;
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    ASSERT_THAT(names.ports_named(service.id()), Contains(service.canonical_port()))
        << service.id();
  }
  for (std::size_t i = 0; i < iana_count(); ++i) {
    if (iana_entry(i).name().empty()) continue;
    ASSERT_FALSE(names.ports_named(iana_entry(i).name()).empty()) << iana_entry(i).name();
  }
}

TEST(ServiceNames, give_the_ports_of_ids_names_and_aliases) {
  const ServiceNames names;
  EXPECT_THAT(names.ports_named("telnet"),
              IsSupersetOf({Port{23, Transport::tcp}, Port{23, Transport::udp}}));
  EXPECT_THAT(names.ports_named("rdp"), Contains(Port{3389, Transport::tcp}));
  EXPECT_THAT(names.ports_named("ms-wbt-server"), Contains(Port{3389, Transport::tcp}));
  EXPECT_THAT(names.ports_named("postgres"), Contains(Port{5432, Transport::tcp}));
  EXPECT_THAT(names.ports_named("x11"), Contains(Port{6063, Transport::tcp}));
  EXPECT_THAT(names.ports_named("no-such-name"), IsEmpty());
  EXPECT_THAT(names.ports_named(""), IsEmpty());
}

TEST(ServiceNames, do_not_mix_up_two_services_of_one_name) {
  // IANA registered another program called nomad, at 5209.
  EXPECT_THAT(ServiceNames().ports_named("nomad"),
              testing::Not(Contains(Port{5209, Transport::tcp})));
}

TEST(ServiceNames, understand_wildcards) {
  const auto ports = ServiceNames().ports_named("http*");
  EXPECT_THAT(ports, IsSupersetOf({Port{80, Transport::tcp}, Port{443, Transport::tcp},
                                   Port{8080, Transport::tcp}}));
  EXPECT_TRUE(std::ranges::is_sorted(ports));
  EXPECT_EQ(std::ranges::adjacent_find(ports), ports.end());
}

TEST(ServiceNames, suggest_the_nearest_name) {
  const ServiceNames names;
  EXPECT_EQ(names.suggestion_for("htps"), "https");
  EXPECT_EQ(names.suggestion_for("postgrs"), "postgres");
  EXPECT_EQ(names.suggestion_for("qqqqqqqqqqqqqqqq"), "");
}

TEST(ServiceNames, serve_port_sets) {
  const auto ports = PortSet::parse("ssh,https,8000-8001", ServiceNames(), kTcp);
  ASSERT_TRUE(ports.has_value());
  EXPECT_EQ(to_text(*ports), "T:22,443,8000-8001");
  const auto wrong = PortSet::parse("22,htps", ServiceNames(), kTcp);
  ASSERT_FALSE(wrong.has_value());
  ASSERT_TRUE(wrong.error().mark);
  EXPECT_EQ(wrong.error().mark->suggestion, "https");
}

}  // namespace
}  // namespace minato::registry
