// What the fingers of nmap's, masscan's and zmap's users type becomes our own spelling.
#include "cli/scan_words.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "base/text.h"

namespace minato::cli {
namespace {

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> out;
  for (const std::string_view word : base::words(line)) out.emplace_back(word);
  return out;
}

std::string rewritten(std::string_view line) {
  const auto result = rewrite_scan_words(words(line));
  if (!result) return "error: " + result.error().key;
  std::string out;
  for (const std::string& word : *result) out += (out.empty() ? "" : " ") + word;
  return out;
}

struct Row {
  std::string_view typed;
  std::string_view ours;
};

TEST(ScanWords, other_tools_spellings_become_ours) {
  const Row rows[] = {
      {"10.0.0.1", "10.0.0.1"},
      {"-sS host", "--syn host"},
      {"-sT -sU -sA -sF -sN -sX", "--connect --udp --ack --fin --null --xmas"},
      {"-sSU", "--syn --udp"},
      {"-sn 10.0.0.0/24", "--hosts-only 10.0.0.0/24"},
      {"-sP -PN -Pn -P0", "--hosts-only --no-ping --no-ping --no-ping"},
      {"-p- host", "-p- host"},
      {"-p22,80 host", "-p22,80 host"},
      {"-p -100 host", "-p -100 host"},
      {"-pU:53,T:80", "-pU:53,T:80"},
      {"-n -6 -F", "--no-names --ipv6 -F"},
      {"--top-ports 10", "--top-ports=10"},
      {"-iL list -iL=other", "--targets-file=list --targets-file=other"},
      {"-iL -", "--targets-file=-"},
      {"--excludefile f --exclude -sS", "--exclude-file=f --exclude=-sS"},
      {"-T4 -T 2", "-T4 -T 2"},
      {"-oN a -oX - -oG=b -oA c -oL d -oJ e",
       "--output-normal=a --output-xml=- --output-grepable=b --output-all=c --output-list=d "
       "--output-json=e"},
      {"-oX -sS", "--output-xml=-sS"},
      {"-v -vv -v2 -d -dd",
       "--verbose --verbose --verbose --verbose --verbose --verbose "
       "--verbose --verbose"},
      {"-v0 x", "x"},
      {"--rate 1000 --retries 3", "--rate=1000 --max-retries=3"},
      {"-r 5000 host", "--rate=5000 host"},
      {"-r host", "host"},
      {"--min-parallelism 10 --max-rtt-timeout=1s --send-ip host", "host"},
      {"-b deny --whitelist-file allow", "--exclude-file=deny --allowlist-file=allow"},
      {"-w out.pcap --dryrun", "-w out.pcap --dry-run"},
      {"-e eth0 -g 53 --probe-ttl 3", "-e eth0 -g 53 --ttl=3"},
      {"--lang ja -sS", "--lang ja --syn"},
      {"--unprivileged", "--connect"},
      {"-- -sS -sV", "-- -sS -sV"},
      {"--min-rat 5", "--min-rat 5"},
      {"-", "-"},
      {"-oX", "--output-xml"},
  };
  for (const auto& [typed, ours] : rows) EXPECT_EQ(rewritten(typed), ours) << typed;
}

TEST(ScanWords, what_minato_does_not_have_says_what_to_use_instead) {
  const Row rows[] = {
      {"-sC", "error.scan.no-script"},
      {"--script=vuln", "error.scan.no-script"},
      {"-O", "error.scan.no-os"},
      {"-D RND:10", "error.scan.no-disguise"},
      {"--spoof-mac 0", "error.scan.no-disguise"},
      {"-sI zombie", "error.scan.no-disguise"},
      {"-sO", "error.scan.no-transport"},
      {"-sW", "error.scan.no-relative"},
      {"-iR 100", "error.scan.no-random-targets"},
      {"--traceroute", "error.scan.no-route-trace"},
      {"-PS22", "error.scan.no-ping-kind"},
      {"-PE", "error.scan.no-ping-kind"},
      {"-sQ", "error.scan.kind"},
      {"-oQ", "error.cli.unknown-option"},
      {"--scan-delay 1s", "error.scan.no-delay"},
  };
  for (const auto& [typed, key] : rows) {
    EXPECT_EQ(rewritten(typed), "error: " + std::string(key)) << typed;
    EXPECT_TRUE(base::has_text(key)) << key;
  }
}

TEST(ScanWords, the_wrong_letter_of_several_is_marked) {
  const auto result = rewrite_scan_words({"-sSC"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().args, std::vector<std::string>{"-sC"});
  EXPECT_EQ(result.error().mark, (base::Mark{"-sSC", 3, 1, ""}));
}

TEST(ScanWords, tells_what_it_left_out) {
  EXPECT_EQ(needless_scan_words(words("--min-parallelism 10 -r host --send-eth")),
            words("--min-parallelism -r --send-eth"));
  EXPECT_TRUE(needless_scan_words(words("-p -r host")).empty());
}

}  // namespace
}  // namespace minato::cli
