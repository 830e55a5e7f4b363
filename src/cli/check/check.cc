// `minato check`: does it reach, and if not, where does it stop and why.
#include <algorithm>

#include "base/text_width.h"
#include "cli/arguments.h"
#include "cli/check/options.h"
#include "cli/check/path.h"
#include "cli/check/text.h"
#include "cli/check/watch.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/notes.h"
#include "cli/pictures.h"
#include "cli/socket_json.h"
#include "sys/attendant.h"

namespace minato::cli {
namespace {

struct Tally {
  std::size_t reached = 0;
  std::size_t checked = 0;
};

/// How results are shown.
struct Show {
  CheckDetail detail = CheckDetail::full;
  bool picture = false;
};

void write_result(Context& context, const check::CheckResult& result, const Show& show) {
  if (context.json) {
    write_check_json(context, result);
  } else if (show.picture) {
    write_scene(context, check_scene(context, result));
  } else {
    write_check_text(context, result, show.detail);
  }
  context.out.flush();
}

void write_end(Context& context, const Tally& tally, std::size_t left, bool interrupted) {
  if (context.json) {
    write_summary(context, "check",
                  {{"targets", tally.checked + left},
                   {"reachable", tally.reached},
                   {"not_reachable", tally.checked - tally.reached},
                   {"not_checked", left}});
  } else if (tally.checked + left > 1) {
    context.out.line(context.tr("check.summary", tally.reached, tally.checked));
  }
  context.out.flush();
  if (interrupted) note(context, context.tr("check.interrupted", left));
}

/// The results of one round, or of as many as --wait allows.
base::Result<void> collect(Context& context, const Arguments& arguments,
                           pipeline::CheckSession& session, std::vector<check::Target> targets,
                           const pipeline::CheckSession::Sink& sink) {
  const auto seconds = arguments.number("--wait", 1, 86400);
  if (!seconds) return base::fail(seconds.error());
  if (!*seconds) return session.run(std::move(targets), sink);
  const auto results = wait_for_targets(context, **seconds, session, std::move(targets));
  if (!results) return base::fail(results.error());
  std::ranges::for_each(*results, sink);
  return {};
}

base::Result<void> trace_all(Context& context, pipeline::CheckSession& session,
                             const std::vector<check::CheckResult>& results) {
  for (const check::CheckResult& result : results) {
    if (result.attempts.empty() || session.interrupted()) continue;
    const check::Attempt* const winner = result.winner();
    const auto paths = session.trace(winner != nullptr ? winner->to : result.attempts.front().to);
    if (!paths) return base::fail(paths.error());
    write_paths(context, result, *paths);
  }
  return {};
}

base::Result<ExitCode> check_once(Context& context, const Arguments& arguments,
                                  pipeline::CheckSession& session,
                                  std::vector<check::Target> targets) {
  const Show show{.detail = targets.size() == 1 ? CheckDetail::full : CheckDetail::brief,
                  .picture = arguments.has("--picture")};
  const auto svg = arguments.value("--svg");
  const bool with_paths = arguments.has("--path");
  std::vector<render::Scene> scenes;
  std::vector<check::CheckResult> kept;
  const std::string name = base::escape_control(targets.front().text);
  Tally tally;
  const auto ran = collect(context, arguments, session, std::move(targets),
                           [&](const check::CheckResult& result) {
                             ++tally.checked;
                             tally.reached += result.failed() == nullptr ? 1 : 0;
                             if (svg) scenes.push_back(check_scene(context, result));
                             if (with_paths) kept.push_back(result);
                             write_result(context, result, show);
                           });
  if (!ran) return base::fail(ran.error());
  if (auto traced = trace_all(context, session, kept); !traced) return base::fail(traced.error());
  if (svg) {
    const auto written = write_svg(*svg, context.tr("check.picture.title", name), scenes);
    if (!written) return base::fail(written.error());
  }
  const bool interrupted = session.interrupted();
  write_end(context, tally, session.left(), interrupted);
  if (interrupted) return ExitCode::interrupted;
  return tally.reached == tally.checked ? ExitCode::yes : ExitCode::no;
}

}  // namespace

base::Result<ExitCode> run_check(Context& context, const Arguments& arguments) {
  auto wanted = read_check_wanted(arguments);
  if (!wanted) return base::fail(wanted.error());
  auto session = pipeline::CheckSession::create(wanted->request);
  if (!session) return base::fail(session.error());
  const auto attendant = sys::Attendant::start({.on_stop = [&] { (*session)->interrupt(); }});
  if (!attendant) return base::fail(attendant.error());
  if (arguments.has("--watch")) {
    return watch_checks(context, arguments, **session, wanted->targets);
  }
  return check_once(context, arguments, **session, std::move(wanted->targets));
}

}  // namespace minato::cli
