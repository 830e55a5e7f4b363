// Interviews on connections.
#include "pipeline/identification.h"

#include <algorithm>

#include "identify/details.h"
#include "identify/listener.h"
#include "talk/protocols.h"

namespace minato::pipeline {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostSeats = 512;         ///< ports that are interviewed at once
constexpr std::size_t kConnectionsOfSeat = 2;   ///< most of the time
constexpr milliseconds kPatienceFurther{4000};  ///< a key exchange takes a slow machine a while

identify::Outcome outcome_of(const talk::TalkReport& report, const std::string& first_bytes) {
  if (!report.connected()) return identify::Outcome::refused;
  if (report.finished) return identify::Outcome::spoke;
  if (!first_bytes.empty() || report.received_bytes > 0) return identify::Outcome::other;
  const bool waited = report.end && report.end->outcome == sys::DialOutcome::timed_out;
  return waited ? identify::Outcome::silent : identify::Outcome::hung_up;
}

}  // namespace

/// One question under way.
struct Identification::Talk {
  identify::Question question{};
  std::string first_bytes{};
  std::unique_ptr<talk::Driver> driver{};
  bool done = false;
  identify::Evidence* further = nullptr;  ///< one of -A's: where its answer goes
};

/// One port's interview.
struct Identification::Seat {
  Seat(const identify::Knowledge& knowledge, const model::Endpoint& at,
       identify::Thoroughness thoroughness)
      : endpoint(at), interview(knowledge, at.port, thoroughness) {}

  model::Endpoint endpoint;
  identify::Interview interview;
  std::vector<std::unique_ptr<Talk>> talks{};
  sys::TimerId limit = 0;
  bool counted_silent = false;
  bool asked_further = false;
  std::size_t further_awaited = 0;
  std::vector<identify::Evidence> further{};
};

base::Result<std::unique_ptr<Identification>> Identification::create(
    const identify::Knowledge& knowledge, const IdentifyOptions& options) {
  sys::raise_descriptor_limit();
  auto dialer = sys::Dialer::create({.most_connections = options.most_connections,
                                     .most_per_host = options.most_per_host,
                                     .connects_per_second = options.connects_per_second});
  if (!dialer) return base::fail(std::move(dialer.error()));
  return std::unique_ptr<Identification>(
      new Identification(knowledge, options, std::move(*dialer)));
}

Identification::Identification(const identify::Knowledge& knowledge, const IdentifyOptions& options,
                               std::unique_ptr<sys::Dialer> dialer)
    : knowledge_(knowledge), options_(options), dialer_(std::move(dialer)) {}

Identification::~Identification() {
  seats_.clear();
  left_.clear();
}

void Identification::add(std::span<const model::Endpoint> endpoints) {
  post([&](Inbox& inbox) {
    inbox.fresh.insert(inbox.fresh.end(), endpoints.begin(), endpoints.end());
  });
}

void Identification::add_again(std::span<const model::Endpoint> endpoints) {
  post([&](Inbox& inbox) {
    inbox.again.insert(inbox.again.end(), endpoints.begin(), endpoints.end());
  });
}

void Identification::close() {
  post([](Inbox& inbox) { inbox.closed = true; });
}

void Identification::post(const std::function<void(Inbox&)>& change) {
  {
    const std::lock_guard lock(inbox_.mutex);
    change(inbox_);
  }
  dialer_->wake();
}

base::Result<void> Identification::run(const NameOf& name_of, const Teller& tell,
                                       const std::stop_token& stop) {
  name_of_ = name_of;
  tell_ = tell;
  const std::stop_callback on_stop(stop, [this] { dialer_->interrupt(); });
  dialer_->on_wake([this] { take_inbox(); });
  auto ran = dialer_->run();
  dialer_->on_wake({});
  hosts_.clear();
  turns_.clear();
  while (!seats_.empty()) close_seat(*seats_.begin()->second);
  left_.clear();
  return ran;
}

void Identification::take_inbox() {
  std::vector<model::Endpoint> fresh, again;
  bool closed = false;
  {
    const std::lock_guard lock(inbox_.mutex);
    fresh.swap(inbox_.fresh);
    again.swap(inbox_.again);
    closed = inbox_.closed;
  }
  left_.clear();
  if (closed) dialer_->on_wake({});
  for (const model::Endpoint& endpoint : fresh) wait(endpoint);
  for (const model::Endpoint& endpoint : again) {
    hosts_[endpoint.address].silent = 0;
    wait(endpoint);
  }
  seat_more();
}

void Identification::wait(const model::Endpoint& endpoint) {
  Host& host = hosts_[endpoint.address];
  host.waiting.push_back(endpoint);
  give_turn(endpoint.address, host);
}

bool Identification::may_seat(const Host& host) const {
  return host.next < host.waiting.size() &&
         host.seated * kConnectionsOfSeat < options_.most_per_host;
}

void Identification::give_turn(const model::IpAddress& address, Host& host) {
  if (host.in_turn || !may_seat(host)) return;
  host.in_turn = true;
  turns_.push_back(address);
}

/// One port of each host in turn: a host of many ports keeps no other waiting.
void Identification::seat_more() {
  if (seating_) return;
  seating_ = true;
  while (!turns_.empty() && seats_.size() < kMostSeats) {
    const model::IpAddress address = turns_.front();
    turns_.pop_front();
    Host& host = hosts_[address];
    host.in_turn = false;
    if (may_seat(host)) {
      const model::Endpoint endpoint = host.waiting[host.next++];
      seat(endpoint, host);
    }
    if (host.next == host.waiting.size()) {
      host.waiting.clear();
      host.next = 0;
    }
    give_turn(address, host);
  }
  seating_ = false;
}

void Identification::seat(const model::Endpoint& endpoint, Host& host) {
  const bool mute = host.silent >= options_.silent_ports_believed;
  auto [at, fresh] = seats_.emplace(
      endpoint,
      std::make_unique<Seat>(knowledge_, endpoint,
                             mute ? identify::Thoroughness::brief : identify::Thoroughness::usual));
  if (!fresh) return;
  ++host.seated;
  at->second->limit = dialer_->after(options_.port_limit, [this, endpoint] {
    if (const auto late = seats_.find(endpoint); late != seats_.end()) close_seat(*late->second);
  });
  ask(*at->second);
}

void Identification::ask_at(const model::Endpoint& endpoint) {
  left_.clear();
  if (const auto seat = seats_.find(endpoint); seat != seats_.end()) ask(*seat->second);
}

void Identification::ask(Seat& seat) {
  if (hosts_[seat.endpoint.address].silent >= options_.silent_ports_believed) {
    seat.interview.be(identify::Thoroughness::brief);
  }
  for (const identify::Question& question : seat.interview.next()) start(seat, question);
  if (!seat.interview.ended() || seat.further_awaited > 0) return;
  if (options_.with_details && !seat.asked_further && start_further(seat)) return;
  close_seat(seat);
}

void Identification::start(Seat& seat, const identify::Question& question) {
  auto kept = std::make_unique<Talk>();
  Talk& talk = *kept;
  talk.question = question;
  talk::MachineOptions asked = machine_options(seat);
  asked.path = question.path;
  auto inner = question.protocol == nullptr
                   ? std::unique_ptr<talk::Machine>(std::make_unique<identify::Listener>())
                   : question.protocol->create(asked);
  seat.talks.push_back(std::move(kept));
  dial(seat, talk, std::make_unique<identify::Overhearing>(std::move(inner), talk.first_bytes),
       question.inside_tls ? talk::Wrapping::tls : talk::Wrapping::plain);
}

talk::MachineOptions Identification::machine_options(const Seat& seat) const {
  const std::string name = name_of_(seat.endpoint.address);
  return {.host = name.empty() ? to_text(seat.endpoint.address) : name,
          .port = seat.endpoint.port.number};
}

void Identification::dial(Seat& seat, Talk& talk, std::unique_ptr<talk::Machine> machine,
                          talk::Wrapping wrapping) {
  talk::TalkOptions options{.wrapping = wrapping};
  options.tls.server_name = name_of_(seat.endpoint.address);
  options.tls.lowest = talk::TlsVersion::tls1_0;
  options.tls.weak_allowed = true;
  const auto patience = talk.question.patience;
  talk.driver = std::make_unique<talk::Driver>(
      *dialer_, std::move(machine), std::move(options),
      [this, &seat, &talk](talk::TalkReport&& report) {
        talk.further != nullptr ? further_answered(seat, talk, std::move(report))
                                : answered(seat, talk, std::move(report));
      });
  talk.driver->start({.to = seat.endpoint,
                      .connect_limit = options_.connect_limit,
                      .silence_limit = patience,
                      .total_limit = std::min<std::chrono::nanoseconds>(
                          options_.port_limit, 2 * patience + milliseconds(1000)),
                      .most_bytes = options_.most_bytes});
}

bool Identification::start_further(Seat& seat) {
  seat.asked_further = true;
  const auto questions =
      identify::further_questions(seat.interview.service(), seat.interview.evidence());
  for (const auto& talk : seat.talks) {
    if (!talk->done) talk->driver->abandon();
    talk->done = true;
  }
  seat.further.resize(questions.size());  // in the order of the questions, whoever answers first
  for (const identify::FurtherQuestion& question : questions) {
    Talk& talk = *seat.talks.emplace_back(std::make_unique<Talk>());
    talk.question.patience = kPatienceFurther;
    talk.further = &seat.further[seat.further_awaited++];
    dial(seat, talk, identify::machine_of(question, machine_options(seat)), talk::Wrapping::plain);
  }
  return !questions.empty();
}

void Identification::further_answered(Seat& seat, Talk& talk, talk::TalkReport&& report) {
  talk.done = true;
  talk.further->facts = std::move(report.facts);
  --seat.further_awaited;
  dialer_->after(std::chrono::nanoseconds(0),
                 [this, endpoint = seat.endpoint] { ask_at(endpoint); });
}

void Identification::answered(Seat& seat, Talk& talk, talk::TalkReport&& report) {
  talk.done = true;
  identify::Evidence evidence{.outcome = outcome_of(report, talk.first_bytes),
                              .inside_tls = talk.question.inside_tls,
                              .facts = std::move(report.facts),
                              .first_bytes = talk.first_bytes};
  if (evidence.first_bytes.empty() && !talk.question.inside_tls) {
    evidence.first_bytes = report.first_received;
  }
  const bool waited = evidence.outcome == identify::Outcome::silent;
  seat.interview.tell(talk.question, std::move(evidence));
  if (waited && !seat.counted_silent && seat.interview.was_silent() &&
      talk.question.protocol != nullptr) {
    seat.counted_silent = true;
    ++hosts_[seat.endpoint.address].silent;
  }
  // The driver is still on the stack: what follows happens in the loop.
  dialer_->after(std::chrono::nanoseconds(0),
                 [this, endpoint = seat.endpoint] { ask_at(endpoint); });
}

void Identification::close_seat(Seat& seat) {
  dialer_->cancel(seat.limit);
  for (const auto& talk : seat.talks) {
    if (!talk->done) talk->driver->abandon();
  }
  Identified found{seat.endpoint, seat.interview.service(), seat.interview.evidence()};
  if (options_.with_details) {
    identify::add_details(found.service, found.evidence);
    identify::add_details(found.service, seat.further);
  }
  tell_(std::move(found));
  const model::IpAddress address = seat.endpoint.address;
  const auto at = seats_.find(seat.endpoint);
  left_.push_back(std::move(at->second));
  seats_.erase(at);
  const auto host = hosts_.find(address);
  if (host == hosts_.end()) return;  // the run is over
  --host->second.seated;
  give_turn(address, host->second);
  seat_more();
}

}  // namespace minato::pipeline
