// The segments of one host that open or tear down TCP connections, with the hops that they still
// had to live when they arrived: a raw socket (raw(7)) beside the kernel's own TCP. Nothing is
// sent.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "model/ip_address.h"
#include "sys/unique_fd.h"

namespace minato::sys {

struct ArrivedSegment {
  std::uint16_t from_port = 0;
  std::uint16_t to_port = 0;
  bool syn = false;
  bool rst = false;
  std::uint8_t hops_left = 0;  ///< TTL, or hop limit

  bool operator==(const ArrivedSegment&) const = default;
};

class TcpArrivals {
 public:
  /// Of segments with SYN or RST to our address `to`, from now on. Errors: permission
  /// (CAP_NET_RAW), local.
  [[nodiscard]] static base::Result<TcpArrivals> open(const model::IpAddress& from,
                                                      const model::IpAddress& to);

  /// What has arrived since the last call; never waits.
  [[nodiscard]] std::vector<ArrivedSegment> take();

 private:
  TcpArrivals(UniqueFd fd, bool v4) : fd_(std::move(fd)), v4_(v4) {}
  UniqueFd fd_;
  bool v4_;
};

}  // namespace minato::sys
