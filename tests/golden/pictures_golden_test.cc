// Every picture in both languages, several widths, both charsets, in colour and as SVG.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "golden/golden.h"
#include "golden/samples.h"
#include "render/lanes.h"
#include "render/svg.h"
#include "render/terminal.h"

namespace minato::render {
namespace {

using base::Language;

/// Holds all forms of one picture; `draw` takes PictureOptions.
template <typename Draw>
void hold(std::string_view name, Draw draw) {
  for (const Language language : {Language::en, Language::ja}) {
    const auto file = [&](int columns, std::string_view form) {
      return fmt::format("pictures/{}-{}-{}{}", name, to_text(language), columns, form);
    };
    for (const int columns : {60, 80, 120}) {
      const Scene scene = draw(PictureOptions{.language = language, .columns = columns});
      golden::expect_golden(file(columns, ".txt"), to_terminal(scene, {}));
    }
    const Scene scene = draw(PictureOptions{.language = language, .columns = 80});
    golden::expect_golden(file(80, "-ascii.txt"), to_terminal(scene, {.charset = Charset::ascii}));
    golden::expect_golden(file(80, "-colour.txt"), to_terminal(scene, {.palette = Palette::ansi}));
    golden::expect_golden(file(80, ".svg"), to_svg(scene));
  }
}

TEST(PicturesGolden, quay) {
  for (const std::size_t doors : {0U, 1U, 6U, 30U}) {
    hold(fmt::format("quay-{}", doors), [&](const PictureOptions& options) {
      return draw_quay(golden::sample_quay(doors), options);
    });
  }
}

TEST(PicturesGolden, port_line) {
  hold("line-14", [](const PictureOptions& options) {
    return draw_port_line(golden::sample_line(14), options);
  });
  hold("line-asked", [](const PictureOptions& options) {
    PortLine line = golden::sample_line(8);
    line.highlight = LineHighlight{.ports = {443, 443}, .name = "https"};
    return draw_port_line(line, options);
  });
  hold("line-range", [](const PictureOptions& options) {
    PortLine line = golden::sample_line(0);
    line.highlight = LineHighlight{.ports = {6000, 6063}, .name = "x11"};
    return draw_port_line(line, options);
  });
}

TEST(PicturesGolden, connection) {
  hold("connection", [](const PictureOptions& options) {
    return draw_connection(golden::sample_connection(), options);
  });
  hold("visit", [](const PictureOptions& options) {
    return draw_connection(golden::sample_visit(), options);
  });
}

TEST(PicturesGolden, demultiplex) {
  hold("demultiplex", [](const PictureOptions& options) {
    return draw_demultiplex(golden::sample_demultiplex(), options);
  });
}

TEST(PicturesGolden, packet_header) {
  Scene scene({.title = "TCP header", .description = "The header of a segment.", .columns = 67});
  draw_bit_rows(scene, {.x = 1, .y = 0, .columns = 65}, golden::sample_header());
  golden::expect_golden("pictures/header.txt", to_terminal(scene, {}));
  golden::expect_golden("pictures/header.svg", to_svg(scene));
}

TEST(PicturesGolden, sequence) {
  Scene scene({.title = "Conversation", .description = "Who said what, when.", .columns = 80});
  const Lane lanes[] = {{"192.0.2.10", "51514/tcp", Role::accent},
                        {"198.51.100.7", "80/tcp", Role::ok}};
  const LaneMessage messages[] = {
      {0, 1, "0", "SYN", Role::accent},
      {1, 0, "+0.213 ms", "SYN, ACK", Role::ok},
      {0, 1, "+0.220 ms", "ACK", Role::accent},
      {0, 1, "+0.4 ms", "GET / HTTP/1.1", Role::accent, Line::light, true},
      {0, 1, "+200 ms", "GET / HTTP/1.1 (再送)", Role::warn, Line::dashed},
      {1, 0, "+201 ms", "200 OK (1256 bytes)", Role::ok}};
  draw_lanes(scene, {.x = 1, .columns = 78}, lanes, messages);
  golden::expect_golden("pictures/sequence.txt", to_terminal(scene, {}));
  golden::expect_golden("pictures/sequence.svg", to_svg(scene));
}

}  // namespace
}  // namespace minato::render
