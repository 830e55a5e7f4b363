// Plain geometry: widths in the unit of the view box, which the page scales to the reader's screen.
#include "render/scan/html_charts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"
#include "model/port.h"
#include "render/markup.h"

namespace minato::render {
namespace {

constexpr int kWidth = 640;
constexpr int kLabelWidth = 190;
constexpr int kLabelColumns = 26;
constexpr int kValueWidth = 70;
constexpr int kLine = 22;
constexpr int kLineBarHeight = 26;
constexpr int kLegendGap = 18;
constexpr double kLetterWidth = 7.2;  // of 13 unit sans-serif text, on the wide side

std::string figure(std::string_view title, int height, const std::string& body) {
  return fmt::format(
      "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-label=\"{}\">{}</svg></figure>\n",
      escape_markup(title), kWidth, height, escape_markup(title), body);
}

}  // namespace

std::string bar_chart(std::string_view title, std::span<const Bar> bars) {
  if (bars.empty()) return {};
  const std::uint64_t most =
      std::max<std::uint64_t>(1, std::ranges::max(bars, {}, &Bar::value).value);
  const double room = kWidth - kLabelWidth - kValueWidth;
  std::string body;
  int y = 0;
  for (const Bar& bar : bars) {
    const double width =
        std::max(2.0, room * static_cast<double>(bar.value) / static_cast<double>(most));
    const std::string label = escape_markup(base::truncate(bar.label, kLabelColumns));
    body += fmt::format(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>"
        "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" rx=\"2\"/>"
        "<text x=\"{:.1f}\" y=\"{}\">{}</text>",
        kLabelWidth - 8, y + 15, label, bar.css_class, kLabelWidth, y + 4, width, kLine - 8,
        kLabelWidth + width + 6, y + 15, bar.value);
    y += kLine;
  }
  return figure(title, y, body);
}

std::string stacked_bar(std::string_view title, std::span<const Bar> parts) {
  std::uint64_t total = 0;
  for (const Bar& part : parts) total += part.value;
  if (total == 0) return {};
  std::string body;
  double x = 0;
  double legend_x = 0;
  int legend_y = kLineBarHeight + kLegendGap;
  for (const Bar& part : parts) {
    if (part.value == 0) continue;
    const double width =
        std::max(2.0, kWidth * static_cast<double>(part.value) / static_cast<double>(total));
    body += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"0\" width=\"{:.1f}\" height=\"{}\"/>",
                        part.css_class, x, std::min(width, kWidth - x), kLineBarHeight);
    x = std::min(x + width, kWidth - 2.0);
    const std::string words = fmt::format("{}: {}", part.label, part.value);
    const double room = 22 + kLetterWidth * static_cast<double>(base::display_width(words)) + 18;
    if (legend_x > 0 && legend_x + room > kWidth) {
      legend_x = 0;
      legend_y += kLine;
    }
    body += fmt::format(
        "<rect class=\"{}\" x=\"{:.1f}\" y=\"{}\" width=\"12\" height=\"12\" rx=\"2\"/>"
        "<text x=\"{:.1f}\" y=\"{}\">{}</text>",
        part.css_class, legend_x, legend_y - 11, legend_x + 18, legend_y, escape_markup(words));
    legend_x += room;
  }
  return figure(title, legend_y + 8, body);
}

std::string port_line(std::string_view title, const std::bitset<65536>& open,
                      std::span<const std::string_view, 3> range_names) {
  // System ports get a quarter of the line: most of what matters is there.
  constexpr double kSystemEnd = kWidth * 0.25;
  constexpr double kUserEnd = kWidth * 0.8;
  constexpr int kTop = 16;
  const auto place = [&](std::size_t port) {
    const double number = static_cast<double>(port);
    if (port <= model::kLastSystemPort) return number / 1024 * kSystemEnd;
    if (port <= model::kLastUserPort)
      return kSystemEnd + (number - 1024) / (49152 - 1024) * (kUserEnd - kSystemEnd);
    return kUserEnd + (number - 49152) / (65536 - 49152) * (kWidth - kUserEnd);
  };
  struct Span {
    std::string_view css_class;
    double from;
    double to;
    std::string_view numbers;
  };
  const Span spans[] = {{"system-range", 0, kSystemEnd, "0–1023"},
                        {"user-range", kSystemEnd, kUserEnd, "1024–49151"},
                        {"dynamic-range", kUserEnd, kWidth, "49152–65535"}};
  std::string body;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& [css_class, from, to, numbers] = spans[i];
    body += fmt::format(
        "<rect class=\"{} ground\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\"/>"
        "<text x=\"{:.1f}\" y=\"{}\">{}</text><text class=\"muted\" x=\"{:.1f}\" "
        "y=\"11\">{}</text>",
        css_class, from, kTop, to - from - 1, kLineBarHeight, from + 2, kTop + kLineBarHeight + 15,
        escape_markup(range_names[i]), from + 2, numbers);
  }
  // One mark a place of half a unit, however many ports lie there.
  double last = -1;
  for (std::size_t port = 0; port < open.size(); ++port) {
    if (!open[port]) continue;
    const double x = place(port);
    if (x - last < 0.5) continue;
    last = x;
    body += fmt::format("<rect class=\"mark\" x=\"{:.1f}\" y=\"{}\" width=\"2\" height=\"{}\"/>", x,
                        kTop - 2, kLineBarHeight + 4);
  }
  return figure(title, kTop + kLineBarHeight + 22, body);
}

}  // namespace minato::render
