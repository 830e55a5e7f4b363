// Which options of `minato capture` make sense together.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "cli/arguments.h"

namespace minato::cli {

/// file: the file that is read instead of an interface. Errors: input, naming the option that would
/// do nothing.
[[nodiscard]] base::Result<void> check_capture_options(const Arguments& arguments,
                                                       const std::optional<std::string>& file);

}  // namespace minato::cli
