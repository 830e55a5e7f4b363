// The code of each command: one file each, named here once for the table.
#pragma once

#include "base/error.h"
#include "cli/command.h"

namespace minato::cli {

[[nodiscard]] base::Result<ExitCode> run_report(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_explain(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_ls(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_free(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_kill(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_scan(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_check(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_capture(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_audit(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_identify(Context& context, const Arguments& arguments);
[[nodiscard]] base::Result<ExitCode> run_generate(Context& context, const Arguments& arguments);

}  // namespace minato::cli
