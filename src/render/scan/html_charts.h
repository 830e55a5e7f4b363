// The charts of the HTML report: small inline SVG, coloured by the page's style sheet.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace minato::render {

struct Bar {
  std::string label{};  ///< hostile allowed
  std::uint64_t value = 0;
  std::string_view css_class = "accent";  ///< of the page: a role of render/style.h
};

/// One bar a line, the longest as wide as the room; values at the ends. "" for no bars.
[[nodiscard]] std::string bar_chart(std::string_view title, std::span<const Bar> bars);

/// All values in one bar, with a legend below. "" when all are 0.
[[nodiscard]] std::string stacked_bar(std::string_view title, std::span<const Bar> parts);

/// The line of all port numbers with its three ranges, the open ones marked.
[[nodiscard]] std::string port_line(std::string_view title, const std::bitset<65536>& open,
                                    std::span<const std::string_view, 3> range_names);

}  // namespace minato::render
