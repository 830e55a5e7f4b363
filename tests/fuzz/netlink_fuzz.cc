// Answers of netlink from hostile bytes: framing, sockets, links, addresses.
#include "base/check.h"
#include "sys/interfaces.h"
#include "sys/netlink_messages.h"
#include "sys/sock_diag.h"

namespace {

using namespace minato;  // NOLINT(google-build-using-namespace): a test program

void look_inside(base::Bytes payload) {
  for (const auto transport : {model::Transport::tcp, model::Transport::udp}) {
    const auto found = sys::parse_diag_socket(payload, transport);
    if (!found) continue;
    const model::Socket& socket = found->socket;
    // What was read has texts that read back.
    MINATO_CHECK(model::parse_socket_state(model::to_text(socket.state)) == socket.state);
    MINATO_CHECK(model::parse_endpoint(model::to_text(socket.local)) == socket.local);
    MINATO_CHECK(!socket.dual_stack || socket.local.address.is_unspecified());
  }
  if (const auto link = sys::parse_link(payload)) MINATO_CHECK(!link->name.empty());
  const auto address = sys::parse_address(payload);
  if (address && *address) {
    MINATO_CHECK((*address)->address.prefix_length <= (*address)->address.address.bits());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes(data, size);
  look_inside(bytes);
  // Each sequence number that the bytes themselves name, so that messages are not passed over.
  const auto header = sys::read_native<std::array<std::uint32_t, 4>>(bytes);
  sys::DumpProgress progress;
  const auto malformed =
      sys::read_answer(bytes, header ? (*header)[2] : 0, progress,
                       [](const sys::NetlinkMessage& message) { look_inside(message.payload); });
  MINATO_CHECK(!malformed || malformed->offset <= size);
  MINATO_CHECK(progress.errno_value >= 0);
  return 0;
}
