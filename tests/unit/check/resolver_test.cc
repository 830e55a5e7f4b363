// Names against files, and against a name server of this test on the loopback.
#include "check/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <thread>

#include "sys/unique_fd.h"
#include "talk/dns_message.h"

namespace minato::check {
namespace {

using model::IpAddress;
using testing::ElementsAre;

TEST(ResolvConf, is_read_with_its_options) {
  const auto settings = parse_resolv_conf(
      "# a comment\nnameserver 192.0.2.1\nnameserver fe80::1%2 ; why not\nnameserver nonsense\n"
      "search Example.test lan\noptions ndots:2 timeout:1 attempts:3 rotate\n");
  EXPECT_EQ(settings.servers.size(), 2U);
  EXPECT_THAT(settings.search, ElementsAre("example.test", "lan"));
  EXPECT_EQ(settings.ndots, 2U);
  EXPECT_EQ(settings.timeout, std::chrono::seconds(1));
  EXPECT_EQ(settings.attempts, 3U);
}

TEST(ResolvConf, says_in_which_order_names_are_asked_for) {
  const auto settings = parse_resolv_conf("search a.test b.test\n");
  EXPECT_THAT(names_to_ask(settings, "host"), ElementsAre("host.a.test", "host.b.test", "host"));
  EXPECT_THAT(names_to_ask(settings, "www.host"),
              ElementsAre("www.host", "www.host.a.test", "www.host.b.test"));
  EXPECT_THAT(names_to_ask(settings, "host."), ElementsAre("host"));
}

TEST(Hosts, give_all_addresses_of_a_name_whatever_its_case) {
  const char* const text =
      "127.0.0.1 localhost\n192.0.2.5\tWeb web.lan # the web\n::5 web\nx web\n";
  EXPECT_THAT(addresses_in_hosts(text, "WEB"),
              ElementsAre(IpAddress::parse("192.0.2.5").value(), IpAddress::parse("::5").value()));
  EXPECT_THAT(addresses_in_hosts(text, "the"), testing::IsEmpty());
}

TEST(Nsswitch, tells_whether_other_sources_of_names_exist) {
  EXPECT_FALSE(has_other_name_sources("hosts: files dns\n"));
  EXPECT_FALSE(has_other_name_sources("hosts: files myhostname [NOTFOUND=return] dns\n"));
  EXPECT_TRUE(has_other_name_sources("hosts: files mdns4_minimal [NOTFOUND=return] dns\n"));
  EXPECT_FALSE(has_other_name_sources("passwd: files ldap\n"));
}

/// Answers each question by its name; ends with the question "stop".
class NameServer {
 public:
  NameServer() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof any;
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&any), length), 0);
    EXPECT_EQ(::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&any), &length), 0);
    address_ = any;
    thread_ = std::thread([this] { serve(); });
  }
  ~NameServer() {
    const auto stop = talk::encode_dns_query({.name = "stop"});
    const sys::UniqueFd client(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ::sendto(client.get(), stop.data(), stop.size(), 0,
             reinterpret_cast<const sockaddr*>(&address_), sizeof address_);
    thread_.join();
  }
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;
  [[nodiscard]] std::uint16_t port() const { return ntohs(address_.sin_port); }

 private:
  void serve() const {
    for (;;) {
      std::array<std::uint8_t, 512> buffer{};
      sockaddr_in from{};
      socklen_t length = sizeof from;
      const ssize_t count = ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from), &length);
      if (count <= 0) return;
      std::vector<std::uint8_t> answer(buffer.begin(), buffer.begin() + count);
      const auto question = talk::decode_dns(answer).value();
      if (question.question == "stop") return;
      if (question.question == "silent.test") continue;
      answer_to(question, answer);
      ::sendto(fd_.get(), answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from),
               length);
    }
  }
  static void answer_to(const talk::DnsMessage& question, std::vector<std::uint8_t>& answer) {
    answer[2] = 0x81;
    answer[3] = 0x80;
    answer[11] = 0;                     // without the OPT record of the question:
    answer.resize(answer.size() - 11);  // it is the last one
    if (question.question == "broken.test") answer[3] = 0x82;
    if (question.question == "none.test" || question.question == "web") answer[3] = 0x83;
    const bool has_four = question.question == "web.test" || question.question == "web.lan";
    if (has_four && question.question_type == talk::dns_type::kA) {
      answer[7] = 1;
      for (const int byte : {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 5}) {
        answer.push_back(static_cast<std::uint8_t>(byte));
      }
    }
  }

  sys::UniqueFd fd_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address_{};
  std::thread thread_{};
};

Resolution resolved(std::string_view resolv_conf, std::uint16_t port, const std::string& name,
                    std::optional<model::Family> family = {}) {
  const auto dialer = std::move(sys::Dialer::create({}).value());
  auto settings = parse_resolv_conf(resolv_conf);
  if (settings.timeout > std::chrono::seconds(1)) settings.timeout = std::chrono::milliseconds(20);
  Resolver resolver(*dialer, {.settings = settings,
                              .hosts = "192.0.2.9 here\n",
                              .dns_port = port,
                              .system_fallback = false});
  Resolution got;
  resolver.resolve(name, family, [&](const Resolution& resolution) { got = resolution; });
  EXPECT_TRUE(dialer->run());
  return got;
}

TEST(Resolver, tells_the_ways_apart_in_which_a_name_can_fail) {
  const NameServer server;
  const char* const conf = "nameserver 127.0.0.1\n";
  const auto cause = [&](const char* name) { return resolved(conf, server.port(), name).cause; };
  EXPECT_EQ(cause("web.test"), Cause::none);
  EXPECT_EQ(cause("none.test"), Cause::no_such_name);
  EXPECT_EQ(cause("empty.test"), Cause::no_address);
  EXPECT_EQ(cause("broken.test"), Cause::dns_failed);
  EXPECT_EQ(cause("silent.test"), Cause::dns_silent);
  EXPECT_EQ(resolved("", server.port(), "web.test").cause, Cause::dns_not_set_up);
  EXPECT_EQ(resolved(conf, server.port(), "web.test", model::Family::ipv6).cause,
            Cause::no_address);
}

TEST(Resolver, tells_that_nobody_is_on_the_port_of_the_name_server) {
  std::uint16_t closed = 0;
  {
    const NameServer gone;
    closed = gone.port();
  }
  EXPECT_EQ(resolved("nameserver 127.0.0.1\n", closed, "web.test").cause, Cause::dns_closed);
}

TEST(Resolver, goes_through_the_search_domains_and_says_who_answered) {
  const NameServer server;
  const Resolution found =
      resolved("nameserver 127.0.0.1\nsearch test lan\n", server.port(), "web");
  EXPECT_EQ(found.found_as, "web.test");
  EXPECT_THAT(found.addresses, ElementsAre(IpAddress::v4(0xc0000205)));
  EXPECT_EQ(found.answered_by, IpAddress::v4(0x7f000001));
  EXPECT_EQ(found.queries.size(), 2U);
}

TEST(Resolver, asks_nobody_for_addresses_files_and_localhost) {
  EXPECT_EQ(resolved("", 1, "192.0.2.1").source, NameSource::literal);
  EXPECT_EQ(resolved("", 1, "here").source, NameSource::hosts);
  EXPECT_EQ(resolved("", 1, "localhost").addresses.size(), 2U);
  EXPECT_EQ(resolved("", 1, "a.localhost", model::Family::ipv4).addresses.size(), 1U);
}

}  // namespace
}  // namespace minato::check
