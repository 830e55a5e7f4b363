// From a result to the picture of its stages.
#include <fmt/format.h>

#include <algorithm>

#include "cli/check/text.h"
#include "render/pictures/waterfall.h"

namespace minato::cli {
namespace {

constexpr int kWidest = 100;
constexpr int kFileColumns = 96;

render::WaterfallState state_of(check::StageOutcome outcome) {
  switch (outcome) {
    case check::StageOutcome::ok:
      return render::WaterfallState::ok;
    case check::StageOutcome::failed:
      return render::WaterfallState::failed;
    case check::StageOutcome::skipped:
      break;
  }
  return render::WaterfallState::skipped;
}

}  // namespace

render::Scene check_scene(const Context& context, const check::CheckResult& result) {
  std::chrono::nanoseconds whole{1};
  for (const check::Stage& stage : result.stages) {
    whole = std::max(whole, stage.begun + stage.duration);
  }
  render::Waterfall waterfall{.target = result.target.text, .total = duration_text(whole)};
  const auto share = [&](std::chrono::nanoseconds moment) {
    return static_cast<double>(moment.count()) / static_cast<double>(whole.count());
  };
  for (const check::Stage& stage : result.stages) {
    const bool skipped = stage.outcome == check::StageOutcome::skipped;
    waterfall.stages.push_back(
        {.name = context.tr(fmt::format("check.stage.{}", to_text(stage.kind))),
         .time = skipped ? "" : duration_text(stage.duration),
         .words = stage_words(context, result, stage),
         .begin = share(stage.begun),
         .end = share(stage.begun + stage.duration),
         .state = state_of(stage.outcome)});
  }
  if (const check::Stage* const failed = result.failed()) {
    const FailureWords words = failure_words(context, result, *failed);
    waterfall.why = words.why;
    waterfall.advice = words.advice;
  }
  const int columns = context.screen.columns == 0
                          ? kFileColumns
                          : std::min(kWidest, static_cast<int>(context.screen.columns));
  return draw_waterfall(waterfall, {.language = context.language, .columns = columns});
}

}  // namespace minato::cli
