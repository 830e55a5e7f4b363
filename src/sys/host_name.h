// What this machine calls itself.
#pragma once

#include <string>

namespace minato::sys {

/// The kernel's host name; "localhost" when it cannot be read. Hostile: escape to print.
[[nodiscard]] std::string host_name();

}  // namespace minato::sys
