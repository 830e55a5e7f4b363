// Epochs, their judgement, and what follows from it.
#include "scan/rate_controller.h"

#include <algorithm>
#include <utility>

namespace minato::scan {
namespace {

constexpr double kFirstWindow = 16;
constexpr double kLeastRate = 20;
constexpr Duration kShortestEpoch = std::chrono::milliseconds(2);
constexpr Duration kLongestEpoch = std::chrono::milliseconds(500);
constexpr Duration kUnknownEpoch = std::chrono::milliseconds(100);
/// Tokens that may gather while our own thread was busy elsewhere.
constexpr double kBurstSeconds = 0.004;
constexpr double kLeastBurst = 4;
/// The rate runs this many epochs ahead of their judgement while it doubles.
constexpr std::uint64_t kUnjudgedWhileRamping = 2;
/// Below what arrived, so that the queue that built up drains.
constexpr double kDrain = 0.9;
constexpr double kQueueDrain = 0.85;
constexpr unsigned kMostQueuesInARow = 4;
constexpr double kProvenPart = 0.6;
constexpr double kOverflowFactor = 0.7;
constexpr double kSmallStep = 1.02;
constexpr Duration kSmallStepEvery = std::chrono::milliseconds(50);
constexpr double kStep = 1.15;
/// Moments of sending are remembered this roughly (ProbeWindow).
constexpr Duration kStampError = std::chrono::microseconds(2);
/// An epoch of so many probes without enough answers: the next will not tell more.
constexpr double kEnoughToSee = 200;
/// Canaries are few among the probes; more where the targets themselves are silent.
constexpr double kProbesACanary = 32;
constexpr double kSilentProbesACanary = 8;
constexpr unsigned kSlowSteps = 2;
/// A test that learns nothing in so many epochs ends.
constexpr unsigned kMostBlindEpochs = 20;
constexpr double kSlowStep = 0.25;

}  // namespace

RateController::RateController(const RateLimits& limits) : limits_(limits) {
  set_rate(kFirstWindow / seconds_of(kUnknownEpoch));
}

void RateController::seed_rtt(Duration rtt) {
  rtt_.add(rtt);
  set_rate(kFirstWindow / seconds_of(epoch_length()));
}

Duration RateController::epoch_length() const {
  if (!rtt_.known()) return kUnknownEpoch;
  return std::clamp(rtt_.smoothed(), kShortestEpoch, kLongestEpoch);
}

double RateController::proven_pps() const { return kProvenPart * delivery_.best_pps(); }

void RateController::set_rate(double rate) {
  if (blind_) rate = std::min(rate, limits_.blind_pps);
  rate = std::max(rate, proven_pps());
  rate_ = std::clamp(rate, std::max(limits_.least_pps, std::min(kLeastRate, limits_.most_pps)),
                     std::max(limits_.most_pps, limits_.least_pps));
}

double RateController::tokens(Instant now) {
  if (!started_) {
    started_ = true;
    refilled_ = now;
    tokens_ = std::min(kFirstWindow, std::max(1.0, limits_.most_pps * kBurstSeconds));
    begin_epoch(now);
  }
  advance(now);
  const double most = std::max(kLeastBurst, rate_ * kBurstSeconds);
  tokens_ = std::min(std::max(most, tokens_), tokens_ + rate_ * seconds_of(now - refilled_));
  refilled_ = now;
  if (tokens_ < 1) epoch(count_).limited = true;
  return tokens_;
}

Instant RateController::next_token(Instant now) const {
  if (tokens_ >= 1) return now;
  // Rounded up: a token that lacks a hair must not make the caller come back at once.
  return now + from_seconds((1 - tokens_) / rate_) + std::chrono::microseconds(1);
}

void RateController::take_token() {
  tokens_ -= 1;
  last_sent_ = refilled_;
}

void RateController::on_fresh_sent() {
  take_token();
  epoch(count_).fresh.sent += 1;
}

void RateController::on_other_sent() {
  take_token();
  epoch(count_).other_sent += 1;
}

void RateController::on_canary_sent() {
  take_token();
  epoch(count_).canary.sent += 1;
}

void RateController::note_rtt(Epoch& of, Duration rtt) {
  of.least_rtt = std::min(of.least_rtt, rtt);
  ++of.rtt_samples;
}

std::optional<std::uint64_t> RateController::epoch_at(Instant sent) const {
  const std::uint64_t oldest = count_ >= kEpochs ? count_ - kEpochs + 1 : 0;
  for (std::uint64_t number = count_ + 1; number > oldest; --number) {
    if (epoch(number - 1).start <= sent + kStampError) return number - 1;
  }
  return std::nullopt;
}

void RateController::on_answer(Duration rtt) {
  const bool first = !rtt_.known();
  rtt_.add(rtt);
  // The first window was sized without knowing the round trip: now its rate is known.
  if (first && ramping_) set_rate(kFirstWindow / seconds_of(epoch_length()));
}

void RateController::on_fresh_answer(Instant sent, Duration rtt) {
  on_answer(rtt);
  delivery_.on_arrival(sent + rtt, rtt_.smoothed());
  const auto number = epoch_at(sent);
  if (!number) return;
  epoch(*number).fresh.answered += 1;
  note_rtt(epoch(*number), rtt);
}

void RateController::on_canary_answer(Instant sent, std::optional<Duration> rtt) {
  if (rtt) on_answer(*rtt);
  const auto number = epoch_at(sent);
  if (!number) return;
  epoch(*number).canary.answered += 1;
  if (rtt) note_rtt(epoch(*number), *rtt);
}

void RateController::change_canary(bool decides) { baselines_.change_canary(decides); }

bool RateController::wants_canary(Instant now) const {
  const Epoch& running = epoch(count_);
  const double passed = seconds_of(now - running.start) / seconds_of(epoch_length());
  const double a_canary = baselines_.fresh_tells(running) ? kProbesACanary : kSilentProbesACanary;
  const double by_time = kCanariesPerEpoch * std::min(1.0, passed + 0.1);
  const double by_probes = 1 + (running.fresh.sent + running.other_sent) / a_canary;
  return running.canary.sent < std::min(by_time, by_probes);
}

bool RateController::epoch_is_over(Instant now) const {
  const Epoch& running = epoch(count_);
  const Duration passed = now - running.start;
  if (passed < epoch_length()) return false;
  // Answers are told by the moment of sending: two epochs must not share one.
  if (now <= last_sent_ + 2 * kStampError) return false;
  if (passed >= kLongestEpoch) return true;
  return baselines_.tells_enough(running);
}

void RateController::advance(Instant now) {
  judge_epochs(now);
  if (!epoch_is_over(now)) return;
  Epoch& over = epoch(count_);
  over.end = now;
  const double sent = over.fresh.sent + over.canary.sent + over.other_sent;
  // Up to the last one only: with nothing to send, or kept from sending, we were no slower.
  over.rate_pps = sent / std::max(1e-6, seconds_of(last_sent_ - over.start));
  ++count_;
  if (judged_ + kEpochs <= count_) judged_ = count_ - kEpochs + 1;
  const bool may_grow = over.limited && ramping_ && !slowing_.testing;
  if (may_grow && count_ - judged_ <= kUnjudgedWhileRamping) set_rate(rate_ * 2);
  begin_epoch(now);
}

void RateController::begin_epoch(Instant now) {
  epoch(count_) = {};
  epoch(count_).start = now;
}

Duration RateController::usual_rtt() const {
  // Jitter is no queue.
  return rtt_.known() ? rtt_.base() * 5 / 4 + 3 * rtt_.spread() : Duration(0);
}

void RateController::judge_epochs(Instant now) {
  while (judged_ < count_) {
    Epoch& oldest = epoch(judged_);
    const bool patient = now >= oldest.end + rtt_.timeout();
    const Pace pace = baselines_.judge(oldest, usual_rtt(), patient);
    // While a slow-down is being tested, only the whole truth counts.
    if (pace == Pace::undecided || (slowing_.testing && !patient)) return;
    oldest.pace = pace;
    ++judged_;
    act_on(oldest, now);
  }
}

void RateController::act_on(const Epoch& judged, Instant now) {
  // Epochs that were on their way before the last slow-down say nothing new.
  if (judged.start < slowing_.since) return;
  if (slowing_.testing) {
    judge_slowing(judged, now);
    return;
  }
  if (is_too_fast(judged.pace)) {
    slow_down(judged, now);
    return;
  }
  // Unknown ones count too, so that a share too low to tell anything becomes known as such.
  baselines_.add(judged);
  if (judged.pace == Pace::good) {
    blind_ = false;
    if (!ramping_ && judged.limited) grow(now);
  } else if (judged.fresh.sent >= kEnoughToSee) {
    blind_ = true;
    set_rate(rate_);
  }
}

void RateController::slow_down(const Epoch& judged, Instant now) {
  const double sent_at = std::min(rate_, std::max(judged.rate_pps, kLeastRate));
  const bool was_ramping = std::exchange(ramping_, false);
  baselines_.forget_recent();
  ceiling_ = sent_at;
  slowing_ = {.since = now};
  if (judged.pace == Pace::queued) {
    drain_queue(judged, sent_at);
    return;
  }
  const double share = baselines_.share_of_expected(judged).value_or(1);
  slowing_.testing = true;
  slowing_.was_ramping = was_ramping;
  slowing_.rate_before = rate_;
  slowing_.share_before = share;
  set_rate(sent_at * share * kDrain);
}

void RateController::drain_queue(const Epoch& judged, double sent_at) {
  const bool as_before = judged.least_rtt >= queue_rtt_ * 15 / 16;
  queue_rtt_ = judged.least_rtt;
  queues_in_a_row_ = as_before ? queues_in_a_row_ + 1 : 0;
  if (queues_in_a_row_ >= kMostQueuesInARow) {
    // A queue would have become shorter: this is how long the path is.
    rtt_.raise_base(judged.least_rtt);
    queues_in_a_row_ = 0;
    return;
  }
  set_rate(sent_at * kQueueDrain);
}

void RateController::judge_slowing(const Epoch& judged, Instant now) {
  slowing_.seen.fresh.add(judged.fresh);
  slowing_.seen.canary.add(judged.canary);
  const auto share = baselines_.share_of_expected(slowing_.seen);
  if (!share) {
    // Nothing left that answers: the rate stays what arrived when it was too fast.
    slowing_.testing = ++slowing_.blind_epochs < kMostBlindEpochs;
    return;
  }
  const double mended = slowing_.share_before + (1 - slowing_.share_before) / 2;
  if (*share >= mended || judged.pace == Pace::queued) {
    slowing_.testing = false;
    return;
  }
  slowing_.since = now;
  if (++slowing_.steps < kSlowSteps) {
    slowing_.seen = {};
    set_rate(rate_ * kSlowStep);
    return;
  }
  // The rate was not to blame: this path simply loses more than before.
  slowing_.testing = false;
  baselines_.reset(slowing_.seen);
  ceiling_ = 0;
  ramping_ = slowing_.was_ramping;
  set_rate(slowing_.rate_before);
}

void RateController::grow(Instant now) {
  const bool near_ceiling = ceiling_ > 0 && rate_ > ceiling_ * 0.7;
  if (ceiling_ > 0 && rate_ > ceiling_ * 1.3) ceiling_ = 0;  // the path has become faster
  if (!near_ceiling) {
    set_rate(rate_ * kStep);
  } else if (now - last_small_step_ >= kSmallStepEvery) {
    last_small_step_ = now;
    set_rate(rate_ * kSmallStep);
  }
}

void RateController::on_ring_overflow(Instant now) {
  ramping_ = false;
  if (now - slowing_.since < rtt_.timeout()) return;
  slowing_.since = now;
  ceiling_ = rate_;
  set_rate(rate_ * kOverflowFactor);
}

}  // namespace minato::scan
