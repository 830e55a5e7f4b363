// One inspection is a chain of callbacks; each stage begins the next.
#include "check/checker.h"

#include "check/conversation.h"
#include "check/judge.h"
#include "check/proxy_door.h"
#include "check/second_looks.h"

namespace minato::check {
namespace {

/// A greeting comes at once or not at all.
constexpr std::chrono::milliseconds kGreetingLimit{700};
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

}  // namespace

class Checker::Inspection {
 public:
  Inspection(Checker& checker, Target target, Done done, std::uint64_t number)
      : checker_(checker), done_(std::move(done)), number_(number) {
    result_.target = std::move(target);
    result_.time = checker.clock_.now();
    result_.begun = checker.dialer_.now();
    result_.certificate_ignored = checker.options_.certificate_ignored;
  }

  void start() {
    // Through a proxy, it is the proxy that has to be found; the proxy finds the target.
    const std::string& host = options().via ? options().via->host : result_.target.host;
    if (options().via) result_.via = options().via->text;
    checker_.resolver_.resolve(host, options().family,
                               [this](const Resolution& resolution) { resolved(resolution); });
  }

 private:
  [[nodiscard]] const CheckOptions& options() const { return checker_.options_; }

  [[nodiscard]] sys::DialRequest request() const {
    model::Port port = result_.target.port;
    if (options().via) port = {options().via->port, model::Transport::tcp};
    return {.to = {{}, port},
            .source_address = options().source_address,
            .source_port = options().source_port,
            .interface = options().interface,
            .connect_limit = options().connect_limit,
            .silence_limit =
                result_.target.protocol == nullptr ? kGreetingLimit : options().answer_limit,
            .total_limit = options().total_limit,
            .most_bytes = kMostBytes};
  }

  void resolved(const Resolution& resolution) {
    result_.resolution = resolution;
    if (resolution.cause != Cause::none) return finish();
    racer_ = std::make_unique<Racer>(
        checker_.dialer_, request(), resolution.addresses,
        Racer::Options{.limit = options().connect_limit},
        [this](sys::Connection* connection, std::vector<Attempt>&& attempts) {
          connected(connection, std::move(attempts));
        });
    racer_->start();
  }

  void connected(sys::Connection* connection, std::vector<Attempt>&& attempts) {
    result_.attempts = std::move(attempts);
    if (connection == nullptr) return look_again();
    if (!options().via) return talk_over(*connection);
    door_ = std::make_unique<ProxyDoor>(
        *connection, *options().via, result_.target,
        [this](sys::Connection* through, std::string words) { passed(through, words); });
  }

  void passed(sys::Connection* through, const std::string& words) {
    result_.proxy_words = words;
    result_.attempts.back().ended = checker_.dialer_.now();
    if (through == nullptr) return finish();
    result_.proxy_passed = true;
    talk_over(*through);
  }

  void talk_over(sys::Connection& connection) {
    driver_ = std::make_unique<talk::Driver>(
        checker_.dialer_, machine_for(result_.target, options().method),
        talk_options(result_.target),
        [this](talk::TalkReport&& report) { talked(std::move(report)); });
    driver_->adopt(connection);
  }

  void talked(talk::TalkReport&& report) {
    result_.talk = std::move(report);
    judge_certificates();
    look_again();
  }

  /// Where the cause is not certain yet, experiments may tell.
  void look_again() {
    judge(result_);
    const Stage* const failed = result_.failed();
    if (failed == nullptr || !options().second_look) return finish();
    looks_ = std::make_unique<SecondLooks>(checker_.dialer_, request(), options().method, result_,
                                           [this] { finish(); });
    if (!looks_->start(failed->cause)) finish();
  }

  void judge_certificates() {
    if (result_.talk.chain.empty()) return;
    result_.certificate = talk::read_certificate(result_.talk.chain.front());
    if (checker_.trust_ == nullptr) return;
    // Where faults are told only, the quick look is enough.
    result_.certificate_faults = checker_.trust_->judge(
        result_.talk.chain, result_.target.host, checker_.clock_.now(),
        options().certificate_ignored ? talk::JudgeEffort::quick : talk::JudgeEffort::thorough);
    judge_staple();
  }

  void judge_staple() {
    const auto& chain = result_.talk.chain;
    const auto issuer = result_.talk.staple.empty() ? std::nullopt : checker_.trust_->issuer(chain);
    result_.staple =
        talk::judge_staple(result_.talk.staple, chain.front(),
                           issuer ? base::Bytes(*issuer) : base::Bytes(), checker_.clock_.now());
    talk::Facts& facts = result_.talk.facts;
    facts.add("tls.ocsp", to_text(result_.staple->verdict));
    const auto add_moment = [&](std::string_view key, base::Timestamp moment) {
      if (moment != base::Timestamp{}) facts.add(key, base::to_text(moment));
    };
    add_moment("tls.ocsp-this-update", result_.staple->begins);
    add_moment("tls.ocsp-next-update", result_.staple->ends);
    add_moment("tls.ocsp-revoked-at", result_.staple->revoked_at);
    if (!result_.staple->reason.empty()) facts.add("tls.ocsp-reason", result_.staple->reason);
    if (result_.certificate && result_.certificate->must_staple) facts.add_flag("tls.must-staple");
  }

  void finish() {
    result_.ended = checker_.dialer_.now();
    judge(result_);
    // The loop buries this inspection; nothing of it is used afterwards.
    checker_.dialer_.after(std::chrono::nanoseconds(0), [&checker = checker_, number = number_] {
      checker.inspections_.erase(number);
    });
    done_(std::move(result_));
  }

  Checker& checker_;
  Done done_;
  std::uint64_t number_;
  CheckResult result_{};
  std::unique_ptr<Racer> racer_{};
  std::unique_ptr<ProxyDoor> door_{};
  std::unique_ptr<talk::Driver> driver_{};
  std::unique_ptr<SecondLooks> looks_{};
};

Checker::Checker(sys::Dialer& dialer, Resolver& resolver, const talk::TrustStore* trust,
                 const base::Clock& clock, CheckOptions options)
    : dialer_(dialer),
      resolver_(resolver),
      trust_(trust),
      clock_(clock),
      options_(std::move(options)) {}
Checker::~Checker() = default;

void Checker::check(Target target, Done done) {
  const std::uint64_t number = ++last_;
  auto& inspection = inspections_[number];
  inspection = std::make_unique<Inspection>(*this, std::move(target), std::move(done), number);
  inspection->start();
}

}  // namespace minato::check
