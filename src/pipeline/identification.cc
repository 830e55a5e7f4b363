// Interviews on connections.
#include "pipeline/identification.h"

#include <algorithm>

#include "identify/listener.h"
#include "talk/protocols.h"

namespace minato::pipeline {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostSeats = 512;        ///< ports that are interviewed at once
constexpr std::size_t kConnectionsOfSeat = 2;  ///< most of the time

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

base::Result<void> Identification::run(std::vector<model::Endpoint> endpoints,
                                       const NameOf& name_of, const Teller& tell,
                                       const std::stop_token& stop) {
  std::ranges::reverse(endpoints);
  for (const model::Endpoint& endpoint : endpoints) waiting_[endpoint.address].push_back(endpoint);
  name_of_ = name_of;
  tell_ = tell;
  const std::stop_callback on_stop(stop, [this] { dialer_->interrupt(); });
  seat_more();
  auto ran = dialer_->run();
  waiting_.clear();
  while (!seats_.empty()) close_seat(*seats_.begin()->second);
  left_.clear();
  return ran;
}

bool Identification::seat_one(const model::IpAddress& host, std::vector<model::Endpoint>& ports) {
  if (ports.empty() || seats_.size() >= kMostSeats ||
      seated_[host] * kConnectionsOfSeat >= options_.most_per_host) {
    return false;
  }
  const model::Endpoint endpoint = ports.back();
  ports.pop_back();
  const bool mute = silent_[host] >= options_.silent_ports_believed;
  auto [at, fresh] = seats_.emplace(
      endpoint,
      std::make_unique<Seat>(knowledge_, endpoint,
                             mute ? identify::Thoroughness::brief : identify::Thoroughness::usual));
  if (!fresh) return true;
  ++seated_[host];
  at->second->limit = dialer_->after(options_.port_limit, [this, endpoint] {
    if (const auto seat = seats_.find(endpoint); seat != seats_.end()) close_seat(*seat->second);
  });
  ask(*at->second);
  return true;
}

void Identification::seat_more() {
  if (seating_) return;
  seating_ = true;
  bool more = true;
  while (more) {
    more = false;
    for (auto& [host, ports] : waiting_) more = seat_one(host, ports) || more;
  }
  seating_ = false;
}

void Identification::ask_at(const model::Endpoint& endpoint) {
  left_.clear();
  if (const auto seat = seats_.find(endpoint); seat != seats_.end()) ask(*seat->second);
}

void Identification::ask(Seat& seat) {
  if (silent_[seat.endpoint.address] >= options_.silent_ports_believed) {
    seat.interview.be(identify::Thoroughness::brief);
  }
  for (const identify::Question& question : seat.interview.next()) start(seat, question);
  if (seat.interview.ended()) close_seat(seat);
}

void Identification::start(Seat& seat, const identify::Question& question) {
  auto kept = std::make_unique<Talk>();
  Talk& talk = *kept;
  talk.question = question;
  const std::string name = name_of_(seat.endpoint.address);
  const talk::MachineOptions machine_options{
      .host = name.empty() ? to_text(seat.endpoint.address) : name,
      .port = seat.endpoint.port.number,
      .method = "GET",
      .path = std::string(question.path)};
  auto inner = question.protocol == nullptr
                   ? std::unique_ptr<talk::Machine>(std::make_unique<identify::Listener>())
                   : question.protocol->create(machine_options);
  talk::TalkOptions talk_options{.wrapping = question.inside_tls ? talk::Wrapping::tls
                                                                 : talk::Wrapping::plain};
  talk_options.tls.server_name = name;
  talk_options.tls.lowest = talk::TlsVersion::tls1_0;
  talk_options.tls.weak_allowed = true;
  talk.driver = std::make_unique<talk::Driver>(
      *dialer_, std::make_unique<identify::Overhearing>(std::move(inner), talk.first_bytes),
      std::move(talk_options),
      [this, &seat, &talk](talk::TalkReport&& report) { answered(seat, talk, std::move(report)); });
  seat.talks.push_back(std::move(kept));
  talk.driver->start({.to = seat.endpoint,
                      .connect_limit = options_.connect_limit,
                      .silence_limit = question.patience,
                      .total_limit = std::min<std::chrono::nanoseconds>(
                          options_.port_limit, 2 * question.patience + milliseconds(1000)),
                      .most_bytes = options_.most_bytes});
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
    ++silent_[seat.endpoint.address];
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
  tell_({seat.endpoint, seat.interview.service(), seat.interview.evidence()});
  --seated_[seat.endpoint.address];
  const auto at = seats_.find(seat.endpoint);
  left_.push_back(std::move(at->second));
  seats_.erase(at);
  seat_more();
}

}  // namespace minato::pipeline
