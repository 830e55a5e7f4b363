// One loop: ends of attempts into the scheduler, its next probes into new attempts.
#include "scan/connect_pass.h"

#include <algorithm>
#include <cerrno>

#include "scan/udp_payloads.h"

namespace minato::scan {
namespace {

constexpr std::size_t kBatch = 64;
constexpr Duration kProgressEvery = std::chrono::milliseconds(100);
constexpr Duration kMostSleep = std::chrono::milliseconds(50);

/// A retry keeps the attempt before it alive: its answer may only be late.
constexpr std::size_t kAttemptsAProbe = 2;

class ConnectPass {
 public:
  ConnectPass(const PassPlan& plan, sys::Connector& connector, std::size_t most_connections,
              const base::Clock& clock, PassSink& sink)
      : plan_(plan),
        connector_(connector),
        clock_(clock),
        sink_(sink),
        space_(*plan.targets, plan.ports,
               {.key = plan.key,
                .shard = plan.shard,
                .one_answer_a_target = plan.scheduler.any_answer_finishes_target,
                .done = plan.done}),
        scheduler_(space_, options_of(plan, most_connections)) {
    for (std::uint32_t i = 0; i < plan.known_rtts.size(); ++i) {
      if (plan.known_rtts[i] > Duration(0)) scheduler_.seed_rtt(i, plan.known_rtts[i]);
    }
  }

  base::Result<PassSummary> run(const std::stop_token& stop) {
    const sys::Connector::Visitor visit = [this](const sys::ConnectEnd& end) { take(end); };
    Instant next_progress = clock_.monotonic() + kProgressEvery;
    while (!stop.stop_requested()) {
      const Instant now = clock_.monotonic();
      const auto started = start_batch(now, visit);
      if (!started) return base::fail(started.error());
      const bool over = scheduler_.finished(now);
      tell_silent(now);
      if (over && all_told()) break;
      if (now >= next_progress) {
        sink_.on_progress(progress());
        next_progress = now + kProgressEvery;
      }
      const auto ended = connector_.wait(patience(*started), visit);
      if (!ended) return base::fail(ended.error());
    }
    const PassProgress last = progress();
    sink_.on_progress(last);
    return PassSummary{.progress = last, .interrupted = stop.stop_requested(), .answers = answers_};
  }

 private:
  static SchedulerOptions options_of(const PassPlan& plan, std::size_t most_connections) {
    SchedulerOptions options = plan.scheduler;
    options.window = std::max<std::size_t>(1, most_connections / kAttemptsAProbe);
    return options;
  }

  /// How long to sleep when so many attempts were just started.
  [[nodiscard]] Duration patience(std::size_t started) const {
    if (started == kBatch) return Duration(0);
    const Instant now = clock_.monotonic();
    return std::clamp(scheduler_.wake(now) - now, Duration(0), kMostSleep);
  }

  base::Result<std::size_t> start_batch(Instant now, const sys::Connector::Visitor& visit) {
    std::size_t started = 0;
    for (; started < kBatch; ++started) {
      const auto out = scheduler_.next(now);
      if (!out) break;
      const ProbeKind& kind = *plan_.kinds[out->probe.kind];
      const bool udp = kind.shape == ProbeShape::udp;
      const auto position =
          space_.position_of(out->probe.address, out->probe.kind, out->probe.port);
      if (!position) continue;
      const auto begun =
          connector_.start({.to = {out->probe.address, {out->probe.port, *kind.transport}},
                            .tag = *position,
                            .attempt = out->try_number,
                            .payload = udp ? udp_payload(out->probe.port) : base::Bytes{}},
                           visit);
      // Without a descriptor it is as if the attempt was lost: it is repeated.
      if (!begun && begun.error().code != base::ErrorCode::exhausted) {
        return base::fail(begun.error());
      }
    }
    return started;
  }

  void take(const sys::ConnectEnd& end) {
    const auto probe = space_.probe_at(end.tag);
    if (!probe) return;
    const ProbeKind& kind = *plan_.kinds[probe->kind];
    const auto reply = reply_of_error(end.error, *kind.transport);
    const auto verdict = reply ? kind.judge(*reply) : std::nullopt;
    if (!verdict) return;
    ++answers_;
    const Instant when = clock_.monotonic();
    // Never `open`: that would make the port a canary, and its program would see connection after
    // connection.
    const AnswerEvent::Sort sort =
        reply->sort == Reply::Sort::icmp_error ? AnswerEvent::Sort::icmp : AnswerEvent::Sort::other;
    const auto rtt = scheduler_.on_answer(
        {.position = end.tag, .when = when, .sort = sort, .try_number = end.attempt});
    if (!rtt) return;
    ScanResult result{.kind = &kind,
                      .address = probe->address,
                      .port = probe->port,
                      .state = verdict->state,
                      .reason = verdict->reason,
                      .responder = probe->address,
                      .rtt = *rtt};
    result.when = when;
    sink_.on_result(result);
  }

  void tell_silent(Instant now) {
    scheduler_.tell_silent(now, [&](Position position) {
      const auto probe = space_.probe_at(position);
      if (!probe) return true;
      const ProbeKind& kind = *plan_.kinds[probe->kind];
      if (kind.finds_hosts) return true;
      ScanResult result{.kind = &kind,
                        .address = probe->address,
                        .port = probe->port,
                        .state = kind.silence,
                        .reason = model::Reason::no_response};
      result.when = now;
      sink_.on_result(result);
      return true;
    });
  }

  [[nodiscard]] bool all_told() const {
    const SchedulerCounts& counts = scheduler_.counts();
    return counts.answered + counts.skipped + counts.silent >= space_.positions();
  }

  [[nodiscard]] PassProgress progress() const {
    const RttEstimate& rtt = scheduler_.rtt();
    return {.counts = scheduler_.counts(),
            .positions = space_.positions(),
            .rate_pps = scheduler_.rate_pps(),
            .loss = scheduler_.loss(),
            .rtt = rtt.known() ? rtt.smoothed() : Duration(0)};
  }

  const PassPlan& plan_;
  sys::Connector& connector_;
  const base::Clock& clock_;
  PassSink& sink_;
  ProbeSpace space_;
  Scheduler scheduler_;
  std::uint64_t answers_ = 0;
};

Reply unreachable(model::Reason reason) {
  return {.sort = Reply::Sort::icmp_error, .icmp_reason = reason};
}

}  // namespace

std::optional<Reply> reply_of_error(int error, model::Transport transport) {
  const bool tcp = transport == model::Transport::tcp;
  switch (error) {
    case 0:
      return Reply{.sort = tcp ? Reply::Sort::connected : Reply::Sort::udp, .from_target = true};
    case ECONNREFUSED:
    case ECONNRESET:
      if (tcp) return Reply{.sort = Reply::Sort::refused, .from_target = true};
      return Reply{.sort = Reply::Sort::icmp_error,
                   .icmp_reason = model::Reason::port_unreach,
                   .from_target = true};
    case EHOSTUNREACH:
      return unreachable(model::Reason::host_unreach);
    case ENETUNREACH:
      return unreachable(model::Reason::net_unreach);
    case EACCES:
    case EPERM:
      return unreachable(model::Reason::admin_prohibited);
    case ENOPROTOOPT:
    case EPROTO:
      return unreachable(model::Reason::proto_unreach);
    default:
      return std::nullopt;
  }
}

base::Result<PassSummary> run_connect_pass(const PassPlan& plan, sys::Connector& connector,
                                           std::size_t most_connections, const base::Clock& clock,
                                           PassSink& sink, const std::stop_token& stop) {
  ConnectPass pass(plan, connector, most_connections, clock, sink);
  return pass.run(stop);
}

}  // namespace minato::scan
