// The one place that opens connections: TCP and UDP, non-blocking, many side by side in one thread,
// with limits of time, bytes, connections a host, descriptors and rate.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/error.h"
#include "model/endpoint.h"

namespace minato::sys {

/// How a connection came to its end.
enum class DialOutcome : std::uint8_t {
  closed,       ///< the peer ended it in order
  reset,        ///< the peer tore an open connection down
  refused,      ///< RST to the SYN, or an ICMP error that says the port is closed
  unreachable,  ///< no route, or an ICMP error says so
  timed_out,    ///< a time limit passed: `limit` says which
  too_much,     ///< more bytes than most_bytes
  failed,       ///< the system refused: errno_value says why
};

enum class TimeLimit : std::uint8_t { connect, silence, total };

/// An ICMP error that answered us.
struct IcmpNotice {
  std::uint8_t type = 0;  ///< of ICMP when `from` is IPv4, else of ICMPv6
  std::uint8_t code = 0;
  model::IpAddress from{};     ///< who sent it
  std::uint32_t path_mtu = 0;  ///< of "fragmentation needed" and "packet too big"
  std::uint8_t hops_left = 0;  ///< TTL of the error itself, of UDP sockets; 0: not known

  bool operator==(const IcmpNotice&) const = default;
};

struct DialEnd {
  DialOutcome outcome = DialOutcome::closed;
  bool was_open = false;  ///< the connection had been established
  TimeLimit limit = TimeLimit::connect;
  int errno_value = 0;
  std::string call{};  ///< the system call that failed: "connect", "bind", "socket"
  std::optional<IcmpNotice> icmp{};
};

struct DialRequest {
  model::Endpoint to{};  ///< TCP or UDP
  std::optional<model::IpAddress> source_address{};
  std::uint16_t source_port = 0;    ///< 0: the system picks one
  std::string interface{};          ///< bind to this device; "" for none
  std::uint8_t hop_limit = 0;       ///< TTL of what is sent; 0 for the system's own
  std::uint16_t segment_bytes = 0;  ///< TCP: the largest segment either side sends; 0: no limit
  std::chrono::nanoseconds connect_limit = std::chrono::seconds(10);
  /// Between two arrivals of bytes (and before the first), from when the connection is open.
  std::chrono::nanoseconds silence_limit = std::chrono::seconds(10);
  /// From when the connection is open.
  std::chrono::nanoseconds total_limit = std::chrono::seconds(60);
  std::size_t most_bytes = std::size_t{4} << 20;  ///< received
  /// UDP: the answer comes from another port of the same address, as with TFTP. Once one has come,
  /// everything goes to that port.
  bool answers_from_other_port = false;
};

/// What TCP itself measured (TCP_INFO).
struct TcpMeasure {
  std::uint32_t rtt_us = 0;
  std::uint32_t rtt_variance_us = 0;
  std::uint32_t retransmissions = 0;  ///< segments sent again, SYNs too
  std::uint32_t mss_bytes = 0;
  std::uint32_t out_of_order = 0;  ///< segments that came although earlier ones are missing
  std::uint32_t path_mtu_bytes = 0;
};

class DialEvents;

/// A connection that is being opened or is open. Valid until DialEvents::on_end() or close().
class Connection {
 public:
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends now or as soon as the peer takes more. UDP: one datagram. After close(): nothing.
  virtual void send(base::Bytes bytes) = 0;
  /// No more will be sent: the peer sees the end of our half (TCP FIN).
  virtual void finish_sending() = 0;
  /// Ends it. No further event comes; the reference is dead when the caller returns to the loop.
  virtual void close() = 0;
  /// From now on these are told. They must live as the first ones had to.
  virtual void hand_to(DialEvents& events) = 0;
  /// Gives what is from now on read another limit of time.
  virtual void limit_silence(std::chrono::nanoseconds limit) = 0;

  [[nodiscard]] virtual const DialRequest& request() const = 0;
  /// Our own end, with the ephemeral port. Port 0 before connecting has begun.
  [[nodiscard]] virtual model::Endpoint local() const = 0;
  /// Clock of Dialer::now(): when connecting began, and when it was established (0: not yet).
  [[nodiscard]] virtual std::chrono::nanoseconds begun() const = 0;
  [[nodiscard]] virtual std::chrono::nanoseconds established() const = 0;
  [[nodiscard]] virtual std::optional<TcpMeasure> measure() const = 0;

 protected:
  Connection() = default;
  ~Connection() = default;
};

/// Told by the loop, never from inside dial(). on_end comes once and last, unless close() came
/// first.
class DialEvents {
 public:
  virtual ~DialEvents() = default;
  /// Established (UDP: a socket is there; nothing was sent yet).
  virtual void on_open(Connection& connection) = 0;
  virtual void on_bytes(Connection& connection, base::Bytes received) = 0;
  virtual void on_end(Connection& connection, const DialEnd& end) = 0;
};

struct DialerLimits {
  /// Open or opening at once; 0: as many as this process may have descriptors, less some.
  std::size_t most_connections = 0;
  std::size_t most_per_host = 0;   ///< 0: no limit
  double connects_per_second = 0;  ///< 0: no limit
};

using TimerId = std::uint64_t;

/// An event loop of one thread; only interrupt() and wake() may be called from others. Connections
/// beyond the limits wait their turn; their time limits begin when connecting does. Example: `auto
/// dialer = Dialer::create({}); (*dialer)->dial({.to = endpoint}, events);
/// (*dialer)->run();`
class Dialer {
 public:
  /// Errors: local.
  [[nodiscard]] static base::Result<std::unique_ptr<Dialer>> create(const DialerLimits& limits);
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;
  ~Dialer();

  /// events must live until on_end or close(). The connection is opened by the loop.
  Connection& dial(DialRequest request, DialEvents& events);
  /// Calls `what` once, `delay` from now.
  TimerId after(std::chrono::nanoseconds delay, std::function<void()> what);
  /// A timer that already fired or was cancelled is left alone.
  void cancel(TimerId timer);

  /// Called in the loop after each wake(), also one before run(). As long as there is one, run()
  /// goes on without connections and timers; an empty function ends that.
  void on_wake(std::function<void()> what);
  /// From any thread.
  void wake();

  /// Runs until no connection and no timer is left, or stop(), or interrupt(). Errors: local.
  [[nodiscard]] base::Result<void> run();
  /// Makes run() return after the event that is being handled.
  void stop();
  /// The same from any thread and from signal handlers; also a run() that comes later.
  void interrupt();
  [[nodiscard]] bool interrupted() const;

  [[nodiscard]] std::chrono::nanoseconds now() const;
  /// Connections opening and open, and those that wait for their turn.
  [[nodiscard]] std::size_t active() const;
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct State;
  explicit Dialer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Raises this process's limit of descriptors as far as it may go; the limit that holds now.
std::size_t raise_descriptor_limit();

}  // namespace minato::sys
