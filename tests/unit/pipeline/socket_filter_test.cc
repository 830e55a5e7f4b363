// The filter words of `minato ls`.
#include "pipeline/socket_filter.h"

#include <gtest/gtest.h>

#include "pipeline/local_view.h"
#include "registry/names.h"

namespace minato::pipeline {
namespace {

using model::Exposure;
using model::SocketState;
using model::Transport;

base::Result<SocketFilter> parse(const std::vector<std::string>& words) {
  return SocketFilter::parse(words, registry::ServiceNames());
}

/// nginx listens on 0.0.0.0:80, curl talks from 10.0.0.5:40000 to [2001:db8::1]:443, dnsmasq has
/// 53/udp.
class Filter : public testing::Test {
 protected:
  [[nodiscard]] std::vector<int> passing(const std::vector<std::string>& words) const {
    const auto filter = parse(words);
    EXPECT_TRUE(filter) << words.front();
    std::vector<int> found;
    for (int i = 0; filter && i < 3; ++i) {
      if (filter->passes(rows_[static_cast<std::size_t>(i)])) found.push_back(i);
    }
    return found;
  }

  static model::Endpoint at(const char* address, std::uint16_t port,
                            Transport transport = Transport::tcp) {
    return {model::IpAddress::parse(address).value(), {port, transport}};
  }

  const model::Process nginx_{
      .pid = 10, .name = "nginx", .user = "www-data", .unit = "nginx.service"};
  const model::Process curl_{.pid = 11, .name = "curl", .user = "alice"};
  const model::Process dnsmasq_{
      .pid = 12,
      .name = "dnsmasq",
      .user = "nobody",
      .container = model::Container{"docker", "0123456789ab", "resolver"}};
  const model::Socket web_{.local = at("0.0.0.0", 80), .state = SocketState::listen};
  const model::Socket talk_{.local = at("10.0.0.5", 40000),
                            .remote = at("2001:db8::1", 443),
                            .state = SocketState::established};
  const model::Socket dns_{
      .local = at("::", 53, Transport::udp), .state = SocketState::bound, .dual_stack = true};
  const std::vector<LocalSocket> rows_ = {
      {.socket = &web_,
       .processes = {&nginx_},
       .name = "http",
       .exposure = {Exposure::public_, "", {}}},
      {.socket = &talk_, .processes = {&curl_}, .name = "https"},
      {.socket = &dns_,
       .processes = {&dnsmasq_},
       .name = "dns",
       .exposure = {Exposure::loopback, "", {}}}};
};

TEST_F(Filter, understands_every_kind_of_word) {
  const std::pair<std::vector<std::string>, std::vector<int>> table[] = {
      {{":80"}, {0}},           {{"80"}, {0}},          {{":443"}, {1}},
      {{":1-100"}, {0, 2}},     {{":https"}, {1}},      {{"port:53"}, {2}},
      {{"tcp"}, {0, 1}},        {{"udp"}, {2}},         {{"tcp", "udp"}, {0, 1, 2}},
      {{"listen"}, {0}},        {{"established"}, {1}}, {{"ESTAB"}, {1}},
      {{"bound"}, {2}},         {{"ipv4"}, {0, 1, 2}},  {{"ipv6"}, {2}},
      {{"exposed"}, {0}},       {{"loopback"}, {2}},    {{"10.0.0.0/8"}, {1}},
      {{"2001:db8::/32"}, {1}}, {{"pid:11"}, {1}},      {{"user:alice"}, {1}},
      {{"nginx"}, {0}},         {{"NGI"}, {0}},         {{"www-data"}, {0}},
      {{"*mas*"}, {2}},         {{"resolver"}, {2}},    {{"0123456789ab"}, {2}},
      {{"http"}, {0}},          {{"nginx", "udp"}, {}}, {{"nginx", "curl"}, {0, 1}},
      {{"unknown"}, {}},
  };
  for (const auto& [words, expected] : table) EXPECT_EQ(passing(words), expected) << words.front();
}

TEST_F(Filter, an_empty_one_lets_everything_pass) {
  const auto filter = SocketFilter::parse({}, registry::ServiceNames());
  ASSERT_TRUE(filter);
  EXPECT_TRUE(filter->passes(rows_[1]));
  EXPECT_TRUE(filter->listeners_only());
}

TEST(SocketFilter, knows_when_the_words_are_about_conversations_too) {
  EXPECT_TRUE(parse({"udp"})->listeners_only());
  EXPECT_TRUE(parse({"exposed"})->listeners_only());
  for (const char* word : {":80", "nginx", "established", "10.0.0.1", "pid:1"}) {
    EXPECT_FALSE(parse({word})->listeners_only()) << word;
  }
}

TEST(SocketFilter, asks_the_kernel_for_one_port_only_when_it_is_one) {
  EXPECT_EQ(parse({":80"})->single_port(), 80);
  EXPECT_FALSE(parse({":80-81"})->single_port());
  EXPECT_FALSE(parse({"nginx"})->single_port());
}

TEST(SocketFilter, marks_what_is_wrong) {
  EXPECT_EQ(parse({":70000"}).error().mark->offset, 0U);
  EXPECT_EQ(parse({"10.0.0.0/33"}).error().mark->length, 2U);
  EXPECT_FALSE(parse({""}));
}

TEST(SocketFilter, offers_the_keyword_that_a_name_was_perhaps_meant_to_be) {
  EXPECT_EQ(parse({"establishd"})->doubtful_word()->suggestion, "established");
  EXPECT_FALSE(parse({"postgres"})->doubtful_word());
}

}  // namespace
}  // namespace minato::pipeline
