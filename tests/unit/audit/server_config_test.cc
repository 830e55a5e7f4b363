// Lines of servers' own files as evidence.
#include "audit/server_config.h"

#include <gtest/gtest.h>

#include "audit/check.h"

namespace minato::audit {
namespace {

constexpr LocalSetting kAnonymous{"vsftpd", "/etc/vsftpd.conf", "anonymous_enable",
                                  "ftp.anonymous"};

std::string anonymous_in(std::string text) {
  talk::Facts facts;
  read_setting(kAnonymous, {"/etc/vsftpd.conf", std::move(text)}, facts);
  return std::string(facts.text("local.ftp.anonymous"));
}

TEST(ServerConfig, names_the_line_that_counts) {
  EXPECT_EQ(anonymous_in("# anonymous_enable=NO\nlisten=YES\nanonymous_enable=NO\n"
                         "  anonymous_enable = YES\n"),
            "/etc/vsftpd.conf:4: anonymous_enable = YES");
  EXPECT_EQ(anonymous_in("anonymous_enable_not=YES\n"), "");
  EXPECT_EQ(anonymous_in(""), "");
}

TEST(ServerConfig, settings_belong_to_checks_that_exist) {
  for (const LocalSetting& setting : local_settings()) {
    EXPECT_NE(find_check(setting.check), nullptr) << setting.check;
  }
}

TEST(ServerConfig, finds_who_is_trusted_over_the_network_without_a_password) {
  talk::Facts facts;
  read_pg_hba({"pg_hba.conf",
               "# host all all 0.0.0.0/0 trust\n"
               "local all all trust\n"
               "host all all 127.0.0.1/32 trust\n"
               "hostssl all all 10.0.0.0/8 scram-sha-256\n"
               "host all backup 192.0.2.0 255.255.255.0 trust # old\n"
               "host all all 0.0.0.0/0 trust\nhost\n"},
              facts);
  EXPECT_EQ(facts.text("pg_hba.trust"),
            "pg_hba.conf:5: host all backup 192.0.2.0 255.255.255.0 trust");
}

TEST(ServerConfig, knows_better_than_one_conversation) {
  talk::Facts facts;
  // "R", length 8, method 10: SCRAM for whom the probe pretended to be.
  facts.add("postgresql.start", std::string("R\0\0\0\x08\0\0\0\x0a", 9));
  facts.add("pg_hba.trust", "pg_hba.conf:5: host all backup 192.0.2.0/24 trust");
  const Case given{.facts = facts, .service = "postgresql", .tunnel = ""};
  const auto findings = judge(given, {}, {.only = {"postgresql.authentication"}});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].status, model::FindingStatus::missing);
  EXPECT_EQ(findings[0].evidence, "pg_hba.conf:5: host all backup 192.0.2.0/24 trust");
}

}  // namespace
}  // namespace minato::audit
