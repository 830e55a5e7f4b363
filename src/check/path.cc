// One probe a hop; what an answer means depends on who sent it.
#include "check/path.h"

#include <algorithm>

namespace minato::check {

bool Path::reached() const {
  return std::ranges::any_of(hops, [](const Hop& hop) { return hop.answer == HopAnswer::reached; });
}

const Hop* Path::last_answer() const {
  const Hop* last = nullptr;
  for (const Hop& hop : hops) {
    if (hop.answer != HopAnswer::silent) last = &hop;
  }
  return last;
}

class PathTracer::Probe final : public sys::DialEvents {
 public:
  Probe(PathTracer& tracer, unsigned number) : tracer_(tracer), number_(number) {
    sys::DialRequest request = tracer.request_;
    request.hop_limit = static_cast<std::uint8_t>(number);
    request.connect_limit = request.silence_limit = request.total_limit = tracer.limit_;
    connection_ = &tracer.dialer_.dial(request, *this);
  }

  void on_open(sys::Connection& connection) override {
    if (connection.request().to.port.transport == model::Transport::udp) {
      sent_ = tracer_.dialer_.now();
      constexpr std::array<std::uint8_t, 8> kNothing{};
      connection.send(kNothing);
      return;
    }
    connection.close();
    connection_ = nullptr;
    tell(connection, HopAnswer::reached, connection.request().to.address);
  }
  void on_bytes(sys::Connection& connection, base::Bytes /*received*/) override {
    connection.close();
    connection_ = nullptr;
    tell(connection, HopAnswer::reached, connection.request().to.address);
  }
  void on_end(sys::Connection& connection, const sys::DialEnd& end) override {
    connection_ = nullptr;
    const model::IpAddress& target = connection.request().to.address;
    if (end.icmp) {
      const bool exceeded = end.icmp->type == (end.icmp->from.is_v4() ? 11 : 3);
      const bool from_target = end.icmp->from == target;
      tell(connection,
           exceeded      ? HopAnswer::passed_on
           : from_target ? HopAnswer::reached
                         : HopAnswer::rejected,
           end.icmp->from);
    } else if (end.outcome == sys::DialOutcome::refused || end.outcome == sys::DialOutcome::reset) {
      tell(connection, HopAnswer::reached, target);
    } else {
      tracer_.answered(number_, {.number = number_});
    }
  }
  void give_up() {
    if (connection_ != nullptr) connection_->close();
    connection_ = nullptr;
  }

 private:
  void tell(const sys::Connection& connection, HopAnswer answer, const model::IpAddress& from) {
    const auto begun = sent_.count() != 0 ? sent_ : connection.begun();
    tracer_.answered(number_, {.number = number_,
                               .answer = answer,
                               .address = from,
                               .rtt = tracer_.dialer_.now() - begun});
  }

  PathTracer& tracer_;
  unsigned number_;
  sys::Connection* connection_ = nullptr;
  std::chrono::nanoseconds sent_{};
};

PathTracer::PathTracer(sys::Dialer& dialer, sys::DialRequest request,
                       std::chrono::nanoseconds limit, Done done)
    : dialer_(dialer),
      request_(std::move(request)),
      limit_(limit),
      done_(std::move(done)),
      hops_(kMostHops),
      known_(kMostHops) {}

PathTracer::~PathTracer() {
  for (const auto& probe : probes_) probe->give_up();
}

void PathTracer::start() {
  for (unsigned number = 1; number <= kMostHops; ++number) {
    hops_[number - 1].number = number;
    probes_.push_back(std::make_unique<Probe>(*this, number));
  }
}

void PathTracer::answered(unsigned number, Hop hop) {
  if (over_) return;
  hops_[number - 1] = hop;
  known_[number - 1] = true;
  // Everything up to the target is known: what lies further is the target again.
  const auto reached = std::ranges::find(hops_, HopAnswer::reached, &Hop::answer);
  const auto needed =
      reached == hops_.end() ? hops_.size() : static_cast<std::size_t>(reached - hops_.begin()) + 1;
  if (std::all_of(known_.begin(), known_.begin() + static_cast<std::ptrdiff_t>(needed),
                  [](bool known) { return known; })) {
    finish();
  }
}

void PathTracer::finish() {
  over_ = true;
  for (const auto& probe : probes_) probe->give_up();
  Path path{.to = request_.to};
  for (const Hop& hop : hops_) {
    path.hops.push_back(hop);
    if (hop.answer == HopAnswer::reached) break;
  }
  // Silence behind the last answer is one line, not twenty; an answer repeated by all longer-lived
  // packets too (a filter that rejects) is told once.
  const auto same = [](const Hop& left, const Hop& right) {
    return left.answer == right.answer && left.address == right.address;
  };
  while (path.hops.size() > 1 && same(path.hops.back(), path.hops[path.hops.size() - 2])) {
    path.hops.pop_back();
  }
  done_(std::move(path));
}

}  // namespace minato::check
