// Writing a whole file that the user named.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace minato::sys {

/// Writes `content` beside `path` first and then puts it there, so that a full disk never leaves
/// half a file. What is no regular file (/dev/stdout) is written to directly.
/// Errors: local, naming the path.
[[nodiscard]] base::Result<void> write_file(const std::string& path, std::string_view content);

}  // namespace minato::sys
