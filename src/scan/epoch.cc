// The statistics behind "too fast".
#include "scan/epoch.h"

#include <algorithm>
#include <cmath>

namespace minato::scan {
namespace {

/// Less of a shortfall than this is not worth slowing down for: retries mend it.
constexpr double kTolerated = 0.08;
/// A shortfall below this needs no more waiting for answers.
constexpr double kHardlyAny = 0.04;
constexpr double kDeviations = 3;
/// What counts into the baseline: all but the worst sixth of good epochs.
constexpr double kUsualDeviations = 1;
constexpr double kMemory = 20000;
constexpr double kOftenAnswered = 0.1;
constexpr double kRecentMemory = 600;
/// Answers whose quickest comes this much later than on the idle path stand in a queue.
constexpr Duration kQueueing = std::chrono::milliseconds(8);
constexpr std::uint32_t kQueueSamples = 8;

}  // namespace

double Baseline::expected(double sent) const {
  return known() ? usual_.answered / usual_.sent * sent : 0;
}

double Baseline::deviation(double sent) const {
  const double share = usual_.answered / usual_.sent;
  // Chance in these probes, and the doubt about the usual share itself.
  const double doubt = sent * sent / usual_.sent;
  return std::sqrt((sent + doubt) * share * (1 - share) + 1);
}

void Baseline::add(const Tally& tally) {
  if (tally.sent <= 0) return;
  recent_.add(tally);
  if (recent_.sent > kRecentMemory) recent_.halve();
  const bool worse =
      known() && expected(tally.sent) >= kLeastExpected &&
      expected(tally.sent) - tally.answered > kUsualDeviations * deviation(tally.sent);
  if (worse) return;
  usual_.add(tally);
  if (usual_.sent > kMemory) usual_.halve();
}

void Baseline::reset(const Tally& tally) {
  if (tally.sent <= 0) return;
  usual_ = tally;
  recent_ = {};
}

bool Baseline::is_deficit(const Tally& tally) const {
  const double wanted = expected(tally.sent);
  const double missing = wanted - tally.answered;
  return missing > kTolerated * wanted && missing > kDeviations * deviation(tally.sent);
}

bool Baseline::is_deficit_with_recent(const Tally& tally) const {
  Tally all = recent_;
  all.add(tally);
  return is_deficit(tally) || is_deficit(all);
}

double Baseline::share_of_expected(const Tally& tally) const {
  return std::min(1.0, tally.answered / expected(tally.sent));
}

Baselines::Measure Baselines::measure_of(const Epoch& epoch) const {
  const bool by_canary = canary_.expected(epoch.canary.sent) >= kLeastExpected;
  const bool by_fresh = fresh_.expected(epoch.fresh.sent) >= kLeastExpected;
  if (by_canary && (canary_decides_ || !by_fresh)) return Measure::canary;
  return by_fresh ? Measure::fresh : Measure::none;
}

Pace Baselines::judge(const Epoch& epoch, Duration usual_rtt, bool patient) const {
  if (epoch.rtt_samples >= kQueueSamples && epoch.least_rtt > usual_rtt + kQueueing) {
    return Pace::queued;
  }
  if (!fresh_.known() && !canary_.known()) {
    const auto full = [](const Tally& t) { return t.sent > 0 && t.answered >= t.sent; };
    if (full(epoch.fresh) || full(epoch.canary)) return Pace::good;
    if (!patient) return Pace::undecided;
    return epoch.fresh.answered + epoch.canary.answered > 0 ? Pace::good : Pace::unknown;
  }
  const Measure measure = measure_of(epoch);
  if (measure == Measure::none) return patient ? Pace::unknown : Pace::undecided;
  const Baseline& baseline = measure == Measure::canary ? canary_ : fresh_;
  const Tally& tally = measure == Measure::canary ? epoch.canary : epoch.fresh;
  if (baseline.share_of_expected(tally) >= 1 - kHardlyAny) return Pace::good;
  if (!patient) return Pace::undecided;
  return baseline.is_deficit_with_recent(tally) ? Pace::lossy : Pace::good;
}

std::optional<double> Baselines::share_of_expected(const Epoch& epoch) const {
  switch (measure_of(epoch)) {
    case Measure::canary:
      return canary_.share_of_expected(epoch.canary);
    case Measure::fresh:
      return fresh_.share_of_expected(epoch.fresh);
    case Measure::none:
      break;
  }
  return std::nullopt;
}

bool Baselines::tells_enough(const Epoch& epoch) const {
  if (canary_.expected(epoch.canary.sent) >= kLeastExpected) return true;
  if (fresh_.known()) return fresh_.expected(epoch.fresh.sent) >= kLeastExpected;
  return epoch.fresh.sent >= kLeastExpected;
}

bool Baselines::fresh_tells(const Epoch& epoch) const {
  return epoch.fresh.sent > 0 && fresh_.expected(1) >= kOftenAnswered;
}

void Baselines::add(const Epoch& epoch) {
  fresh_.add(epoch.fresh);
  canary_.add(epoch.canary);
}

void Baselines::reset(const Epoch& epoch) {
  fresh_.reset(epoch.fresh);
  canary_.reset(epoch.canary);
}

void Baselines::forget_recent() {
  fresh_.forget_recent();
  canary_.forget_recent();
}

void Baselines::change_canary(bool decides) {
  canary_ = {};
  canary_decides_ = decides;
}

}  // namespace minato::scan
