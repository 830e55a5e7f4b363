// Looking into a result.
#include "check/result.h"

#include <algorithm>

namespace minato::check {

std::string_view to_text(StageKind kind) {
  static constexpr std::array<std::string_view, 4> kWords = {"resolve", "connect", "tls",
                                                             "application"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string_view to_text(StageOutcome outcome) {
  static constexpr std::array<std::string_view, 3> kWords = {"ok", "failed", "skipped"};
  return kWords[static_cast<std::size_t>(outcome)];
}

const Stage* CheckResult::failed() const {
  const auto* const found =
      std::ranges::find(stages, StageOutcome::failed, [](const Stage& one) { return one.outcome; });
  return found == stages.end() ? nullptr : found;
}

const Attempt* CheckResult::winner() const {
  const auto found = std::ranges::find(attempts, true, &Attempt::won);
  return found == attempts.end() ? nullptr : &*found;
}

}  // namespace minato::check
