// What the sentences about a result have to be filled with.
#pragma once

#include <string>
#include <vector>

#include "check/result.h"

namespace minato::check {

/// The arguments of `check.cause.<name>.why` and `.try`: {0} host, {1} port, {2} what is there or
/// what was found, {3} who said so. May be hostile.
[[nodiscard]] std::vector<std::string> cause_arguments(const CheckResult& result);

/// What a stage that went well found, in a few words that need no translation: "127.0.0.1:443",
/// "TLSv1.3 · h2", "HTTP/1.1 200 OK". May be hostile.
[[nodiscard]] std::string finding_of(const CheckResult& result, StageKind kind);

}  // namespace minato::check
