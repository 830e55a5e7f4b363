// Each address is a runner; the timer and every failure send the next one off.
#include "check/racer.h"

#include <algorithm>

namespace minato::check {

class Racer::Runner final : public sys::DialEvents {
 public:
  Runner(Racer& racer, const sys::DialRequest& request) : racer_(racer) {
    attempt.to = request.to;
    attempt.begun = racer.dialer_.now();
    connection_ = &racer.dialer_.dial(request, *this);
  }

  void on_open(sys::Connection& connection) override {
    attempt.begun = connection.begun();
    attempt.ended = connection.established();
    attempt.local = connection.local();
    attempt.measure = connection.measure();
    attempt.won = true;
    connection_ = nullptr;
    racer_.runner_opened(*this, connection);
  }
  void on_bytes(sys::Connection& /*connection*/, base::Bytes /*received*/) override {}
  void on_end(sys::Connection& connection, const sys::DialEnd& end) override {
    attempt.begun = connection.begun();
    attempt.ended = racer_.dialer_.now();
    attempt.local = connection.local();
    attempt.measure = connection.measure();
    attempt.end = end;
    connection_ = nullptr;
    racer_.runner_ended(*this);
  }

  void give_up() {
    if (connection_ == nullptr) return;
    if (connection_->begun().count() != 0) attempt.begun = connection_->begun();
    attempt.local = connection_->local();
    attempt.overtaken = true;
    attempt.ended = racer_.dialer_.now();
    connection_->close();
    connection_ = nullptr;
  }

  Attempt attempt{};

 private:
  Racer& racer_;
  sys::Connection* connection_ = nullptr;
};

Racer::Racer(sys::Dialer& dialer, sys::DialRequest request, std::vector<model::IpAddress> addresses,
             Options options, Done done)
    : dialer_(dialer),
      request_(std::move(request)),
      addresses_(std::move(addresses)),
      options_(options),
      done_(std::move(done)) {}

Racer::~Racer() {
  if (timer_ != 0) dialer_.cancel(timer_);
  for (const auto& runner : runners_) runner->give_up();
}

void Racer::start() {
  begun_ = dialer_.now();
  begin_next();
}

void Racer::begin_next() {
  if (timer_ != 0) dialer_.cancel(timer_);
  timer_ = 0;
  const auto left = begun_ + options_.limit - dialer_.now();
  if (next_ >= addresses_.size() || left.count() <= 0) {
    if (running_ == 0) finish(nullptr);
    return;
  }
  sys::DialRequest request = request_;
  request.to.address = addresses_[next_++];
  request.connect_limit = std::min(request.connect_limit, left);
  ++running_;
  runners_.push_back(std::make_unique<Runner>(*this, request));
  if (next_ < addresses_.size()) {
    timer_ = dialer_.after(options_.delay, [this] { begin_next(); });
  }
}

void Racer::runner_opened(Runner& /*runner*/, sys::Connection& connection) {
  --running_;
  finish(&connection);
}

void Racer::runner_ended(Runner& /*runner*/) {
  --running_;
  if (!over_) begin_next();
}

void Racer::finish(sys::Connection* winner) {
  if (over_) return;
  over_ = true;
  if (timer_ != 0) dialer_.cancel(timer_);
  timer_ = 0;
  std::vector<Attempt> attempts;
  for (const auto& runner : runners_) {
    runner->give_up();
    attempts.push_back(runner->attempt);
  }
  done_(winner, std::move(attempts));
}

}  // namespace minato::check
