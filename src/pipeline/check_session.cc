// A queue of targets in front of one checker.
#include "pipeline/check_session.h"

#include "sys/file.h"

namespace minato::pipeline {
namespace {

check::Resolver::Options resolver_options() {
  check::Resolver::Options options{.settings = check::read_resolv_conf(),
                                   .hosts = check::read_hosts()};
  options.system_fallback =
      check::has_other_name_sources(sys::read_file("/etc/nsswitch.conf").value_or(""));
  return options;
}

bool is_redirect(const check::CheckResult& result) {
  const auto status = result.talk.facts.number("http.status");
  return status && *status >= 300 && *status < 400 && result.talk.facts.has("http.location");
}

void fail_application(check::CheckResult& result, check::Cause cause) {
  check::Stage& stage = result.stage(check::StageKind::application);
  stage.outcome = check::StageOutcome::failed;
  stage.cause = cause;
  stage.evidence.push_back(
      {"check.evidence.location", {std::string(result.talk.facts.text("http.location"))}});
}

}  // namespace

base::Result<std::unique_ptr<CheckSession>> CheckSession::create(CheckRequest request) {
  std::unique_ptr<CheckSession> session(new CheckSession(std::move(request)));
  auto dialer = sys::Dialer::create({});
  if (!dialer) return base::fail(dialer.error());
  session->dialer_ = std::move(*dialer);
  auto trust = talk::TrustStore::create(session->request_.authorities);
  if (!trust) return base::fail(trust.error());
  session->trust_ = std::make_unique<talk::TrustStore>(std::move(*trust));
  return session;
}

CheckSession::~CheckSession() = default;

base::Result<void> CheckSession::run(std::vector<check::Target> targets, const Sink& sink) {
  // Anew for each run: names may have changed meanwhile.
  checker_.reset();
  resolver_ = std::make_unique<check::Resolver>(*dialer_, resolver_options());
  filter_ = std::make_unique<OwnFilter>();
  checker_ = std::make_unique<check::Checker>(*dialer_, *resolver_, trust_.get(), clock_,
                                              request_.options);
  waiting_.assign(std::make_move_iterator(targets.begin()), std::make_move_iterator(targets.end()));
  under_way_ = 0;
  sink_ = &sink;
  begin_next();
  return dialer_->run();
}

void CheckSession::begin_next() {
  while (under_way_ < request_.most_at_once && !waiting_.empty()) {
    check::Target next = std::move(waiting_.front());
    waiting_.pop_front();
    begin(std::move(next), 0);
  }
}

void CheckSession::begin(check::Target target, unsigned redirects) {
  ++under_way_;
  checker_->check(std::move(target), [this, redirects](check::CheckResult&& result) {
    finished(std::move(result), redirects);
  });
}

void CheckSession::finished(check::CheckResult&& result, unsigned redirects) {
  --under_way_;
  consult_this_machine(result);
  filter_->consult(result);
  std::optional<check::Target> next;
  if (request_.follow && result.failed() == nullptr && is_redirect(result)) {
    auto target = check::redirect_target(result.target, result.talk.facts.text("http.location"));
    if (!target) {
      fail_application(result, check::Cause::bad_redirect);
    } else if (redirects >= request_.most_redirects) {
      fail_application(result, check::Cause::too_many_redirects);
    } else {
      next = std::move(*target);
    }
  }
  (*sink_)(result);
  // From the loop, not from inside of the checker's call: a long queue must not become a deep
  // stack.
  dialer_->after(std::chrono::nanoseconds(0), [this, next = std::move(next), redirects] {
    if (next) begin(*next, redirects + 1);
    begin_next();
  });
}

base::Result<CheckSession::Paths> CheckSession::trace(const model::Endpoint& to) {
  constexpr std::chrono::milliseconds kLimit{2500};
  // Where traceroute has always asked: nobody listens there.
  constexpr std::uint16_t kUnusedPort = 33434;
  Paths paths;
  sys::DialRequest request{.to = to,
                           .source_address = request_.options.source_address,
                           .interface = request_.options.interface};
  check::PathTracer asked(*dialer_, request, kLimit,
                          [&](check::Path&& path) { paths.asked = std::move(path); });
  request.to.port = {kUnusedPort, model::Transport::udp};
  check::PathTracer udp(*dialer_, request, kLimit,
                        [&](check::Path&& path) { paths.udp = std::move(path); });
  asked.start();
  udp.start();
  const auto ran = dialer_->run();
  if (!ran) return base::fail(ran.error());
  return paths;
}

base::Result<void> CheckSession::pause(std::chrono::nanoseconds time) {
  dialer_->after(time, [] {});
  return dialer_->run();
}

void CheckSession::interrupt() { dialer_->interrupt(); }
bool CheckSession::interrupted() const { return dialer_->interrupted(); }

}  // namespace minato::pipeline
