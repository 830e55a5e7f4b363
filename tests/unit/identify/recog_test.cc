// Recog's files: what is taken over, what is left out and counted, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identify/fingerprint_set.h"
#include "identify/recog_names.h"
#include "identify/recog_reader.h"

namespace minato::identify {
namespace {

constexpr std::string_view kSsh = R"(<?xml version="1.0" encoding="UTF-8"?>
<fingerprints matches="ssh.banner" protocol="ssh" database_type="service">
  <!-- a remark with <markup> -->
  <fingerprint pattern="^Frobnicator[_-]([\d.]+)(?: \((?:build )?(\w+)\))?$" flags="REG_ICASE">
    <description>Frobnicator</description>
    <example service.version="2.4">Frobnicator_2.4</example>
    <example service.version="3.0">FROBNICATOR-3.0 (build x7)</example>
    <example _encoding="base64" service.version="1.0">RnJvYm5pY2F0b3JfMS4w</example>
    <example _filename="elsewhere">x</example>
    <param pos="0" name="service.vendor" value="Frob Works"/>
    <param pos="0" name="service.product" value="Frobnicator"/>
    <param pos="1" name="service.version"/>
    <param pos="2" name="frob.build"/>
    <param pos="0" name="service.cpe23" value="cpe:/a:frob:frobnicator:{service.version}"/>
    <param pos="0" name="os.product" value="FrobOS"/>
    <param pos="0" name="os.version" value="7"/>
    <param pos="0" name="os.cpe23" value="cpe:/o:frob:frobos:7"/>
  </fingerprint>
  <fingerprint pattern="^(\S+)\.box$">
    <param pos="0" name="hw.vendor" value="Acme"/>
    <param pos="0" name="hw.product" value="Acme Box"/>
    <param pos="1" name="host.name"/>
  </fingerprint>
  <fingerprint pattern="^nameless$"><param pos="0" name="service.vendor" value="x"/></fingerprint>
  <fingerprint pattern="^broken(($"><param pos="0" name="service.product" value="x"/></fingerprint>
  <fingerprint pattern="^other$">
    <example>another</example>
    <param pos="0" name="service.product" value="x"/>
  </fingerprint>
</fingerprints>
)";

Match only_match(const FingerprintSet& set, std::string_view fact, std::string_view value) {
  const auto matches = set.matches(fact, value);
  EXPECT_EQ(matches.size(), 1U) << value;
  return matches.empty() ? Match{} : matches.front();
}

TEST(Recog, takes_over_product_version_system_and_cpe) {
  auto read = read_recog("ssh.xml", kSsh);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->fingerprints.size(), 2U);
  const auto set = FingerprintSet::compile(read->fingerprints);
  ASSERT_TRUE(set);
  const Match match = only_match(*set, "ssh.banner", "SSH-2.0-frobnicator_2.4.1 (x7)");
  ASSERT_NE(match.fingerprint, nullptr);
  EXPECT_EQ(match.fingerprint->service, "ssh");
  EXPECT_EQ(match.fingerprint->product, "Frob Works Frobnicator");
  EXPECT_EQ(match.fingerprint->os, "FrobOS 7");
  EXPECT_EQ(match.fingerprint->cpe, "a:frob:frobnicator o:frob:frobos:7");
  EXPECT_EQ(match.fingerprint->place, "ssh.xml:4");
  EXPECT_EQ(match.group("version"), "2.4.1");
  const Match box = only_match(*set, "ssh.banner", "SSH-1.99-gate.box");
  ASSERT_NE(box.fingerprint, nullptr);
  EXPECT_EQ(box.fingerprint->product, "Acme Box");
  EXPECT_EQ(box.fingerprint->device, "Acme Box");
  EXPECT_EQ(box.group("host"), "gate");
  // Only what comes after the lead is meant.
  EXPECT_TRUE(set->matches("ssh.banner", "Frobnicator_2.4").empty());
}

TEST(Recog, is_asked_after_our_own) {
  const auto read = read_recog("ssh.xml", kSsh);
  ASSERT_TRUE(read);
  EXPECT_LT(read->fingerprints.front().rank, FingerprintText().rank);
}

TEST(Recog, counts_what_it_leaves_out) {
  const auto read = read_recog("ssh.xml", kSsh);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->left_out.nameless, 1U);
  EXPECT_EQ(read->left_out.other_dialect, 2U);  // a broken pattern, a missed example
  EXPECT_EQ(read->left_out.first_place, "ssh.xml:25");
  const auto other = read_recog("os.xml",
                                "<fingerprints matches='apache_os'><fingerprint pattern='a'/>"
                                "<fingerprint pattern='b'/></fingerprints>");
  ASSERT_TRUE(other);
  EXPECT_TRUE(other->fingerprints.empty());
  EXPECT_EQ(other->left_out.other_facts, 2U);
  EXPECT_EQ(other->left_out.matches, "apache_os");
}

TEST(Recog, broken_files_are_told_with_line_and_reason) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "1"},
      {"<fingerprints matches='ssh.banner'>\n<fingerprint pattern='a'>\n", "2"},
      {"<other/>", "1"},
      {"<fingerprints/>", "1"},
      {"<fingerprints matches='ssh.banner'>\n\n<fingerprint/></fingerprints>", "3"}};
  for (const auto& [text, line] : cases) {
    const auto read = read_recog("mine.xml", text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().origin, base::Origin::input);
    EXPECT_EQ(read.error().args.at(0), "mine.xml");
    EXPECT_EQ(read.error().args.at(1), line) << text;
    EXPECT_FALSE(read.error().args.at(2).empty());
  }
}

TEST(Recog, entities_and_document_types_of_its_own_bring_nothing) {
  const auto read = read_recog("bomb.xml", R"(<?xml version="1.0"?>
<!DOCTYPE fingerprints [
  <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY file SYSTEM "file:///etc/hostname">
]>
<fingerprints matches="ftp.banner"><fingerprint pattern="^&lt;(.*)&gt;$">
  <param pos="0" name="service.product" value="&b;&file;"/></fingerprint></fingerprints>)");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->fingerprints.size(), 1U);
  EXPECT_EQ(read->fingerprints.front().product, "&b;&file;");
  EXPECT_EQ(read->fingerprints.front().pattern, "^<(.*)>$");
}

TEST(Recog, each_kind_of_answer_is_found_without_what_stands_before_it) {
  struct Case {
    std::string_view matches, fact, value;
  };
  const Case cases[] = {{"ftp.banner", "ftp.banner", "220-The word 7"},
                        {"smtp.banner", "smtp.banner", "220 The word 7"},
                        {"pop3.banner", "pop3.banner", "+OK The word 7"},
                        {"imap4.banner", "imap.banner", "* OK [CAPABILITY IMAP4] The word 7"},
                        {"http_header.server", "http.server", "The word 7"},
                        {"http_header.cookie", "http.header", "Set-Cookie: The word 7"},
                        {"http_header.x-powered-by", "http.header", "X-Powered-By: The word 7"},
                        {"html_title", "http.title", "The word 7"},
                        {"snmp.sys_description", "snmp.sysdescr", "The word 7"},
                        {"dns.versionbind", "dns.version", "The word 7"}};
  for (const Case& one : cases) {
    const auto read = read_recog(
        "f.xml", "<fingerprints matches='" + std::string(one.matches) +
                     "'><fingerprint pattern='^The word (\\d)$'><param pos='1' "
                     "name='service.version'/><param pos='0' name='service.product' value='P'/>"
                     "</fingerprint></fingerprints>");
    ASSERT_TRUE(read);
    const auto set = FingerprintSet::compile(read->fingerprints);
    ASSERT_TRUE(set);
    EXPECT_EQ(only_match(*set, one.fact, one.value).group("version"), "7") << one.matches;
  }
  EXPECT_FALSE(recog_fact("http_header.x(y"));
  EXPECT_FALSE(recog_fact(""));
}

TEST(Recog, groups_are_named_by_their_position) {
  const std::vector<std::string> names = {"", "version", "", "host"};
  const auto named = [&](std::string_view pattern) {
    return with_named_groups(pattern, names.data(), names.size());
  };
  EXPECT_EQ(named("(a)(b)(c)(d)"), "(?<version>a)(b)(?<host>c)(d)");
  EXPECT_EQ(named(R"(\((?:x)(y)[(](z)(w))"), R"(\((?:x)(?<version>y)[(](z)(?<host>w))");
  EXPECT_EQ(named("[]()](a)"), "[]()](?<version>a)");
  EXPECT_EQ(named("[^]()](a)"), "[^]()](?<version>a)");
  EXPECT_EQ(named("(?<own>a)(b)(c)"), "(?<own>a)(b)(?<host>c)");
  EXPECT_EQ(named("(?<=a)(b)(?!c)"), "(?<=a)(?<version>b)(?!c)");
  EXPECT_EQ(named("\\"), "\\");
}

}  // namespace
}  // namespace minato::identify
