// Shares of the line: two fifths for the System Ports, one fifth for the Dynamic Ports.
#include "render/pictures/port_scale.h"

#include <algorithm>
#include <cmath>

#include "model/port.h"

namespace minato::render {
namespace {

constexpr double kSystemShare = 0.38;
constexpr double kDynamicShare = 0.2;
constexpr double kDynamicLeast = 12;  // "49152–65535" stands above it

double between(double from, double to, double first, double last, double port) {
  return from + (to - from) * (port - first) / (last - first + 1);
}

double stretched(double from, double to, double first, double last, double port) {
  return from + (to - from) * std::sqrt((port - first) / (last - first + 1));
}

}  // namespace

PortScale::PortScale(int x, int columns)
    : start_(x),
      user_start_(std::round(x + columns * kSystemShare)),
      dynamic_start_(std::round(x + columns - std::max(columns * kDynamicShare, kDynamicLeast))),
      end_(x + columns) {}

double PortScale::at(std::uint16_t port) const {
  if (port <= model::kLastSystemPort) {
    return stretched(start_, user_start_, 0, model::kLastSystemPort, port);
  }
  if (port <= model::kLastUserPort) {
    return stretched(user_start_, dynamic_start_, model::kLastSystemPort + 1, model::kLastUserPort,
                     port);
  }
  return between(dynamic_start_, end_, model::kLastUserPort + 1, 65535, port);
}

}  // namespace minato::render
