// The options and examples of `minato audit`.
#pragma once

#include <array>

#include "cli/command.h"

namespace minato::cli {

inline constexpr std::array kAuditOptions = {
    Option{"--ports", 'p', "PORTS", ValueKind::port},
    Option{"--fail-on", '\0', "low|medium|high", ValueKind::text},
    Option{"--only", '\0', "CHECKS", ValueKind::text},
    Option{"--skip", '\0', "CHECKS", ValueKind::text},
    Option{"--name", '\0', "NAME", ValueKind::text},
    Option{"--ca-file", '\0', "FILE", ValueKind::file},
    Option{"--exceptions", '\0', "FILE", ValueKind::file},
    Option{"--baseline", '\0', "FILE", ValueKind::file},
    Option{"--sarif", '\0', "FILE", ValueKind::file},
    Option{"--html", '\0', "FILE", ValueKind::file},
    Option{"--markdown", '\0', "FILE", ValueKind::file},
    Option{"--junit", '\0', "FILE", ValueKind::file},
    Option{"--csv", '\0', "FILE", ValueKind::file},
    Option{"--dry-run", 'n'},
};

inline constexpr std::array kAuditExamples = {
    Example{"minato audit"}, Example{"minato audit 192.0.2.10"},
    Example{"minato audit mail.example.org -p 25,143,993"},
    Example{"minato audit 192.0.2.0/28 --fail-on high"}};

}  // namespace minato::cli
