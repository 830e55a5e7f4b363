// The small parts of the scan's outputs: words, CPE names, markup, charts, what --open leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "render/markup.h"
#include "render/scan/cpe.h"
#include "render/scan/html_charts.h"
#include "render/scan/words.h"
#include "render/scan/writer.h"

namespace minato::render {
namespace {

using model::PortState;
using model::Transport;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ScanWords, seconds_have_two_digits_that_count_and_no_exponent) {
  EXPECT_EQ(seconds_text(213), "0.00021");
  EXPECT_EQ(seconds_text(4), "0.000004");
  EXPECT_EQ(seconds_text(0), "0.000000");
  EXPECT_EQ(seconds_text(52'000), "0.052");
  EXPECT_EQ(seconds_text(1'240'000), "1.2");
}

TEST(ScanWords, times_are_in_utc) {
  const auto time = base::parse_timestamp("2026-03-01T04:05:06.999999Z").value();
  EXPECT_EQ(calendar_text(time), "Sun Mar  1 04:05:06 2026 UTC");
  EXPECT_EQ(date_text(time), "2026-03-01 04:05:06 UTC");
  EXPECT_EQ(unix_seconds(time), 1772337906);
}

TEST(ScanWords, a_connection_that_was_accepted_is_a_syn_ack_to_readers_of_nmap) {
  EXPECT_EQ(nmap_reason(model::Reason::conn_accept), "syn-ack");
  EXPECT_EQ(nmap_reason(model::Reason::conn_refused), "conn-refused");
}

TEST(ScanWords, port_lists_are_ranges) {
  const model::PortInterval intervals[] = {{1, 21}, {23, 23}, {65535, 65535}};
  EXPECT_EQ(intervals_text(intervals), "1-21,23,65535");
  EXPECT_EQ(intervals_text({}), "");
}

TEST(CpeUri, drops_what_is_not_said_and_encodes_what_is_quoted) {
  EXPECT_EQ(cpe_uri("cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*"), "cpe:/a:f5:nginx:1.22.1");
  EXPECT_EQ(cpe_uri("cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*"), "cpe:/o:linux:linux_kernel");
  EXPECT_EQ(cpe_uri("cpe:2.3:a:a\\:b:c\\+\\+:*:p1:*:*:*:*:*:*"), "cpe:/a:a%3ab:c%2b%2b::p1");
  EXPECT_EQ(cpe_uri("cpe:2.3:a:x:y\\"), "cpe:/a:x:y");
  EXPECT_EQ(cpe_uri("cpe:/a:x:y"), "cpe:/a:x:y");
  EXPECT_EQ(cpe_uri(""), "");
}

TEST(Markup, nothing_from_outside_is_markup) {
  EXPECT_EQ(escape_markup("<a href='x' b=\"y\">&"),
            "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;");
  EXPECT_EQ(escape_markup(std::string_view("\0\x1b\x85 \xef\xbf\xbe\xff", 8)),
            "\\x00\\x1b\\x85 \\u{fffe}\\xff");
}

TEST(Charts, nothing_to_show_is_no_chart) {
  EXPECT_EQ(bar_chart("t", {}), "");
  const Bar none[] = {{"a", 0}, {"b", 0}};
  EXPECT_EQ(stacked_bar("t", none), "");
}

TEST(Charts, labels_are_escaped_and_the_smallest_value_can_be_seen) {
  const Bar bars[] = {{"<b>", 1'000'000}, {"one", 1}};
  const std::string chart = bar_chart("\"t\"", bars);
  EXPECT_THAT(chart, HasSubstr("&lt;b&gt;"));
  EXPECT_THAT(chart, HasSubstr("aria-label=\"&quot;t&quot;\""));
  EXPECT_THAT(chart, HasSubstr("width=\"2.0\""));
}

TEST(Charts, a_line_of_all_open_ports_stays_small) {
  std::bitset<65536> open;
  open.set();
  const std::string_view names[] = {"a", "b", "c"};
  EXPECT_LT(port_line("t", open, names).size(), 150'000U);
}

TEST(ScanWriter, only_open_leaves_out_the_others_and_hosts_without_an_open_port) {
  for (const ScanFormat format : {ScanFormat::normal, ScanFormat::xml, ScanFormat::grepable,
                                  ScanFormat::csv, ScanFormat::html, ScanFormat::terminal}) {
    std::string out;
    const auto writer =
        make_scan_writer(format, {.sink = [&](std::string_view text) { out += text; }});
    const model::PortSet ports;
    const ScanKind kinds[] = {{"syn", Transport::tcp, &ports}};
    writer->begin({.kinds = kinds, .only_open = true});
    const ScanPort found[] = {{.port = {4242, Transport::tcp}},
                              {.port = {5353, Transport::tcp}, .state = PortState::closed}};
    writer->host({.address = model::IpAddress::v4(0x0a000001), .ports = found});
    writer->host({.address = model::IpAddress::v4(0x0a000002), .ports = std::span(found).last(1)});
    writer->host({.address = model::IpAddress::v4(0x0a000003), .status = HostStatus::down});
    writer->end({});
    EXPECT_THAT(out, HasSubstr("4242")) << static_cast<int>(format);
    EXPECT_THAT(out, Not(HasSubstr("5353"))) << static_cast<int>(format);
    EXPECT_THAT(out, Not(HasSubstr("10.0.0.2"))) << static_cast<int>(format);
    EXPECT_THAT(out, Not(HasSubstr("10.0.0.3"))) << static_cast<int>(format);
  }
}

TEST(ScanWriter, a_scan_for_hosts_only_names_no_ports) {
  for (const ScanFormat format : {ScanFormat::normal, ScanFormat::xml, ScanFormat::grepable,
                                  ScanFormat::html, ScanFormat::terminal}) {
    std::string out;
    const auto writer =
        make_scan_writer(format, {.sink = [&](std::string_view text) { out += text; }});
    writer->begin({});
    writer->host({.address = model::IpAddress::v4(0x0a000001),
                  .reason = model::Reason::echo_reply,
                  .rtt_us = 213});
    writer->end({.hosts_up = 1, .hosts_total = 256});
    EXPECT_THAT(out, HasSubstr("10.0.0.1")) << static_cast<int>(format);
    EXPECT_THAT(out, Not(HasSubstr("PORT"))) << static_cast<int>(format);
    EXPECT_THAT(out, Not(HasSubstr("<ports>"))) << static_cast<int>(format);
    EXPECT_THAT(out, Not(HasSubstr("Ports:"))) << static_cast<int>(format);
  }
}

}  // namespace
}  // namespace minato::render
