// What the options of a scan mean.
#include "cli/scan_settings.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "cli/scan_words.h"
#include "scan/probe_kinds.h"

namespace minato::cli {
namespace {

enum class Rights : std::uint8_t { packets, none };

base::Result<ScanSettings> settings(std::string_view line, Rights rights = Rights::packets) {
  std::vector<std::string> words;
  for (const std::string_view word : base::words(line)) words.emplace_back(word);
  const auto rewritten = rewrite_scan_words(words).value();
  const auto arguments = Arguments::parse(*find_command("scan"), rewritten).value();
  return read_scan_settings(arguments, rights == Rights::packets);
}

std::string error_of(std::string_view line, Rights rights = Rights::packets) {
  const auto read = settings(line, rights);
  return read ? "" : read.error().key;
}

TEST(ScanSettings, rights_decide_the_kind_that_was_not_chosen) {
  const auto with = settings("h");
  EXPECT_EQ(with->request.kinds, std::vector<const scan::ProbeKind*>{&scan::kSyn});
  EXPECT_EQ(with->request.means, pipeline::ScanMeans::packets);
  const auto without = settings("h", Rights::none);
  EXPECT_EQ(without->request.kinds, std::vector<const scan::ProbeKind*>{&scan::kConnect});
  EXPECT_EQ(without->request.means, pipeline::ScanMeans::sockets);
}

TEST(ScanSettings, a_kind_that_needs_a_right_is_refused_without_it_but_udp_goes_by_sockets) {
  EXPECT_EQ(error_of("-sS h", Rights::none), "error.scan.no-right");
  EXPECT_EQ(error_of("-sX h", Rights::none), "error.scan.no-right");
  EXPECT_EQ(settings("-sU h", Rights::none)->request.means, pipeline::ScanMeans::sockets);
}

TEST(ScanSettings, one_kind_a_transport) {
  EXPECT_EQ(settings("-sS -sU h")->request.kinds.size(), 2U);
  EXPECT_EQ(error_of("-sS -sA h"), "error.scan.two-kinds");
}

TEST(ScanSettings, ports_are_those_of_the_kinds) {
  EXPECT_EQ(settings("h")->request.ports.size(), 1000U);
  EXPECT_EQ(settings("-F h")->request.ports.size(), 100U);
  EXPECT_EQ(settings("--top-ports 7 h")->request.ports.size(), 7U);
  EXPECT_EQ(settings("-p- h")->request.ports.size(), 65535U);
  EXPECT_EQ(to_text(settings("-sU -p 53 h")->request.ports), "U:53");
  EXPECT_EQ(to_text(settings("-sS -sU -p T:80,U:53 h")->request.ports), "T:80,U:53");
  EXPECT_EQ(to_text(settings("-p 1-5 --exclude-ports 2-4 h")->request.ports), "T:1,5");
  EXPECT_EQ(error_of("-sS -p U:53 h"), "error.scan.no-ports");
  EXPECT_TRUE(settings("-sn h")->request.ports.empty());
}

TEST(ScanSettings, rates_have_units_and_must_not_cross) {
  const auto fixed = settings("--rate 10k h")->request.limits;
  EXPECT_EQ(fixed.most_pps, 10'000);
  EXPECT_EQ(fixed.least_pps, 10'000);
  EXPECT_EQ(settings("--max-rate 0.5 h")->request.limits.most_pps, 0.5);
  EXPECT_EQ(settings("--min-rate 5 h")->request.limits.least_pps, 5);
  EXPECT_EQ(error_of("--min-rate 10 --max-rate 5 h"), "error.scan.rates-cross");
  for (const std::string_view wrong : {"fast", "0", "-1", "10g", "1e3x"}) {
    EXPECT_EQ(error_of("--rate=" + std::string(wrong) + " h"), "error.scan.rate") << wrong;
  }
  EXPECT_TRUE(settings("--rate 5 h")->rate_given);
  EXPECT_FALSE(settings("--min-rate 5 h")->rate_given);
}

TEST(ScanSettings, retries_are_tries_after_the_first) {
  EXPECT_EQ(settings("--max-retries 0 h")->request.most_tries, 1U);
  EXPECT_EQ(settings("--max-retries 0 h")->request.least_tries, 1U);
  EXPECT_EQ(settings("--retries 3 h")->request.most_tries, 4U);
}

TEST(ScanSettings, shards_count_from_one_or_as_zmap_does_from_zero) {
  EXPECT_EQ(settings("--shard 1/4 --seed 3 h")->request.shard, (scan::Shard{0, 4}));
  EXPECT_EQ(settings("--shard 3 --shards 4 --seed 3 h")->request.shard, (scan::Shard{3, 4}));
  EXPECT_EQ(error_of("--shard 1/4 h"), "error.scan.shard-needs-seed");
  EXPECT_EQ(error_of("--shard 0/4 --seed 3 h"), "error.scan.shard");
  EXPECT_EQ(error_of("--shard 4 --shards 4 --seed 3 h"), "error.scan.shard");
  EXPECT_EQ(error_of("--shards 4 --seed 3 h"), "error.scan.shard-missing");
}

TEST(ScanSettings, a_seed_makes_the_key_and_without_one_it_is_random) {
  EXPECT_EQ(settings("--seed 7 h")->request.key, settings("--seed 7 h")->request.key);
  EXPECT_NE(settings("h")->request.key, settings("h")->request.key);
  EXPECT_EQ(error_of("--seed x h"), "error.scan.seed");
}

TEST(ScanSettings, timing_templates_are_rates) {
  EXPECT_LT(settings("-T0 h")->request.limits.most_pps, 0.01);
  EXPECT_GT(settings("-T5 h")->request.limits.blind_pps,
            settings("-T3 h")->request.limits.blind_pps);
  EXPECT_EQ(error_of("-T6 h"), "error.cli.number");
}

}  // namespace
}  // namespace minato::cli
