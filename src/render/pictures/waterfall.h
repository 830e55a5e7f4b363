// The way to a server as a waterfall: each stage a bar on one time axis, and where it stops, why.
#pragma once

#include <string>
#include <vector>

#include "render/pictures/options.h"
#include "render/scene.h"

namespace minato::render {

enum class WaterfallState : std::uint8_t { ok, failed, skipped };

struct WaterfallStage {
  std::string name{};
  std::string time{};   ///< "12.3 ms", "" for none
  std::string words{};  ///< what was found; hostile
  double begin = 0;     ///< share of the whole time, 0 to 1
  double end = 0;
  WaterfallState state = WaterfallState::ok;
};

struct Waterfall {
  std::string target{};  ///< hostile
  std::string total{};   ///< "35.1 ms"
  std::vector<WaterfallStage> stages{};
  std::string why{};  ///< of a failure, "" when all is well
  std::string advice{};
};

[[nodiscard]] Scene draw_waterfall(const Waterfall& waterfall, const PictureOptions& options);

}  // namespace minato::render
