// Our knowledge of services, found by port and by id; danger, answers and ranges in words.
#include "registry/knowledge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "registry/range_class.h"

namespace minato::registry {
namespace {

using base::Language;
using model::Port;
using model::Transport;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Knowledge, is_found_by_id_and_at_each_of_its_ports) {
  ASSERT_GE(knowledge_count(), 150U);
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    ASSERT_EQ(knowledge_by_id(service.id()), service) << service.id();
    ASSERT_FALSE(service.ports().empty()) << service.id();
    for (const ServicePorts& own : service.ports()) {
      EXPECT_THAT(all_knowledge_at(own.first), Contains(service)) << service.id();
      EXPECT_THAT(all_knowledge_at(own.last), Contains(service)) << service.id();
      EXPECT_TRUE(service.lives_at({own.last, own.transport}));
      const bool naming = own.last - own.first < kWidestNamingRange;
      EXPECT_TRUE(knowledge_at({own.first, own.transport}) || !naming) << service.id();
    }
  }
}

TEST(Knowledge, is_complete_in_both_languages) {
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    for (const Language language : {Language::en, Language::ja}) {
      EXPECT_FALSE(service.title(language).empty()) << service.id();
      EXPECT_GT(service.explanation(language).size(), 40U) << service.id();
      EXPECT_FALSE(service.danger_reason(language).empty()) << service.id();
    }
    EXPECT_NE(service.explanation(Language::en), service.explanation(Language::ja));
    const auto measures = service.countermeasures();
    ASSERT_FALSE(measures.empty()) << service.id();
    for (const Countermeasure& measure : measures) {
      EXPECT_FALSE(measure.id().empty());
      EXPECT_NE(measure.text(Language::en), measure.text(Language::ja)) << service.id();
    }
  }
}

TEST(Knowledge, gives_the_danger_levels_of_the_founding_article) {
  const std::vector<std::pair<std::uint16_t, Danger>> article = {
      {21, Danger::high},   {22, Danger::high},  {23, Danger::high}, {25, Danger::medium},
      {80, Danger::medium}, {139, Danger::high}, {445, Danger::high}};
  for (const auto& [number, danger] : article) {
    const auto service = knowledge_at({number, Transport::tcp});
    ASSERT_TRUE(service) << number;
    EXPECT_EQ(service->danger(), danger) << number;
  }
}

TEST(Knowledge, names_a_port_after_the_service_whose_first_port_it_is) {
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    const Port port = service.canonical_port();
    if (service.ports().front().last != port.number) continue;  // a range
    const auto named = knowledge_at(port);
    ASSERT_TRUE(named);
    EXPECT_EQ(named->canonical_port(), port) << service.id() << " and " << named->id();
  }
}

TEST(Knowledge, knows_the_transport_that_a_service_uses) {
  EXPECT_EQ(knowledge_at({22, Transport::tcp})->id(), "ssh");
  EXPECT_FALSE(knowledge_at({22, Transport::dccp}));
  EXPECT_FALSE(knowledge_at({65535, Transport::tcp}));
}

TEST(Knowledge, tells_the_services_of_one_port_apart_by_the_process) {
  const Port port{9000, Transport::tcp};
  EXPECT_EQ(knowledge_at(port, "php-fpm")->id(), "php-fpm");
  EXPECT_EQ(knowledge_at(port, "php-fpm8.9")->id(), "php-fpm");
  EXPECT_EQ(knowledge_at(port, "clickhouse-serv")->id(), "clickhouse");
  EXPECT_EQ(knowledge_at(port, "unheard-of"), knowledge_at(port));
  EXPECT_EQ(knowledge_at({60'001, Transport::udp}, "mosh-server")->id(), "mosh");
  EXPECT_FALSE(knowledge_at({60'001, Transport::udp}, "unheard-of"));
  EXPECT_FALSE(knowledge_at(port, "") != knowledge_at(port));
  EXPECT_THAT(knowledge_of_process("sshd"), Contains(*knowledge_by_id("ssh")));
  EXPECT_THAT(knowledge_of_process("15"), IsEmpty());
}

TEST(Knowledge, does_not_name_the_ports_of_a_wide_range) {
  const auto node_port = knowledge_by_id("kubernetes-nodeport");
  ASSERT_TRUE(node_port);
  EXPECT_FALSE(knowledge_at({31'000, Transport::tcp}));
  EXPECT_THAT(all_knowledge_at(31'000), ElementsAre(*node_port));
  EXPECT_EQ(knowledge_at({6010, Transport::tcp})->id(), "x11");
}

TEST(Knowledge, leads_from_a_plain_service_to_an_encrypted_one) {
  const auto telnet = knowledge_by_id("telnet");
  ASSERT_TRUE(telnet);
  EXPECT_EQ(telnet->encrypted(), Answer::no);
  ASSERT_TRUE(telnet->alternative());
  EXPECT_EQ(telnet->alternative()->id(), "ssh");
  EXPECT_FALSE(knowledge_by_id("ssh")->alternative());
}

TEST(Knowledge, finds_nothing_for_words_that_are_no_id) {
  EXPECT_FALSE(knowledge_by_id(""));
  EXPECT_FALSE(knowledge_by_id("SSH"));
  EXPECT_FALSE(knowledge_by_id("zzzz"));
}

TEST(Knowledge, lists_services_between_two_ports_by_port) {
  const auto found = knowledge_between(20, 25);
  std::vector<std::string_view> ids;
  ids.reserve(found.size());
  for (const Knowledge& service : found) ids.push_back(service.id());
  EXPECT_THAT(ids, testing::IsSupersetOf({"ftp-data", "ftp", "ssh", "telnet", "smtp"}));
  EXPECT_EQ(std::ranges::find(ids, "ssh") < std::ranges::find(ids, "telnet"), true);
  EXPECT_EQ(knowledge_between(0, 65535).size(), knowledge_count());
}

TEST(Knowledge, walks_its_lists_of_texts) {
  const auto ssh = knowledge_by_id("ssh");
  ASSERT_TRUE(ssh);
  const TextList processes = ssh->processes();
  const std::set<std::string_view> names(processes.begin(), processes.end());
  EXPECT_EQ(names.size(), processes.size());
  EXPECT_TRUE(names.contains("sshd"));
}

TEST(Danger, has_words_that_parse_back) {
  for (const Danger danger : {Danger::none, Danger::low, Danger::medium, Danger::high}) {
    EXPECT_EQ(parse_danger(to_text(danger)), danger);
    EXPECT_NE(danger_text(danger, Language::ja), danger_text(danger, Language::en));
  }
  EXPECT_FALSE(parse_danger("huge"));
  EXPECT_EQ(danger_text(Danger::high, Language::ja), "高");
  EXPECT_LT(Danger::medium, Danger::high);
}

TEST(Answer, has_words_for_programs_and_for_people) {
  EXPECT_EQ(to_text(Answer::optional), "optional");
  EXPECT_EQ(encrypted_text(Answer::no, Language::en), "not encrypted");
  EXPECT_EQ(authenticated_text(Answer::yes, Language::ja), "認証が必要");
}

TEST(RangeClass, covers_all_ports_without_a_gap) {
  std::uint32_t next = 0;
  for (const auto range :
       {model::PortRange::system, model::PortRange::user, model::PortRange::dynamic}) {
    const RangeBounds bounds = bounds_of(range);
    EXPECT_EQ(bounds.first, next);
    EXPECT_EQ(model::range_of(bounds.first), range);
    EXPECT_EQ(model::range_of(bounds.last), range);
    EXPECT_THAT(std::string(range_title(range, Language::en)),
                testing::HasSubstr(std::to_string(bounds.last)));
    EXPECT_FALSE(range_explanation(range, Language::ja).empty());
    next = bounds.last + 1U;
  }
  EXPECT_EQ(next, 65536U);
}

}  // namespace
}  // namespace minato::registry
