// The routers on the way to one port, all hops asked at once: connections whose packets may only
// live for so many hops (TTL), and the ICMP errors that come back. Needs no rights: the kernel
// hands the errors to the socket (IP_RECVERR).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sys/dialer.h"

namespace minato::check {

enum class HopAnswer : std::uint8_t {
  silent,
  passed_on,  ///< "time exceeded": the packet came as far as here
  reached,    ///< the target itself answered (open or closed)
  rejected,   ///< an ICMP error that forbids or knows no way further
};

struct Hop {
  unsigned number = 0;
  HopAnswer answer = HopAnswer::silent;
  std::optional<model::IpAddress> address{};
  std::chrono::nanoseconds rtt{};
};

struct Path {
  model::Endpoint to{};
  std::vector<Hop> hops{};  ///< up to the target, or to the last that answered and one more

  [[nodiscard]] bool reached() const;
  /// The last hop that answered at all; null when none did.
  [[nodiscard]] const Hop* last_answer() const;
};

class PathTracer {
 public:
  using Done = std::function<void(Path&&)>;
  static constexpr unsigned kMostHops = 30;

  /// request: whom to reach and from where; UDP: one small datagram a hop.
  PathTracer(sys::Dialer& dialer, sys::DialRequest request, std::chrono::nanoseconds limit,
             Done done);
  PathTracer(const PathTracer&) = delete;
  PathTracer& operator=(const PathTracer&) = delete;
  ~PathTracer();

  void start();

 private:
  class Probe;
  void answered(unsigned number, Hop hop);
  void finish();

  sys::Dialer& dialer_;
  sys::DialRequest request_;
  std::chrono::nanoseconds limit_;
  Done done_;
  std::vector<Hop> hops_{};
  std::vector<bool> known_{};
  std::vector<std::unique_ptr<Probe>> probes_{};
  bool over_ = false;
};

}  // namespace minato::check
