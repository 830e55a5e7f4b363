// The second look at a RST: the same once more with a view of the packets, and some other ports of
// the host to compare with.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "check/reset_origin.h"
#include "sys/dialer.h"
#include "talk/driver.h"

namespace minato::check {

class OriginLook {
 public:
  /// Nothing: the RST did not come again, or there was nothing to compare it with.
  using Done = std::function<void(std::optional<ResetOrigin>)>;

  /// request: the port and from where; done comes from the loop.
  OriginLook(sys::Dialer& dialer, sys::TcpArrivals arrivals, sys::DialRequest request, Done done);
  OriginLook(const OriginLook&) = delete;
  OriginLook& operator=(const OriginLook&) = delete;
  ~OriginLook();

  /// At a port that refuses: other ports are asked too.
  void at_refusal();
  /// At a conversation that is torn down.
  void at_conversation(std::unique_ptr<talk::Machine> machine, talk::TalkOptions options);

 private:
  class Knock;
  void knock(model::Port port);
  void ended();

  sys::Dialer& dialer_;
  sys::TcpArrivals arrivals_;
  sys::DialRequest request_;
  Done done_;
  std::vector<std::unique_ptr<Knock>> knocks_{};
  std::unique_ptr<talk::Driver> driver_{};
  std::optional<std::uint8_t> icmp_hops_left_{};
  std::size_t open_ = 0;
};

}  // namespace minato::check
