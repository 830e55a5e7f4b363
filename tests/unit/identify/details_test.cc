// What -A asks beyond who answers, and how it is told.
#include "identify/details.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "talk/protocols.h"

namespace minato::identify {
namespace {

using namespace std::string_view_literals;  // NOLINT(google-build-using-namespace)

Evidence with(std::initializer_list<std::pair<std::string_view, std::string_view>> facts) {
  Evidence evidence{.outcome = Outcome::spoke};
  for (const auto& [key, value] : facts) evidence.facts.add(key, value);
  return evidence;
}

TEST(Details, a_host_key_reads_as_ssh_keygen_prints_it) {
  // SHA-256 of "abc" (FIPS 180-4), in base64 without padding.
  const std::string_view hash =
      "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23"
      "\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad"sv;
  const Evidence evidence[] = {
      with({{"ssh.host-key", "ssh-ed25519 256"}, {"ssh.host-key-sha256", hash}})};
  model::Service service{.name = "ssh"};
  add_details(service, evidence);
  EXPECT_EQ(model::detail(service, "host-key-ssh-ed25519"),
            "256 SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0");
}

TEST(Details, what_is_no_key_and_no_certificate_is_left_out) {
  const Evidence evidence[] = {
      with({{"ssh.host-key", "ssh\x1b[2J 256"}, {"ssh.host-key-sha256", "abc"}}),
      with({{"ssh.host-key", "ssh-rsa 2048"}}), with({{"tls.certificate", "no DER"}})};
  model::Service service{.name = "ssh"};
  add_details(service, evidence);
  EXPECT_TRUE(service.details.empty());
}

TEST(Details, a_server_of_ssh_is_asked_for_each_sort_of_key) {
  const auto questions = further_questions({.name = "ssh"}, {});
  ASSERT_EQ(questions.size(), 3U);
  for (const FurtherQuestion& question : questions) {
    EXPECT_FALSE(question.host_key.empty());
    EXPECT_NE(machine_of(question, {}), nullptr);
  }
}

TEST(Details, a_certificate_behind_starttls_is_asked_for_once) {
  const auto questions = further_questions({.name = "smtp"}, {});
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(questions.front().starttls, talk::find_protocol("smtp"));
  const Evidence shown[] = {with({{"tls.certificate", "…"}})};
  EXPECT_TRUE(further_questions({.name = "smtp"}, shown).empty());
  EXPECT_TRUE(further_questions({.name = "smtp", .tunnel = "tls"}, {}).empty());
  EXPECT_TRUE(further_questions({.name = "redis"}, {}).empty());
  EXPECT_TRUE(further_questions({}, {}).empty());
}

}  // namespace
}  // namespace minato::identify
