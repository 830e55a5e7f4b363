// Giving away what is no longer needed, once everything that needs rights is open: capabilities
// (capabilities(7)), then system calls (seccomp(2)).
#pragma once

#include "base/error.h"

namespace minato::sys {

/// Gives up all capabilities of the calling thread and of threads that it starts, for good; the
/// bounding set too where that is allowed. Errors: local.
[[nodiscard]] base::Result<void> drop_capabilities();

/// From here on only system calls that scanning, writing open files and resolving names need;
/// all others fail with EPERM, in every thread. No program can be started, no packet socket or
/// netlink socket opened, no file made. Errors: unsupported (no seccomp here), local.
[[nodiscard]] base::Result<void> confine_to_scanning();

}  // namespace minato::sys
