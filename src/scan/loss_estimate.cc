// The arithmetic of missed ports: loss^tries * open < one in a million.
#include "scan/loss_estimate.h"

#include <algorithm>
#include <cmath>

namespace minato::scan {
namespace {
constexpr double kMissed = 1e-6;
}

double LossEstimate::upper_rate(double prior) const {
  const double likely = rate(prior);
  return std::min(0.99, likely + std::sqrt(likely * (1 - likely) / (total_ + kPriorTries)));
}

unsigned tries_needed(double loss, double open_expected, unsigned least, unsigned most) {
  if (loss <= 0) return least;
  const double tries = std::log(kMissed / std::max(open_expected, 1.0)) / std::log(loss);
  return static_cast<unsigned>(
      std::clamp(std::ceil(tries), static_cast<double>(least), static_cast<double>(most)));
}

}  // namespace minato::scan
