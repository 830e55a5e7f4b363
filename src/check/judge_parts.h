// The judgement of each stage, and the words that they share. For judge*.cc only.
#pragma once

#include <chrono>
#include <string>

#include "check/result.h"

namespace minato::check {

/// "12.3 ms", "850 µs", "2.5 s".
[[nodiscard]] std::string milliseconds_text(std::chrono::nanoseconds duration);

[[nodiscard]] Evidence evidence_of(const Attempt& attempt);
/// What the second look found out about a RST, when there was one.
void add_origin_evidence(const CheckResult& result, Stage& stage);
/// What the second look with small segments found out, when it worked.
void add_segment_evidence(const CheckResult& result, Stage& stage);
/// What an answer of HTTP means; none when it is healthy.
[[nodiscard]] Cause cause_of_web_answer(const CheckResult& result);
void judge_resolve(CheckResult& result);
void judge_connect(CheckResult& result);
void judge_tls(CheckResult& result);
void judge_application(CheckResult& result);

}  // namespace minato::check
