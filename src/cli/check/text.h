// One result of check in words: a line a stage with its time and a bar, and on failure why, by
// what evidence, and what to try.
#pragma once

#include <string>
#include <vector>

#include "check/result.h"
#include "cli/context.h"
#include "render/scene.h"

namespace minato::cli {

/// Sentences of a failed stage in the reader's language, safe to print.
struct FailureWords {
  std::string why{};
  std::vector<std::string> evidence{};
  std::string advice{};
};
[[nodiscard]] FailureWords failure_words(const Context& context, const check::CheckResult& result,
                                         const check::Stage& stage);
/// The evidence of one stage, a sentence each, safe to print.
[[nodiscard]] std::vector<std::string> evidence_words(const Context& context,
                                                      const check::Stage& stage);

/// brief: one line a target.
enum class CheckDetail : std::uint8_t { brief, full };
void write_check_text(Context& context, const check::CheckResult& result, CheckDetail detail);

/// The stages as a picture.
[[nodiscard]] render::Scene check_scene(const Context& context, const check::CheckResult& result);

/// The stages as NDJSON.
void write_check_json(Context& context, const check::CheckResult& result);

/// What a stage found, or why it found nothing: one line, safe to print.
[[nodiscard]] std::string stage_words(const Context& context, const check::CheckResult& result,
                                      const check::Stage& stage);
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace minato::cli
