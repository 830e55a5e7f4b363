// Between the dialer's events and the machine's calls.
#include "talk/driver.h"

#include <algorithm>

namespace minato::talk {
namespace {

constexpr std::size_t kMostFirstBytes = 512;

Closing closing_of(const sys::DialEnd& end) {
  switch (end.outcome) {
    case sys::DialOutcome::timed_out:
      return Closing::timed_out;
    case sys::DialOutcome::too_much:
      return Closing::too_much;
    case sys::DialOutcome::closed:
      return Closing::closed;
    default:
      return Closing::reset;
  }
}

}  // namespace

Driver::Driver(sys::Dialer& dialer, std::unique_ptr<Machine> machine, TalkOptions options,
               Done done)
    : dialer_(dialer),
      machine_(std::move(machine)),
      options_(std::move(options)),
      done_(std::move(done)) {}

Driver::~Driver() { abandon(); }

void Driver::start(sys::DialRequest request) {
  request.answers_from_other_port = machine_->answers_from_other_port();
  connection_ = &dialer_.dial(std::move(request), *this);
}

void Driver::adopt(sys::Connection& connection) {
  connection_ = &connection;
  connection.hand_to(*this);
  on_open(connection);
}

void Driver::abandon() {
  if (!ended_ && connection_ != nullptr) connection_->close();
  ended_ = true;
  connection_ = nullptr;
}

void Driver::on_open(sys::Connection& connection) {
  report_.moments.begun = connection.begun();
  report_.moments.connected = connection.established();
  report_.local = connection.local();
  if (options_.wrapping == Wrapping::tls) return begin_tls();
  machine_->start(outbox_);
  obey();
}

void Driver::begin_tls() {
  report_.moments.tls_begun = dialer_.now();
  auto session = TlsSession::create(options_.tls);
  if (!session) {
    report_.tls_failure = TlsFailure{.reason = base::to_text(session.error(), base::Language::en)};
    return finish(std::nullopt);
  }
  tls_ = std::move(*session);
  tls_->start();
  flush_tls();
}

void Driver::flush_tls() {
  const auto bytes = tls_->take_outgoing();
  if (!bytes.empty() && connection_ != nullptr) connection_->send(bytes);
}

void Driver::on_bytes(sys::Connection& /*connection*/, base::Bytes received) {
  report_.received_bytes += received.size();
  const std::size_t room = kMostFirstBytes - report_.first_received.size();
  report_.first_received.append(base::as_text(received.first(std::min(room, received.size()))));
  if (!tls_) return hand_over(received);
  tls_->receive(received);
  pump_tls();
}

void Driver::pump_tls() {
  const bool was_secured = report_.moments.secured.count() != 0;
  const TlsSession::State state = tls_->state();
  if (!was_secured && (state == TlsSession::State::open || state == TlsSession::State::closed)) {
    report_.moments.secured = dialer_.now();
    report_.chain = tls_->chain();
    report_.staple = tls_->staple();
    tls_->describe(report_.facts);
    if (starttls_) {
      machine_->on_secured(outbox_);
    } else {
      machine_->start(outbox_);
    }
    obey();
  }
  if (ended_) return;
  flush_tls();
  const auto plain = tls_->take_incoming();
  if (!plain.empty()) hand_over(plain);
  if (ended_) return;
  if (tls_->state() == TlsSession::State::failed) {
    report_.tls_failure = tls_->failure();
    if (was_secured) machine_->on_closed(Closing::reset, outbox_);
    finish(std::nullopt);
  } else if (tls_->state() == TlsSession::State::closed) {
    machine_->on_closed(Closing::closed, outbox_);
    report_.malformed = outbox_.malformed();
    report_.finished = outbox_.wish() == Outbox::Wish::finished;
    finish(sys::DialEnd{.outcome = sys::DialOutcome::closed, .was_open = true});
  }
}

void Driver::hand_over(base::Bytes plain) {
  if (report_.moments.first_bytes.count() == 0) report_.moments.first_bytes = dialer_.now();
  machine_->on_bytes(plain, outbox_);
  obey();
}

void Driver::obey() {
  if (!outbox_.bytes().empty()) {
    if (tls_) {
      tls_->send(outbox_.bytes());
      flush_tls();
    } else if (connection_ != nullptr) {
      connection_->send(outbox_.bytes());
    }
    outbox_.clear();
  }
  if (outbox_.ended()) {
    report_.malformed = outbox_.malformed();
    report_.finished = outbox_.wish() == Outbox::Wish::finished;
    return finish(std::nullopt);
  }
  if (outbox_.wish() == Outbox::Wish::tls && !tls_) {
    outbox_.tls_begun();
    starttls_ = true;
    begin_tls();
  }
}

void Driver::on_end(sys::Connection& connection, const sys::DialEnd& end) {
  if (!connection.established().count()) report_.moments.begun = connection.begun();
  // What was open is told to the machine, unless TLS never came to stand.
  if (end.was_open && (!tls_ || report_.moments.secured.count() != 0)) {
    machine_->on_closed(closing_of(end), outbox_);
    report_.malformed = outbox_.malformed();
    report_.finished = outbox_.wish() == Outbox::Wish::finished;
  }
  report_.measure = connection.measure();
  if (report_.local.port.number == 0) report_.local = connection.local();
  connection_ = nullptr;
  finish(end);
}

void Driver::finish(std::optional<sys::DialEnd> end) {
  if (ended_) return;
  ended_ = true;
  report_.moments.ended = dialer_.now();
  report_.end = std::move(end);
  report_.facts.append(machine_->facts());
  if (connection_ != nullptr) {
    if (!report_.measure) report_.measure = connection_->measure();
    if (tls_) {
      tls_->close();
      flush_tls();
    }
    connection_->close();
    connection_ = nullptr;
  }
  done_(std::move(report_));
}

}  // namespace minato::talk
