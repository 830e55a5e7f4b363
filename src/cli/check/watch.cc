// Rounds of a second, and what they add up to.
#include "cli/check/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text_width.h"
#include "cli/check/text.h"
#include "cli/notes.h"
#include "cli/socket_json.h"

namespace minato::cli {
namespace {

using check::CheckResult;
using std::chrono::nanoseconds;

constexpr std::size_t kChartColumns = 30;
constexpr std::size_t kTargetColumns = 32;
constexpr std::chrono::milliseconds kWaitStep{500};

/// What one target did so far.
struct History {
  std::vector<nanoseconds> times{};  ///< of each round; 0 for a failed one

  [[nodiscard]] std::size_t failures() const {
    return static_cast<std::size_t>(std::ranges::count(times, nanoseconds(0)));
  }
  [[nodiscard]] double loss_percent() const {
    return times.empty()
               ? 0
               : 100.0 * static_cast<double>(failures()) / static_cast<double>(times.size());
  }
};

/// The last rounds as bars on a scale of their own; a failed one is a cross.
std::string chart_of(const Context& context, const History& history) {
  static constexpr std::array<std::string_view, 8> kBars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static constexpr std::string_view kAscii = "_.-=+*#@";
  const bool ascii = context.screen.charset == render::Charset::ascii;
  const std::size_t begin =
      history.times.size() > kChartColumns ? history.times.size() - kChartColumns : 0;
  const nanoseconds largest = std::max(*std::ranges::max_element(history.times), nanoseconds(1));
  std::string chart;
  for (std::size_t i = begin; i < history.times.size(); ++i) {
    const nanoseconds time = history.times[i];
    if (time.count() == 0) {
      chart += render::styled(render::glyphs(context.screen.charset).cross,
                              render::Role::danger_high, context.screen.palette);
      continue;
    }
    const auto level =
        static_cast<std::size_t>((time.count() * 7 + largest.count() - 1) / largest.count());
    chart += ascii ? kAscii.substr(std::min<std::size_t>(level, 7), 1)
                   : kBars[std::min<std::size_t>(level, 7)];
  }
  return chart;
}

void write_round(Context& context, const CheckResult& result, const History& history) {
  const std::string target = base::pad(base::escape_control(result.target.text), kTargetColumns);
  const check::Stage* const failed = result.failed();
  const std::string words = failed == nullptr
                                ? duration_text(result.ended - result.begun)
                                : context.tr(fmt::format("check.stage.{}", to_text(failed->kind))) +
                                      ": " + std::string(to_text(failed->cause));
  context.out.line(fmt::format("{}  {}  {:>5.1f} %  {}", target, base::pad(words, 24),
                               history.loss_percent(), chart_of(context, history)));
  context.out.flush();
}

void write_statistics(Context& context, const std::string& target, const History& history) {
  nanoseconds least = nanoseconds::max();
  nanoseconds most{};
  nanoseconds sum{};
  for (const nanoseconds time : history.times) {
    if (time.count() == 0) continue;
    least = std::min(least, time);
    most = std::max(most, time);
    sum += time;
  }
  const std::size_t well = history.times.size() - history.failures();
  if (well == 0) least = nanoseconds(0);
  const nanoseconds mean = well == 0 ? nanoseconds(0) : sum / static_cast<std::int64_t>(well);
  context.out.line(context.tr("check.watch.statistics", base::escape_control(target),
                              history.times.size(), well,
                              fmt::format("{:.1f}", history.loss_percent()), duration_text(least),
                              duration_text(mean), duration_text(most)));
}

}  // namespace

base::Result<ExitCode> watch_checks(Context& context, const Arguments& arguments,
                                    pipeline::CheckSession& session,
                                    const std::vector<check::Target>& targets) {
  const auto count = arguments.number("--count", 1, 1'000'000'000);
  if (!count) return base::fail(count.error());
  std::map<std::string, History> histories;
  for (std::uint32_t round = 0; !session.interrupted(); ++round) {
    if (*count && round >= **count) break;
    if (round > 0) {
      if (auto paused = session.pause(std::chrono::seconds(1)); !paused) {
        return base::fail(paused.error());
      }
      if (session.interrupted()) break;
    }
    const auto ran = session.run(targets, [&](const CheckResult& result) {
      History& history = histories[result.target.text];
      history.times.push_back(result.failed() == nullptr ? result.ended - result.begun
                                                         : nanoseconds(0));
      if (context.json) {
        write_check_json(context, result);
        context.out.flush();
      } else {
        write_round(context, result, history);
      }
    });
    if (!ran) return base::fail(ran.error());
  }
  std::size_t rounds = 0;
  std::size_t failures = 0;
  if (!context.json) context.out.line();
  for (const auto& [target, history] : histories) {
    rounds += history.times.size();
    failures += history.failures();
    if (!context.json) write_statistics(context, target, history);
  }
  if (context.json) {
    write_summary(context, "check", {{"checks", rounds}, {"reachable", rounds - failures}});
  }
  return failures == 0 ? ExitCode::yes : ExitCode::no;
}

base::Result<std::vector<CheckResult>> wait_for_targets(Context& context, std::uint32_t seconds,
                                                        pipeline::CheckSession& session,
                                                        std::vector<check::Target> targets) {
  const base::SystemClock clock;
  const auto until = clock.monotonic() + std::chrono::seconds(seconds);
  std::vector<CheckResult> reached;
  for (bool first = true;; first = false) {
    std::vector<CheckResult> failed;
    const auto ran = session.run(targets, [&](const CheckResult& result) {
      (result.failed() == nullptr ? reached : failed).push_back(result);
    });
    if (!ran) return base::fail(ran.error());
    if (failed.empty() || session.interrupted() || clock.monotonic() + kWaitStep > until) {
      std::ranges::move(failed, std::back_inserter(reached));
      return reached;
    }
    targets.clear();
    for (const CheckResult& result : failed) targets.push_back(result.target);
    if (first) {
      note(context, context.tr("check.waiting", base::escape_control(targets.front().text)));
    }
    if (auto paused = session.pause(kWaitStep); !paused) return base::fail(paused.error());
  }
}

}  // namespace minato::cli
