// Before a scan of other people's networks: how much, how fast, how long, and a question.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "cli/notes.h"
#include "cli/scan_wanted.h"
#include "pipeline/scan_dry_run.h"
#include "sys/terminal.h"

namespace minato::cli {
namespace {

/// One's own server or a small network needs no ceremony.
constexpr unsigned kMostWithout = 256;

std::string number_text(base::Uint128 number) {
  if (number >> 64 != 0) return "2^64+";
  return fmt::to_string(static_cast<std::uint64_t>(number));
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(1.0, seconds));
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

bool says_yes() {
  const auto line = sys::read_line();
  const std::string answer = line ? base::to_lower(base::trim(*line)) : std::string();
  constexpr std::array<std::string_view, 4> kYes = {"y", "yes", "はい", "ｙ"};
  return std::ranges::find(kYes, answer) != kYes.end();
}

}  // namespace

base::Result<bool> may_scan_public(Context& context, const Arguments& arguments,
                                   const ScanWanted& wanted) {
  const base::Uint128 addresses = wanted.targets.public_addresses;
  if (addresses <= kMostWithout) return true;
  const std::string shown = number_text(addresses);
  if (!wanted.settings.rate_given) {
    return base::fail(base::input_error("error.scan.public-rate", {shown}, {}));
  }
  const pipeline::ScanRequest& request = wanted.settings.request;
  const std::uint64_t probes = pipeline::count_probes(request);
  const double rate = request.limits.most_pps;
  note(context, context.tr("scan.public.plan", shown, probes, fmt::format("{:g}", rate),
                           duration_text(static_cast<double>(probes) / rate)));
  if (arguments.has("--yes")) return true;
  if (!context.interactive) {
    return base::fail(base::input_error("error.scan.public-ask", {shown}, {}));
  }
  static_cast<void>(sys::write_all(sys::Stream::error, context.tr("scan.public.question")));
  if (says_yes()) return true;
  note(context, context.tr("scan.public.left"));
  return false;
}

}  // namespace minato::cli
