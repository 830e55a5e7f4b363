// What is left out of a report, and that its draft is a fingerprint.
#include "identify/learn.h"

#include <gtest/gtest.h>

#include "identify/fingerprint_reader.h"
#include "identify/fingerprint_set.h"

namespace minato::identify {
namespace {

const std::vector<std::string> kNames = {"mail.example.org"};

TEST(Learn, leaves_out_whose_server_it_is) {
  EXPECT_EQ(redacted("220 mail.example.org ready for 10.0.0.5, ask root@example.org.", kNames),
            "220 <host> ready for <address>, ask <mail>.");
  EXPECT_EQ(redacted("session 4f1d2c3b4a5968778695a4b3c2d1e0ff", kNames), "session <random>");
  EXPECT_EQ(redacted("Frobnicator/1.22.1 (Debian 12)", kNames), "Frobnicator/1.22.1 (Debian 12)");
}

TEST(Learn, leaves_names_and_addresses_out_wherever_they_stand) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"HELLO on frob.corp.example!", "HELLO on <host>!"},
      {"see http://10.0.0.5:8080/x and host=db-1.lan",
       "see http://<address>:8080/x and host=<host>"},
      {"\x01\x0a"
       "10.0.0.5",
       "\x01\x0a<address>"},
      {"at fe80::1 or [2001:db8::7]:443", "at <address> or [<address>]:443"},
      {"token=AbCdEfGhIjKlMnOpQr7u", "<random>"},
      {"org.apache.tomcat 9.0.1, index.html, Node.js 18.2",
       "org.apache.tomcat 9.0.1, index.html, Node.js 18.2"},
      {"220 MAIL.Example.ORG", "220 <host>"},
      {"a://b:/=", "a://b:/="}};
  for (const auto& [said, kept] : cases) EXPECT_EQ(redacted(said, kNames), kept);
}

TEST(Learn, cuts_no_name_in_two) {
  Evidence heard{.outcome = Outcome::other};
  heard.facts.add("greeting", std::string(150, 'x') + " mail.example.org");
  const std::string draft = fingerprint_draft("1/tcp", std::span(&heard, 1), kNames);
  EXPECT_EQ(draft.find("mail"), std::string::npos) << draft;
}

TEST(Learn, drafts_a_fingerprint_that_reads_its_own_example) {
  Evidence heard{.outcome = Outcome::other};
  heard.facts.add("greeting", "220 mail.example.org Frobnicator's \x1b[31m [v2.4.1] 3.0\r\n");
  const std::string draft = fingerprint_draft("2525/tcp", std::span(&heard, 1), kNames);
  EXPECT_EQ(draft.find("mail.example.org"), std::string::npos);
  EXPECT_EQ(draft.find('\x1b'), std::string::npos);
  const auto texts = read_fingerprints("draft.toml", draft);
  ASSERT_TRUE(texts) << draft;
  ASSERT_EQ(texts->size(), 1U);
  auto set = FingerprintSet::compile(*texts);
  ASSERT_TRUE(set) << draft;
  const auto matches = set->matches("greeting", texts->front().examples.front().text);
  ASSERT_EQ(matches.size(), 1U) << draft;
  EXPECT_EQ(matches.front().group("version"), "2.4.1");
}

TEST(Learn, says_what_it_saw_when_there_is_nothing_to_draft) {
  const std::string draft = fingerprint_draft("9/tcp", {}, kNames);
  EXPECT_EQ(draft, "# minato identify --learn 9/tcp\n");
}

}  // namespace
}  // namespace minato::identify
