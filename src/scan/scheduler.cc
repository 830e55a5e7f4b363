// Queues, turns and the end of a scan.
#include "scan/scheduler.h"

#include <algorithm>

namespace minato::scan {
namespace {

/// First tries of groups that may not send now: so many are set aside before others wait too.
constexpr std::size_t kMostParkedShare = 2;
/// Loss needs some evidence before it decides about tries.
constexpr double kLeastEvidence = 8;
/// Silent positions are let go when less than this part of the window is free.
constexpr std::size_t kPressedShare = 4;
/// With nothing to send, look again after this time: answers wake us earlier.
constexpr Duration kIdle = std::chrono::milliseconds(20);
/// After the last try, answers may take this many timeouts.
constexpr int kLastWait = 3;

}  // namespace

Scheduler::Scheduler(ProbeSource& source, const SchedulerOptions& options)
    : source_(source),
      options_(options),
      window_(
          static_cast<std::size_t>(std::clamp<Position>(source.positions(), 1, options.window))),
      all_(options.limits) {
  groups_.reserve(source.groups());
  for (std::uint32_t i = 0; i < source.groups(); ++i) groups_.emplace_back(options.limits);
  options_.most_tries = std::min(options.most_tries, ProbeWindow::kMostTries);
}

bool Scheduler::may_send(TargetGroup& group, Instant now) { return pace(group).tokens(now) >= 1; }

Duration Scheduler::timeout_of(const TargetGroup& group) const {
  // With a single group, its own estimate stays unknown: that of all is it.
  return group.rate.rtt().known() ? group.rate.rtt().timeout() : all_.rtt().timeout();
}

double Scheduler::likely_loss(const TargetGroup& group) const {
  if (group.loss.total() >= kLeastEvidence) {
    return group.loss.upper_rate(all_loss_.rate(kUnknownLoss));
  }
  // A group that tells nothing, or too little, is taken for one like the others.
  if (all_loss_.total() >= kLeastEvidence) return all_loss_.upper_rate(kUnknownLoss);
  // Nobody has answered: while the window holds the whole scan, what is given up too early can be
  // tried again once the loss is known.
  return source_.positions() <= window_.capacity() ? 0 : all_loss_.rate(kUnknownLoss);
}

unsigned Scheduler::tries_of(const TargetGroup& group) const {
  const unsigned least = std::min(options_.least_tries, options_.most_tries);
  return tries_needed(likely_loss(group), group.open + 1.0, least, options_.most_tries);
}

std::optional<Outgoing> Scheduler::next(Instant now) {
  if (all_.tokens(now) < 1) return std::nullopt;
  if (auto parked = next_parked(now)) return parked;
  if (auto fresh = next_fresh(now)) return fresh;
  if (auto retry = next_retry(now)) return retry;
  return next_again(now);
}

std::optional<Outgoing> Scheduler::next_again(Instant now) {
  if (again_ == 0) return std::nullopt;
  for (TargetGroup& group : groups_) {
    while (!group.again.empty() && group.refusals.next_send() <= now) {
      const Position position = window_.front(group.again);
      const auto probe = source_.probe_at(position);
      drop_front(group.again, again_);
      take_back(position);
      if (!probe) {
        skip(position);
        continue;
      }
      group.refusals.on_sent(now);
      return send(position, *probe, now);
    }
  }
  return std::nullopt;
}

std::optional<Outgoing> Scheduler::next_canary(TargetGroup& group, std::uint32_t index,
                                               Instant now) {
  const RateController& judge = pace(group);
  if (!judge.wants_canary(now) || !group.canary.may_send(now, judge.rtt().smoothed())) {
    return std::nullopt;
  }
  const Canary& canary = group.canary.canary();
  const CanaryFlight::Sent sent = group.canary.on_sent(now);
  if (sent.one_was_lost && canary.kind != CanaryKind::neighbor) {
    group.loss.on_canary(false);
    all_loss_.on_canary(false);
  }
  tell_paces(group, [](RateController& rate) { rate.on_canary_sent(); });
  ++counts_.canaries;
  Outgoing out{.probe = canary.probe, .try_number = sent.number, .canary = canary.kind};
  out.probe.group = index;
  return out;
}

void Scheduler::drop_front(ProbeQueue& queue, std::size_t& total) {
  window_.pop(queue);
  --total;
}

std::optional<Outgoing> Scheduler::next_parked(Instant now) {
  if (parked_ == 0) return std::nullopt;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    TargetGroup& group = groups_[parked_turn_];
    while (!group.parked.empty() && may_send(group, now)) {
      const Position position = window_.front(group.parked);
      const auto probe = source_.probe_at(position);
      if (probe) {
        if (auto canary = next_canary(group, probe->group, now)) return canary;
      }
      drop_front(group.parked, parked_);
      if (probe) return send(position, *probe, now);
      // Another answer has finished its target (host discovery).
      skip(position);
    }
    parked_turn_ = (parked_turn_ + 1) % groups_.size();
  }
  return std::nullopt;
}

std::optional<Outgoing> Scheduler::next_fresh(Instant now) {
  while (fresh_ < source_.positions() && !window_.full()) {
    if (parked_ * kMostParkedShare > window_.capacity()) return std::nullopt;
    const auto probe = source_.probe_at(fresh_);
    if (!probe) {
      skip(window_.begin());
      ++fresh_;
      continue;
    }
    TargetGroup& group = groups_[probe->group];
    if (auto canary = next_canary(group, probe->group, now)) return canary;
    const Position position = window_.begin();
    ++fresh_;
    if (may_send(group, now)) return send(position, *probe, now);
    window_.push(group.parked, position);
    ++parked_;
  }
  return std::nullopt;
}

void Scheduler::skip(Position position) {
  window_.finish(position);
  ++counts_.skipped;
}

Outgoing Scheduler::send(Position position, const Probe& probe, Instant now) {
  TargetGroup& group = groups_[probe.group];
  const unsigned tries = window_.tries(position);
  if (tries == 0) {
    tell_paces(group, [](RateController& rate) { rate.on_fresh_sent(); });
    ++counts_.first_tries;
  } else {
    tell_paces(group, [](RateController& rate) { rate.on_other_sent(); });
    ++counts_.retries;
  }
  window_.on_sent(position, now);
  window_.push(group.waiting, position);
  ++waiting_;
  last_sent_ = now;
  return {.probe = probe, .try_number = static_cast<std::uint8_t>(tries)};
}

std::optional<Outgoing> Scheduler::next_retry(Instant now) {
  if (waiting_ == 0) return std::nullopt;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (auto out = retry_of(groups_[retry_turn_], now)) return out;
    retry_turn_ = (retry_turn_ + 1) % groups_.size();
  }
  return std::nullopt;
}

std::optional<Outgoing> Scheduler::retry_of(TargetGroup& group, Instant now) {
  while (!group.waiting.empty()) {
    const Position position = window_.front(group.waiting);
    if (window_.since_sent(position, now) < timeout_of(group)) return std::nullopt;
    const auto probe = source_.probe_at(position);
    if (!probe || window_.tries(position) >= tries_of(group)) {
      drop_front(group.waiting, waiting_);
      probe ? give_up(group, position) : skip(position);
      continue;
    }
    if (!may_send(group, now)) return std::nullopt;
    if (auto canary = next_canary(group, probe->group, now)) return canary;
    drop_front(group.waiting, waiting_);
    return send(position, *probe, now);
  }
  return std::nullopt;
}

void Scheduler::give_up(TargetGroup& group, Position position) {
  window_.set_given_up(position, true);
  ++given_up_;
  const unsigned tries = window_.tries(position);
  group.gave_up_after = group.gave_up_after == 0 ? tries : std::min(group.gave_up_after, tries);
}

void Scheduler::take_back(Position position) {
  window_.set_given_up(position, false);
  --given_up_;
}

Instant Scheduler::wake(Instant now) const {
  const Instant token = all_.next_token(now);
  if (fresh_ < source_.positions() && !window_.full() && parked_ == 0) return token;
  Instant soonest = now + kIdle;
  for (const TargetGroup& group : groups_) {
    if (!group.again.empty()) soonest = std::min(soonest, group.refusals.next_send());
    if (group.parked.empty() && group.waiting.empty()) continue;
    Instant due = groups_.size() == 1 ? token : group.rate.next_token(now);
    if (group.parked.empty()) {
      const Duration passed = window_.since_sent(window_.front(group.waiting), now);
      due = std::max(due, now + timeout_of(group) - passed);
    }
    soonest = std::min(soonest, due);
  }
  return std::max(token, soonest);
}

std::optional<Duration> Scheduler::on_answer(const AnswerEvent& event) {
  if (event.sort == AnswerEvent::Sort::canary) {
    on_canary(event);
    return std::nullopt;
  }
  if (!window_.contains(event.position) || window_.is_done(event.position)) return std::nullopt;
  const unsigned tries = window_.tries(event.position);
  const auto probe = source_.probe_at(event.position);
  if (!probe || tries == 0) return std::nullopt;
  TargetGroup& group = groups_[probe->group];
  const Duration rtt = learn(group, event, tries);
  finish(group, event.position);
  ++counts_.answered;
  if (event.sort != AnswerEvent::Sort::open) group.refusals.on_refusal(event.when);
  group.refusals.on_answer();
  if (options_.any_answer_finishes_target) {
    source_.finish_target(*probe);
    return rtt;
  }
  if (event.sort == AnswerEvent::Sort::icmp) return rtt;
  const bool open = event.sort == AnswerEvent::Sort::open;
  if (open) ++group.open;
  const CanaryKind offered = open ? CanaryKind::open_port : CanaryKind::closed_port;
  if (group.canary.canary().kind < offered) set_canary(probe->group, {offered, *probe});
  return rtt;
}

void Scheduler::finish(TargetGroup& group, Position position) {
  const bool given_up = window_.is_given_up(position);
  if (given_up) take_back(position);
  if (window_.is_queued(position)) {
    window_.remove(given_up ? group.again : group.waiting, position);
    --(given_up ? again_ : waiting_);
  }
  window_.finish(position);
}

Duration Scheduler::learn(TargetGroup& group, const AnswerEvent& event, unsigned tries) {
  const Duration passed = window_.since_sent(event.position, event.when);
  const bool known = event.try_number != AnswerEvent::kUnknownTry;
  // Without a number, which of several tries was answered stays open (Karn's rule).
  if (!known && tries > 1) return Duration(0);
  const unsigned tried = known ? std::min<unsigned>(event.try_number, tries - 1) : tries - 1;
  // ICMP errors are limited by who sends them: their absence and their delay mean little.
  if (event.sort == AnswerEvent::Sort::icmp) return tried + 1 == tries ? passed : Duration(0);
  if (tried + 1 < tries) {
    // An answer to an earlier try was only late: the timeout was too short by about as much.
    const Duration late = passed + timeout_of(group);
    tell_paces(group, [&](RateController& rate) { rate.on_late_answer(late); });
  } else if (tried == 0) {
    const Instant sent = event.when - passed;
    tell_paces(group, [&](RateController& rate) { rate.on_fresh_answer(sent, passed); });
  } else {
    tell_paces(group, [&](RateController& rate) { rate.on_late_answer(passed); });
  }
  // What was refused only when asked slowly was not lost.
  if (group.refusals.began()) return tried + 1 == tries ? passed : Duration(0);
  // Whether the path lost them or we sent too fast: the next try may fare the same.
  group.loss.on_answer(tried);
  all_loss_.on_answer(tried);
  return tried + 1 == tries ? passed : Duration(0);
}

void Scheduler::on_canary(const AnswerEvent& event) {
  if (event.position >= groups_.size()) return;
  TargetGroup& group = groups_[event.position];
  // Neighbor answers carry no number: another request's answer would pass for a short round trip.
  const bool numbered = event.try_number != AnswerEvent::kUnknownTry;
  // An answer to a canary of the sort before.
  if (numbered == (group.canary.canary().kind == CanaryKind::neighbor)) return;
  const auto sent = group.canary.on_answer(event.try_number);
  if (!sent || event.when < *sent) return;
  const auto rtt = numbered ? std::optional(event.when - *sent) : std::nullopt;
  tell_paces(group, [&](RateController& rate) { rate.on_canary_answer(*sent, rtt); });
  if (!numbered) return;
  group.loss.on_canary(true);
  all_loss_.on_canary(true);
}

void Scheduler::on_ring_overflow(Instant now) { all_.on_ring_overflow(now); }

void Scheduler::set_canary(std::uint32_t index, const Canary& canary) {
  TargetGroup& group = groups_[index];
  group.canary.change(canary);
  pace(group).change_canary(canary.kind == CanaryKind::open_port);
}

void Scheduler::seed_rtt(std::uint32_t index, Duration rtt) {
  if (groups_.size() > 1) groups_[index].rate.seed_rtt(rtt);
  if (!all_.rtt().known()) all_.seed_rtt(rtt);
}

bool Scheduler::revive() {
  bool any = false;
  const bool wanted = std::ranges::any_of(groups_, [&](const TargetGroup& group) {
    return group.gave_up_after > 0 && group.gave_up_after < tries_of(group);
  });
  if (!wanted) return false;
  for (Position position = window_.base(); position < window_.end(); ++position) {
    if (!window_.is_given_up(position)) continue;
    const auto probe = source_.probe_at(position);
    if (!probe) continue;
    TargetGroup& group = groups_[probe->group];
    if (window_.tries(position) >= tries_of(group)) continue;
    take_back(position);
    window_.push(group.waiting, position);
    ++waiting_;
    any = true;
  }
  for (TargetGroup& group : groups_) group.gave_up_after = 0;
  return any;
}

void Scheduler::count_silent() {
  for (TargetGroup& group : groups_) group.silent = 0;
  for (Position position = window_.base(); position < window_.end(); ++position) {
    if (!window_.is_given_up(position)) continue;
    if (const auto probe = source_.probe_at(position)) ++groups_[probe->group].silent;
  }
}

bool Scheduler::ask_again(Instant now) {
  const bool any = std::ranges::any_of(
      groups_, [](const TargetGroup& group) { return group.refusals.may_limit(); });
  if (!any) return false;
  count_silent();
  counts_.refusals_left = 0;
  counts_.refusals_seconds = 0;
  for (TargetGroup& group : groups_) {
    group.silent = group.refusals.begin_round(group.silent, now);
    if (group.refusals.left() == 0) continue;
    counts_.refusals_left += group.refusals.left();
    counts_.refusals_seconds = std::max(counts_.refusals_seconds, group.refusals.left_seconds());
  }
  for (Position position = window_.base(); position < window_.end(); ++position) {
    if (!window_.is_given_up(position)) continue;
    const auto probe = source_.probe_at(position);
    if (!probe || groups_[probe->group].silent == 0) continue;
    TargetGroup& group = groups_[probe->group];
    --group.silent;
    window_.push(group.again, position);
    ++again_;
  }
  return again_ > 0;
}

bool Scheduler::finished(Instant now) {
  if (finished_) return true;
  finished_ = counts_.answered + counts_.skipped + counts_.silent == source_.positions();
  if (finished_) return true;
  if (fresh_ < source_.positions() || parked_ + waiting_ + again_ > 0) return false;
  if (given_up_ > 0) {
    if (revive() || ask_again(now)) return false;
    Duration longest = all_.rtt().timeout();
    for (const TargetGroup& group : groups_) longest = std::max(longest, timeout_of(group));
    if (now - last_sent_ < kLastWait * longest) return false;
  }
  finished_ = true;
  return true;
}

bool Scheduler::is_pressed() const {
  const std::size_t free = window_.capacity() - (window_.end() - window_.base());
  return fresh_ < source_.positions() && free * kPressedShare <= window_.capacity();
}

void Scheduler::tell_silent(Instant now, const std::function<bool(Position)>& tell) {
  while (window_.base() < window_.end() && (finished_ || is_pressed())) {
    const Position oldest = window_.base();
    // Still to be tried again: newer ones have to wait.
    if (!window_.is_given_up(oldest) || window_.is_queued(oldest)) return;
    if (!finished_ && window_.since_sent(oldest, now) < all_.rtt().timeout()) return;
    if (!tell(oldest)) return;
    take_back(oldest);
    window_.finish(oldest);
    ++counts_.silent;
  }
}

}  // namespace minato::scan
