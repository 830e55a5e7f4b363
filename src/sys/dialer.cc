// The loop: epoll (edge-triggered), deadlines, timers, and the queue of those that must wait.
#include "sys/dialer.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <deque>
#include <map>
#include <set>
#include <vector>

#include "sys/dialer_connection.h"

namespace minato::sys {
namespace {

using std::chrono::nanoseconds;
constexpr std::size_t kReceiveBytes = 65536;
constexpr std::size_t kSpareDescriptors = 48;
constexpr nanoseconds kDescriptorPatience = std::chrono::milliseconds(20);

nanoseconds monotonic_now() { return std::chrono::steady_clock::now().time_since_epoch(); }

}  // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
    static_cast<void>(::getrlimit(RLIMIT_NOFILE, &limit));
  }
  return static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 1U << 20));
}

struct Dialer::State {
  DialerLimits limits;
  UniqueFd epoll{};
  UniqueFd wake{};
  std::atomic<bool> interrupted = false;
  std::function<void()> on_wake{};
  bool stopping = false;

  std::vector<std::unique_ptr<DialedConnection>> kept{};
  std::vector<std::unique_ptr<DialedConnection>> buried{};
  std::vector<DialedConnection*> closed{};
  std::size_t active = 0;
  std::deque<DialedConnection*> ready{};
  std::map<model::IpAddress, std::size_t> per_host{};
  std::map<model::IpAddress, std::deque<DialedConnection*>> parked{};
  std::set<std::pair<nanoseconds, DialedConnection*>> deadlines{};
  std::map<std::pair<nanoseconds, TimerId>, std::function<void()>> timers{};
  std::map<TimerId, nanoseconds> timer_times{};
  TimerId last_timer = 0;
  nanoseconds next_start{};
  std::vector<std::uint8_t> buffer = std::vector<std::uint8_t>(kReceiveBytes);

  void enqueue(DialedConnection& connection);
  void start_ready();
  /// False: no descriptor is left for now.
  bool start(DialedConnection& connection);
  void schedule(DialedConnection& connection);
  void settle(DialedConnection& connection);
  void bury(DialedConnection& connection);
  void bury_closed();
  void expire(nanoseconds now);
  void fire_timers(nanoseconds now);
  [[nodiscard]] bool may_start() const {
    return !ready.empty() && active < limits.most_connections;
  }
  [[nodiscard]] bool idle() const { return kept.empty() && timers.empty() && !on_wake; }
  [[nodiscard]] int patience_ms() const;
  void ring() const;
  base::Result<void> step();
};

void Dialer::State::enqueue(DialedConnection& connection) {
  const auto& host = connection.request().to.address;
  std::size_t& count = per_host[host];
  if (limits.most_per_host != 0 && count >= limits.most_per_host) {
    parked[host].push_back(&connection);
    return;
  }
  ++count;
  connection.counted = true;
  ready.push_back(&connection);
}

void Dialer::State::start_ready() {
  while (may_start()) {
    DialedConnection& next = *ready.front();
    if (next.phase() == DialedConnection::Phase::ended) {
      ready.pop_front();
      bury(next);
      continue;
    }
    const nanoseconds now = monotonic_now();
    if (limits.connects_per_second > 0) {
      if (now < next_start) return;
      const auto gap = static_cast<std::int64_t>(1e9 / limits.connects_per_second);
      next_start = std::max(next_start + nanoseconds(gap), now);
    }
    if (!start(next)) {
      // As many as there are descriptors: one more when one ends.
      if (active == 0) next_start = now + kDescriptorPatience;
      return;
    }
  }
}

bool Dialer::State::start(DialedConnection& connection) {
  if (connection.begin() != 0) return false;
  ready.pop_front();
  ++active;
  if (connection.fd() >= 0) {
    epoll_event watched{};
    watched.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    watched.data.ptr = &connection;
    static_cast<void>(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, connection.fd(), &watched));
  }
  schedule(connection);
  connection.after_begin();
  settle(connection);
  return true;
}

void Dialer::State::schedule(DialedConnection& connection) {
  connection.scheduled_deadline = connection.deadline();
  deadlines.emplace(connection.scheduled_deadline, &connection);
}

/// After anything happened to a connection: buries it, or sees to an earlier deadline.
void Dialer::State::settle(DialedConnection& connection) {
  if (connection.phase() == DialedConnection::Phase::ended) {
    bury(connection);
  } else if (connection.deadline() < connection.scheduled_deadline) {
    deadlines.erase({connection.scheduled_deadline, &connection});
    schedule(connection);
  }
}

void Dialer::State::bury(DialedConnection& connection) {
  if (connection.scheduled_deadline.count() != 0) {
    deadlines.erase({connection.scheduled_deadline, &connection});
    --active;
  }
  const auto& host = connection.request().to.address;
  if (connection.counted) {
    const auto waiting = parked.find(host);
    if (waiting != parked.end()) {
      DialedConnection* const next = waiting->second.front();
      waiting->second.pop_front();
      if (waiting->second.empty()) parked.erase(waiting);
      next->counted = true;
      ready.push_back(next);
    } else if (--per_host[host] == 0) {
      per_host.erase(host);
    }
  }
  connection.buried = true;
  const std::size_t place = connection.place;
  buried.push_back(std::move(kept[place]));
  kept[place] = std::move(kept.back());
  if (kept[place]) kept[place]->place = place;
  kept.pop_back();
}

/// Those that were closed from outside of their own events, and what is dead.
void Dialer::State::bury_closed() {
  for (DialedConnection* const connection : closed) {
    // Those that wait for their turn are buried when it comes.
    if (!connection->buried && connection->scheduled_deadline.count() != 0) bury(*connection);
  }
  closed.clear();
  buried.clear();
}

void Dialer::State::expire(nanoseconds now) {
  while (!deadlines.empty() && deadlines.begin()->first <= now) {
    DialedConnection& connection = *deadlines.begin()->second;
    deadlines.erase(deadlines.begin());
    if (connection.phase() != DialedConnection::Phase::ended) {
      schedule(connection);
      if (connection.deadline() > now) continue;
      connection.on_deadline();
    }
    settle(connection);
  }
}

void Dialer::State::fire_timers(nanoseconds now) {
  while (!timers.empty() && timers.begin()->first.first <= now && !stopping) {
    const auto first = timers.extract(timers.begin());
    timer_times.erase(first.key().second);
    first.mapped()();
  }
}

int Dialer::State::patience_ms() const {
  nanoseconds until = nanoseconds::max();
  if (!deadlines.empty()) until = std::min(until, deadlines.begin()->first);
  if (!timers.empty()) until = std::min(until, timers.begin()->first.first);
  if (may_start()) until = std::min(until, next_start);
  if (until == nanoseconds::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - monotonic_now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

base::Result<void> Dialer::State::step() {
  std::array<epoll_event, 256> events{};
  const int count =
      ::epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()), patience_ms());
  if (count < 0 && errno != EINTR) return base::fail(base::system_error("epoll_wait", errno));
  bool woken = false;
  for (int i = 0; i < count && !stopping; ++i) {
    auto* const connection =
        static_cast<DialedConnection*>(events[static_cast<std::size_t>(i)].data.ptr);
    if (connection == nullptr) {
      std::uint64_t ignored = 0;
      static_cast<void>(!::read(wake.get(), &ignored, sizeof ignored));
      woken = true;
      continue;
    }
    if (connection->phase() == DialedConnection::Phase::ended) continue;
    connection->on_ready(buffer);
    settle(*connection);
  }
  const nanoseconds now = monotonic_now();
  expire(now);
  fire_timers(now);
  if (woken && !stopping) {
    // It may put another in its place.
    if (const auto called = on_wake) called();
  }
  return {};
}

void Dialer::State::ring() const {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wake.get(), &one, sizeof one));
}

base::Result<std::unique_ptr<Dialer>> Dialer::create(const DialerLimits& limits) {
  auto state = std::make_unique<State>();
  state->limits = limits;
  if (limits.most_connections == 0) {
    const std::size_t descriptors = raise_descriptor_limit();
    state->limits.most_connections = std::max<std::size_t>(
        descriptors > kSpareDescriptors ? descriptors - kSpareDescriptors : 1, 1);
  }
  state->epoll.reset(::epoll_create1(EPOLL_CLOEXEC));
  if (!state->epoll) return base::fail(base::system_error("epoll_create1", errno));
  state->wake.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!state->wake) return base::fail(base::system_error("eventfd", errno));
  epoll_event watched{};
  watched.events = EPOLLIN;
  if (::epoll_ctl(state->epoll.get(), EPOLL_CTL_ADD, state->wake.get(), &watched) != 0) {
    return base::fail(base::system_error("epoll_ctl", errno));
  }
  return std::unique_ptr<Dialer>(new Dialer(std::move(state)));
}

Dialer::Dialer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Dialer::~Dialer() = default;

Connection& Dialer::dial(DialRequest request, DialEvents& events) {
  auto made = std::make_unique<DialedConnection>(std::move(request), events, *this, state_->closed);
  DialedConnection& connection = *made;
  connection.place = state_->kept.size();
  state_->kept.push_back(std::move(made));
  state_->enqueue(connection);
  return connection;
}

TimerId Dialer::after(nanoseconds delay, std::function<void()> what) {
  const TimerId id = ++state_->last_timer;
  const nanoseconds when = now() + std::max(delay, nanoseconds(0));
  state_->timers.emplace(std::pair(when, id), std::move(what));
  state_->timer_times.emplace(id, when);
  return id;
}

void Dialer::cancel(TimerId timer) {
  const auto found = state_->timer_times.find(timer);
  if (found == state_->timer_times.end()) return;
  state_->timers.erase({found->second, timer});
  state_->timer_times.erase(found);
}

base::Result<void> Dialer::run() {
  state_->stopping = false;
  while (!state_->stopping && !interrupted()) {
    state_->start_ready();
    state_->bury_closed();
    if (state_->idle() || state_->stopping) break;
    auto stepped = state_->step();
    if (!stepped) return stepped;
  }
  return {};
}

void Dialer::stop() { state_->stopping = true; }

void Dialer::on_wake(std::function<void()> what) { state_->on_wake = std::move(what); }

void Dialer::wake() { state_->ring(); }

void Dialer::interrupt() {
  state_->interrupted = true;
  state_->ring();
}

bool Dialer::interrupted() const { return state_->interrupted; }
nanoseconds Dialer::now() const { return monotonic_now(); }
std::size_t Dialer::active() const { return state_->active; }
std::size_t Dialer::waiting() const { return state_->kept.size() - state_->active; }

}  // namespace minato::sys
