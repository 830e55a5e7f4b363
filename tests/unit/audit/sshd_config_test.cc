// Settings of sshd_config(5) as sshd takes them.
#include "audit/sshd_config.h"

#include <gtest/gtest.h>

namespace minato::audit {
namespace {

std::vector<ConfigFile> nothing(std::string_view /*pattern*/) { return {}; }

TEST(SshdConfig, takes_the_first_of_each_setting_and_says_where_it_stands) {
  const auto facts = read_sshd_config(
      {"sshd_config", "# PermitRootLogin no\npermitrootlogin = Yes\nPermitRootLogin no\n"},
      nothing);
  EXPECT_EQ(facts.text("sshd.permitrootlogin"), "yes");
  EXPECT_EQ(facts.text("sshd.permitrootlogin.at"), "sshd_config:2");
  EXPECT_EQ(facts.text("sshd.config"), "sshd_config");
}

TEST(SshdConfig, leaves_out_what_holds_for_some_only) {
  const auto facts = read_sshd_config(
      {"sshd_config", "X11Forwarding no\nMatch User anna\nPermitRootLogin yes\n"}, nothing);
  EXPECT_EQ(facts.text("sshd.x11forwarding"), "no");
  EXPECT_FALSE(facts.has("sshd.permitrootlogin"));
}

TEST(SshdConfig, reads_included_files_where_they_are_named) {
  const IncludeReader include = [](std::string_view pattern) -> std::vector<ConfigFile> {
    EXPECT_EQ(pattern, "/etc/ssh/sshd_config.d/*.conf");
    return {{"a.conf", "PasswordAuthentication no\nMatch all\nMaxAuthTries 9\n"}};
  };
  const auto facts = read_sshd_config(
      {"m", "Include \"/etc/ssh/sshd_config.d/*.conf\"\nPasswordAuthentication yes\n"}, include);
  EXPECT_EQ(facts.text("sshd.passwordauthentication"), "no");
  EXPECT_EQ(facts.text("sshd.passwordauthentication.at"), "a.conf:1");
  EXPECT_FALSE(facts.has("sshd.maxauthtries"));
}

TEST(SshdConfig, ends_where_files_include_themselves) {
  int asked = 0;
  const IncludeReader include = [&asked](std::string_view) -> std::vector<ConfigFile> {
    ++asked;
    return {{"x", "Include x\nPort 22"}};
  };
  EXPECT_EQ(read_sshd_config({"x", "Include x"}, include).text("sshd.port"), "22");
  EXPECT_LT(asked, 40);
}

TEST(SshdConfig, believes_what_the_program_says_before_what_its_files_say) {
  const auto written = read_sshd_config({"/etc/ssh/sshd_config", "PermitRootLogin no\n"}, nothing);
  const auto facts = read_sshd_settings(
      "port 22\naddressfamily any\npermitrootlogin without-password\nmaxauthtries 6\n"
      "hostkey /etc/ssh/ssh_host_rsa_key\nhostkey /etc/ssh/ssh_host_ed25519_key\n"
      "x11forwarding Yes\nsubsystem sftp /usr/lib/openssh/sftp-server\n",
      written);
  EXPECT_EQ(facts.text("sshd.permitrootlogin"), "without-password");
  EXPECT_EQ(facts.text("sshd.permitrootlogin.at"), "sshd -T (/etc/ssh/sshd_config:1)");
  EXPECT_EQ(facts.text("sshd.x11forwarding"), "yes");
  EXPECT_EQ(facts.text("sshd.x11forwarding.at"), "sshd -T");
  EXPECT_EQ(facts.text("sshd.hostkey"), "/etc/ssh/ssh_host_rsa_key");
  EXPECT_EQ(facts.text("sshd.config"), "sshd -T");
}

TEST(SshdConfig, takes_no_other_text_for_settings) {
  EXPECT_TRUE(read_sshd_settings("", {}).entries().empty());
  EXPECT_TRUE(read_sshd_settings("usage: sshd [-46DdeiqTtV]\n", {}).entries().empty());
}

}  // namespace
}  // namespace minato::audit
