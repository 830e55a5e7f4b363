// From evidence to the stages and the cause of a failure. Pure: no clock, no network.
#pragma once

#include "check/result.h"

namespace minato::check {

/// Fills in all four stages of a result whose evidence is complete.
void judge(CheckResult& result);

/// What one attempt to connect means; none when it was open.
[[nodiscard]] Cause cause_of(const Attempt& attempt);

/// What the end of a TLS handshake means; none when it stands.
[[nodiscard]] Cause tls_cause_of(const talk::TalkReport& talk);

}  // namespace minato::check
