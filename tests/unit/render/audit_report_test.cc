// The files of an audit: whole, and nothing of a hostile server leaves its place in them.
#include "render/audit/report.h"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace minato::render {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AuditFiles : public ::testing::Test {
 protected:
  AuditFiles() {
    seen_.endpoint = {*model::IpAddress::parse("10.0.0.5"), {21, model::Transport::tcp}};
    seen_.findings.push_back({.id = "ftp.anonymous",
                              .status = model::FindingStatus::missing,
                              .severity = model::Severity::high,
                              .endpoint = seen_.endpoint,
                              .title = {"No strangers", "匿名を拒む"},
                              .evidence = "=cmd|'<script>\x1b[31m\",\n| x",
                              .countermeasure = {"Turn it off", "無効にする"},
                              .references = {"RFC 1635"}});
    seen_.findings.push_back({.id = "ftp.encryption", .endpoint = seen_.endpoint});
    row_ = {.host = "h", .seen = &seen_, .danger = model::Severity::high, .reason = "why"};
    report_.rows = {&row_, 1};
    report_.version = "1";
  }
  model::Observation seen_{};
  AuditRow row_{};
  AuditReport report_{};
};

TEST_F(AuditFiles, SarifHasARuleAndAResultForEachFinding) {
  const auto all = boost::json::parse(audit_sarif(report_)).as_object();
  EXPECT_EQ(all.at("version").as_string(), "2.1.0");
  const auto& run = all.at("runs").as_array().at(0).as_object();
  const auto& rules = run.at("tool").as_object().at("driver").as_object().at("rules").as_array();
  const auto& results = run.at("results").as_array();
  ASSERT_EQ(rules.size(), 2U);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results.at(0).as_object().at("level").as_string(), "error");
  EXPECT_EQ(results.at(0).as_object().at("kind").as_string(), "fail");
  EXPECT_EQ(results.at(1).as_object().at("kind").as_string(), "open");
  EXPECT_EQ(results.at(1).as_object().at("level").as_string(), "none");
}

TEST_F(AuditFiles, NeverCarryControlBytesOrTags) {
  for (const std::string& text :
       {audit_sarif(report_), audit_junit(report_), audit_markdown(report_), audit_csv(report_),
        audit_html(report_)}) {
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  }
  EXPECT_THAT(audit_html(report_), Not(HasSubstr("<script>")));
  EXPECT_THAT(audit_junit(report_), Not(HasSubstr("<script>")));
  EXPECT_THAT(audit_markdown(report_), Not(HasSubstr("<script>")));
}

TEST_F(AuditFiles, CsvCellsAreQuotedAndNoFormulas) {
  EXPECT_THAT(audit_csv(report_), HasSubstr("\"'=cmd"));
}

TEST_F(AuditFiles, JunitCountsFailuresAndWhatWasLeftOpen) {
  EXPECT_THAT(audit_junit(report_), HasSubstr("tests=\"2\" failures=\"1\" skipped=\"1\""));
}

}  // namespace
}  // namespace minato::render
