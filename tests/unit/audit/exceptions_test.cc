// Exceptions hold until their last day, for what they name, and never without a reason.
#include "audit/exceptions.h"

#include <gmock/gmock.h>

namespace minato::audit {
namespace {

model::Finding finding(std::string id) {
  return {.id = std::move(id),
          .status = model::FindingStatus::missing,
          .severity = model::Severity::high,
          .endpoint = {*model::IpAddress::parse("10.0.0.5"), {22, model::Transport::tcp}}};
}

base::Timestamp day(std::string_view text) {
  return *base::parse_timestamp(std::string(text) + "T12:00:00Z");
}

constexpr std::string_view kFile = R"(
[[exception]]
check = "ssh"
target = "10.0.0.5:22"
reason = "bastion"
until = 2027-03-31
)";

TEST(Exceptions, HoldForTheirGroupAndTargetUntilTheirLastDay) {
  const auto exceptions = parse_exceptions(kFile, "x.toml");
  ASSERT_TRUE(exceptions.has_value());
  EXPECT_NE(find_exception(*exceptions, finding("ssh.password"), day("2027-03-31")), nullptr);
  EXPECT_EQ(find_exception(*exceptions, finding("ssh.password"), day("2027-04-01")), nullptr);
  EXPECT_EQ(find_exception(*exceptions, finding("tls.ciphers"), day("2027-03-31")), nullptr);
  auto other = finding("ssh.password");
  other.endpoint.port.number = 2222;
  EXPECT_EQ(find_exception(*exceptions, other, day("2027-03-31")), nullptr);
}

TEST(Exceptions, TakeTheDangerAwayAndSayWhy) {
  const auto exceptions = parse_exceptions(kFile, "x.toml");
  std::vector<model::Finding> findings = {finding("ssh.password"), finding("ftp.bounce")};
  accept(findings, *exceptions, day("2026-01-01"));
  EXPECT_EQ(findings[0].severity, model::Severity::none);
  EXPECT_THAT(findings[0].evidence, ::testing::HasSubstr("bastion"));
  EXPECT_EQ(findings[1].severity, model::Severity::high);
}

TEST(Exceptions, AreRefusedWithoutReasonDayOrSense) {
  EXPECT_FALSE(
      parse_exceptions("[[exception]]\ncheck = 'a'\ntarget = '*'\nuntil = 2027-01-01", "x"));
  EXPECT_FALSE(parse_exceptions("[[exception]]\ncheck='a'\ntarget='*'\nreason='r'", "x"));
  EXPECT_FALSE(parse_exceptions("[[exception", "x"));
  EXPECT_TRUE(parse_exceptions("", "x").has_value());
}

}  // namespace
}  // namespace minato::audit
