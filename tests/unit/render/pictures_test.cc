// Pictures: nothing overlaps at any width, in any language, with any content; and what they say.
#include <gtest/gtest.h>

#include "base/strings.h"
#include "golden/samples.h"
#include "render/overlap.h"
#include "render/pictures/label_rows.h"
#include "render/pictures/port_scale.h"
#include "render/svg.h"
#include "render/terminal.h"

namespace minato::render {
namespace {

using base::Language;
using model::Exposure;
using model::Severity;
using model::Transport;

/// Calls `check` with the options of every width and language.
template <typename Check>
void for_every_reader(Check check) {
  for (const Language language : {Language::en, Language::ja}) {
    for (int columns = 30; columns <= 170; columns += columns < 70 ? 1 : 9) {
      check(PictureOptions{.language = language, .columns = columns});
    }
  }
}

void expect_legible(const Scene& scene, const PictureOptions& options) {
  EXPECT_EQ(overlaps(scene), std::vector<std::string>())
      << scene.title() << " in " << options.columns << " columns\n"
      << to_terminal(scene, {});
  EXPECT_FALSE(scene.title().empty());
  EXPECT_FALSE(scene.description().empty());
  for (const Charset charset : {Charset::unicode, Charset::ascii}) {
    const std::string text = to_terminal(scene, {.charset = charset});
    for (const auto line : base::split(text, '\n')) {
      EXPECT_LE(width_of(line), picture_columns(options));
    }
  }
}

std::string drawn(const Scene& scene) { return to_terminal(scene, {}); }

constexpr std::string_view kEvil = "evil\x1b[31m</text>\n港港港港港港港港港港港港港港港港港港港港";

TEST(Quay, is_legible_for_every_reader) {
  for (const std::size_t doors : {0U, 1U, 5U, 6U, 7U, 12U, 30U}) {
    for_every_reader([&](const PictureOptions& options) {
      expect_legible(draw_quay(golden::sample_quay(doors), options), options);
    });
  }
}

TEST(Quay, is_legible_with_hostile_names) {
  for (const std::size_t doors : {3U, 8U}) {
    Quay quay = golden::sample_quay(doors);
    quay.host = kEvil;
    quay.addresses.assign(9, "2001:db8:1234:5678:9abc:def0:1234:5678");
    for (QuayDoor& door : quay.doors) door.service = door.process = door.user = kEvil;
    for_every_reader([&](const PictureOptions& options) {
      const Scene scene = draw_quay(quay, options);
      expect_legible(scene, options);
      EXPECT_EQ(to_svg(scene).find('\x1b'), std::string::npos);
    });
  }
}

TEST(Quay, widest_exposure_comes_first) {
  const std::string text = drawn(draw_quay(golden::sample_quay(5), {}));
  std::size_t at = 0;
  for (const char* port : {"22/tcp", "443/tcp", "5432/tcp", "5353/udp", "6379/tcp"}) {
    const std::size_t found = text.find(port);
    ASSERT_NE(found, std::string::npos) << port;
    EXPECT_GT(found, at);
    at = found;
  }
}

TEST(Quay, one_port_on_several_addresses_is_one_door_with_the_widest_exposure) {
  Quay quay = golden::sample_quay(0);
  quay.doors = {{{53, Transport::udp}, "domain", Exposure::loopback, Severity::none, "dns", 5, "d"},
                {{53, Transport::udp}, "domain", Exposure::link, Severity::low, "dns", 5, "d"}};
  const std::string text = drawn(draw_quay(quay, {}));
  EXPECT_EQ(text.find("53/udp"), text.rfind("53/udp"));
  EXPECT_NE(text.find("◥█◤"), std::string::npos);
}

TEST(Quay, counts_the_doors_that_it_does_not_show) {
  EXPECT_NE(drawn(draw_quay(golden::sample_quay(30), {})).find("+18 more doors"),
            std::string::npos);
  EXPECT_NE(drawn(draw_quay(golden::sample_quay(0), {})).find("nothing listens"),
            std::string::npos);
}

TEST(Quay, draws_ships_only_to_doors_that_let_somebody_in) {
  Quay quay = golden::sample_quay(0);
  for (const Exposure exposure : {Exposure::none, Exposure::loopback, Exposure::unknown}) {
    quay.doors = {{{80, Transport::tcp}, "http", exposure, Severity::low, "nginx", 1, "root"}};
    EXPECT_EQ(drawn(draw_quay(quay, {})).find("◥█◤"), std::string::npos) << to_text(exposure);
  }
}

TEST(PortLine, is_legible_for_every_reader) {
  for (const std::size_t marks : {0U, 1U, 14U, 200U}) {
    for (const auto& highlight :
         {std::optional<LineHighlight>{}, std::optional(LineHighlight{{443, 443}, "https"}),
          std::optional(LineHighlight{{6000, 6063}, "x11"}),
          std::optional(LineHighlight{{0, 65535}, std::string(kEvil)}),
          std::optional(LineHighlight{{65535, 65535}, "the last one"})}) {
      PortLine line = golden::sample_line(marks);
      line.highlight = highlight;
      for_every_reader([&](const PictureOptions& options) {
        expect_legible(draw_port_line(line, options), options);
      });
    }
  }
}

TEST(PortLine, is_legible_with_hostile_names_and_odd_settings) {
  PortLine line = golden::sample_line(14);
  for (LineMark& mark : line.listening) mark.name = kEvil;
  for (const auto& [first, last, start] :
       {std::tuple(1, 65535, 0), std::tuple(60000, 60000, 65535), std::tuple(1024, 1030, 80)}) {
    line.ephemeral =
        model::PortInterval{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
    line.unprivileged_start = static_cast<std::uint16_t>(start);
    for_every_reader([&](const PictureOptions& options) {
      expect_legible(draw_port_line(line, options), options);
    });
  }
}

TEST(PortLine, names_what_was_asked_about_even_among_many) {
  PortLine line = golden::sample_line(200);
  line.listening.push_back({443, "https", Severity::none});
  line.highlight = LineHighlight{{443, 443}, "https"};
  const std::string text = drawn(draw_port_line(line, {}));
  EXPECT_NE(text.find("─ 443 https"), std::string::npos) << text;
  EXPECT_NE(text.find("more marks have no label"), std::string::npos);
}

TEST(PortScale, keeps_order_and_ranges) {
  const PortScale scale(1, 71);
  double last = -1;
  for (unsigned port = 0; port <= 65535; ++port) {
    const double x = scale.at(static_cast<std::uint16_t>(port));
    EXPECT_GT(x, last);
    last = x;
  }
  EXPECT_LT(scale.at(1023), scale.user_start());
  EXPECT_EQ(scale.at(1024), scale.user_start());
  EXPECT_EQ(scale.at(49152), scale.dynamic_start());
  EXPECT_LT(scale.at(65535), scale.end());
}

TEST(LabelRows, hang_left_labels_below_the_threads_of_right_ones) {
  const HangingLabel labels[] = {{0, 10}, {5, 10}, {30, 5}};
  EXPECT_EQ(label_rows(labels), (std::vector<int>{1, 0, 0}));
}

TEST(LabelRows, keep_the_important_ones_when_rows_are_few) {
  const HangingLabel labels[] = {{0, 10, 0}, {5, 10, 1}, {6, 10, 2}, {40, 5, 3}};
  EXPECT_EQ(labels_that_fit(labels, 2, 9), (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_EQ(labels_that_fit(labels, 2, 1), (std::vector<std::size_t>{0}));
}

TEST(Connection, is_legible_for_every_reader) {
  for (const Connection& connection : {golden::sample_connection(), golden::sample_visit()}) {
    for_every_reader([&](const PictureOptions& options) {
      expect_legible(draw_connection(connection, options), options);
    });
  }
  Connection hostile = golden::sample_visit();
  hostile.client.process = hostile.server.process = hostile.server.user = hostile.service = kEvil;
  for_every_reader([&](const PictureOptions& options) {
    expect_legible(draw_connection(hostile, options), options);
  });
}

TEST(Connection, says_which_side_is_which) {
  const std::string ours = drawn(draw_connection(golden::sample_connection(), {.columns = 160}));
  EXPECT_NE(ours.find("This machine is the client. Its program firefox"), std::string::npos);
  EXPECT_NE(ours.find("tcp  192.0.2.10 : 51514  <->  198.51.100.7 : 443"), std::string::npos);
  const std::string visit = drawn(draw_connection(golden::sample_visit(), {.columns = 160}));
  EXPECT_NE(visit.find("This machine is the server. Its program postgres"), std::string::npos);
}

TEST(Demultiplex, is_legible_for_every_reader) {
  for (const std::size_t ports : {0U, 1U, 5U, 9U}) {
    for (const std::string_view name : {std::string_view("nginx"), kEvil}) {
      Demultiplex input = golden::sample_demultiplex();
      input.host = name;
      input.ports.resize(ports);
      for (DemultiplexPort& port : input.ports) port.process = name;
      for_every_reader([&](const PictureOptions& options) {
        expect_legible(draw_demultiplex(input, options), options);
      });
    }
  }
}

}  // namespace
}  // namespace minato::render
