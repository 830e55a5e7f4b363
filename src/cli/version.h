// What `minato --version` says.
#pragma once

#include <string>

namespace minato::cli {

/// `minato 0.1.0`
[[nodiscard]] std::string version_text();

}  // namespace minato::cli
