// One netlink socket (through libmnl) that asks for dumps.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "sys/netlink_messages.h"

struct mnl_socket;

namespace minato::sys {

/// A request to the kernel: `body` follows the header. Type and flags: <linux/netlink.h>.
struct NetlinkRequest {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;  ///< besides NLM_F_REQUEST
  std::vector<std::uint8_t> body{};
  std::string_view what = "netlink";  ///< names the request in errors
};

/// Appends the bytes of a value to a request's body.
template <typename Value>
  requires std::is_trivially_copyable_v<Value>
void append_native(std::vector<std::uint8_t>& body, const Value& value) {
  // resize and copy: g++ 12 at -O2 takes an insert of a range here for an overflow.
  const std::size_t at = body.size();
  body.resize(at + sizeof(Value));
  std::memcpy(body.data() + at, &value, sizeof(Value));
}

/// Bound to the network namespace of the thread that created it. Not thread-safe.
class NetlinkSocket {
 public:
  /// protocol: NETLINK_SOCK_DIAG, NETLINK_ROUTE. Errors: local.
  [[nodiscard]] static base::Result<NetlinkSocket> create(int protocol);

  /// Sends the request and calls `visit` for each message of the answer until it is complete.
  /// Errors: local; an NLMSG_ERROR is the errno that it carries; malformed: lengths that lie.
  [[nodiscard]] base::Result<DumpProgress> ask(const NetlinkRequest& request,
                                               const MessageVisit& visit);

 private:
  struct Close {
    void operator()(mnl_socket* socket) const;
  };
  explicit NetlinkSocket(std::unique_ptr<mnl_socket, Close> socket);

  [[nodiscard]] base::Result<void> send(const NetlinkRequest& request);

  std::unique_ptr<mnl_socket, Close> socket_;
  std::vector<std::uint8_t> buffer_;
  std::uint32_t sequence_ = 0;
};

}  // namespace minato::sys
