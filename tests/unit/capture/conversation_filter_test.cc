// Filters of conversations: what passes, and what is told about wrong words.
#include "capture/conversation_filter.h"

#include <gtest/gtest.h>

namespace minato::capture {
namespace {

Conversation web_conversation() {
  const KeyedWay keyed =
      key_of(Carrier::tcp, model::Family::ipv4, {{10, 1, 2, 3}, 51514}, {{192, 0, 2, 1}, 443});
  Conversation conversation{.key = keyed.key};
  conversation.client = keyed.way;
  return conversation;
}

bool passes(const std::vector<std::string>& words) {
  const auto filter = ConversationFilter::parse(words);
  EXPECT_TRUE(filter) << words.front();
  const Conversation conversation = web_conversation();
  const Facts facts{.service = "http", .tunnel = "tls", .server_name = "www.example.com"};
  return filter && filter->passes({.conversation = conversation,
                                   .facts = &facts,
                                   .service = "https",
                                   .server_name = "web.example.net",
                                   .client_process = "firefox"});
}

TEST(ConversationFilter, lets_pass_what_it_names) {
  for (const char* filter : {"port 443",
                             "port 51514",
                             "port 1-500",
                             "port 80,443",
                             "port https",
                             "host 10.0.0.0/8",
                             "host 192.0.2.1",
                             "host example.com",
                             "host web.example",
                             "service https",
                             "service http",
                             "service tls",
                             "process firefox",
                             "process fire",
                             "tcp",
                             "ipv4",
                             "state established",
                             "port 443 and host 10.0.0.0/8",
                             "port 443 host 10.0.0.0/8",
                             "port 22 or port 443",
                             "not port 22",
                             "not (port 22 or port 23)",
                             "(port 22 or tcp) and not udp"}) {
    EXPECT_TRUE(passes({filter})) << filter;
  }
}

TEST(ConversationFilter, stops_the_others) {
  for (const char* filter :
       {"port 80", "port 1-442", "host 11.0.0.0/8", "host nobody", "service ssh", "process nginx",
        "udp", "ipv6", "state refused", "state retransmitting", "port 443 and udp", "not tcp",
        "not (port 22 or port 443)"}) {
    EXPECT_FALSE(passes({filter})) << filter;
  }
}

TEST(ConversationFilter, takes_words_apart_or_together) {
  EXPECT_TRUE(passes({"port", "443", "and", "(", "tcp", ")"}));
  EXPECT_TRUE(passes({"port 443", "and (tcp)"}));
}

TEST(ConversationFilter, says_what_was_perhaps_meant) {
  struct Case {
    const char* filter;
    const char* marked;
    const char* suggestion;
  };
  for (const Case& c : {Case{"prot 443", "prot", "port"}, Case{"port htps", "htps", "https"},
                        Case{"state closd", "closd", "closed"}, Case{"port", "port", ""},
                        Case{"(port 443", "443", ""}, Case{"port 443 or", "or", ""},
                        Case{"port 443 )", ")", ""}, Case{"host 10.0.0.0/99", "10.0.0.0/99", ""}}) {
    const auto filter = ConversationFilter::parse({c.filter});
    ASSERT_FALSE(filter) << c.filter;
    ASSERT_TRUE(filter.error().mark) << c.filter;
    EXPECT_EQ(filter.error().mark->text, c.marked);
    if (*c.suggestion == '\0') continue;
    EXPECT_EQ(filter.error().mark->suggestion, c.suggestion);
  }
}

TEST(ConversationFilter, ends_however_deep_it_nests) {
  EXPECT_FALSE(ConversationFilter::parse({std::string(100'000, '(')}));
}

}  // namespace
}  // namespace minato::capture
