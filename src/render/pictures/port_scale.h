// Where a port number stands on an enlarged line: each range gets a share of the line, and the
// beginning of the first two, where most services are, is stretched (square root).
#pragma once

#include <cstdint>

namespace minato::render {

class PortScale {
 public:
  /// A line of `columns` cells from cell `x` on; columns: 30 at least.
  PortScale(int x, int columns);

  /// Cells; the place of the port inside its range, which lies between bounds of ranges.
  [[nodiscard]] double at(std::uint16_t port) const;
  [[nodiscard]] double user_start() const { return user_start_; }
  [[nodiscard]] double dynamic_start() const { return dynamic_start_; }
  [[nodiscard]] double end() const { return end_; }

 private:
  double start_;
  double user_start_;
  double dynamic_start_;
  double end_;
};

}  // namespace minato::render
