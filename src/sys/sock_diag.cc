// Asking for sockets and reading struct inet_diag_msg.
#include "sys/sock_diag.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>

#include <array>
#include <bit>
#include <cerrno>
#include <span>

namespace minato::sys {

using base::Malformed;
using base::Result;
using model::IpAddress;
using model::SocketState;

namespace {

// TCP states as the kernel numbers them (net/tcp_states.h); 0 is none.
constexpr std::array kStates = {
    SocketState::closed,       SocketState::established, SocketState::syn_sent,
    SocketState::syn_received, SocketState::fin_wait_1,  SocketState::fin_wait_2,
    SocketState::time_wait,    SocketState::bound,       SocketState::close_wait,
    SocketState::last_ack,     SocketState::listen,      SocketState::closing,
    SocketState::syn_received, SocketState::bound};
constexpr std::uint32_t kLastState = kStates.size() - 1;

IpAddress address_from(std::uint8_t family, std::span<const std::uint32_t, 4> words,
                       std::uint32_t interface_index) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), words.data(), bytes.size());
  if (family == AF_INET) return IpAddress::v4(ntohl(words[0]));
  const IpAddress address = IpAddress::v6(bytes);
  if (address.is_v4_mapped()) return address.unmapped();
  return address.is_link_local() ? IpAddress::v6(bytes, interface_index) : address;
}

model::SocketTimer timer_from(const inet_diag_msg& message) {
  constexpr std::array kKinds = {model::TimerKind::none, model::TimerKind::retransmit,
                                 model::TimerKind::keepalive, model::TimerKind::time_wait,
                                 model::TimerKind::persist};
  if (message.idiag_timer == 0 || message.idiag_timer >= kKinds.size()) return {};
  return {.kind = kKinds[message.idiag_timer],
          .remaining_ms = message.idiag_expires,
          .retransmits = message.idiag_retrans};
}

SocketState state_from(const inet_diag_msg& message) { return kStates[message.idiag_state]; }

std::optional<Malformed> read_attributes(base::Bytes bytes, model::Socket& socket) {
  std::optional<Malformed> wrong;
  const auto malformed = for_each_attribute(bytes, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == INET_DIAG_SKV6ONLY) {
      const auto only = read_native<std::uint8_t>(attribute.value);
      if (!only) wrong = Malformed{sizeof(inet_diag_msg), "INET_DIAG_SKV6ONLY length"};
      // Told for IPv6 sockets only; one bound to a single address takes no IPv4.
      socket.dual_stack = only && *only == 0 && !socket.local.address.is_v4() &&
                          socket.local.address.is_unspecified();
    } else if (attribute.type == INET_DIAG_CGROUP_ID) {
      const auto id = read_native<std::uint64_t>(attribute.value);
      if (!id) wrong = Malformed{sizeof(inet_diag_msg), "INET_DIAG_CGROUP_ID length"};
      socket.cgroup_id = id.value_or(0);
    }
  });
  return wrong ? wrong : malformed;
}

std::vector<std::uint8_t> request_body(const SocketDumpRequest& request) {
  inet_diag_req_v2 body{};
  body.sdiag_family = request.family == model::Family::ipv4 ? AF_INET : AF_INET6;
  body.sdiag_protocol = request.transport == model::Transport::tcp ? IPPROTO_TCP : IPPROTO_UDP;
  body.idiag_states = state_set(request.scope, request.transport);
  std::vector<std::uint8_t> bytes;
  append_native(bytes, body);
  if (request.port) {
    const std::vector<std::uint8_t> filter = port_filter(*request.port);
    append_native(bytes,
                  nlattr{.nla_len = static_cast<std::uint16_t>(sizeof(nlattr) + filter.size()),
                         .nla_type = INET_DIAG_REQ_BYTECODE});
    bytes.insert(bytes.end(), filter.begin(), filter.end());
  }
  return bytes;
}

}  // namespace

tl::expected<DiagSocket, Malformed> parse_diag_socket(base::Bytes payload,
                                                      model::Transport transport) {
  const auto message = read_native<inet_diag_msg>(payload);
  if (!message) return tl::unexpected(Malformed{payload.size(), "inet_diag_msg length"});
  if (message->idiag_family != AF_INET && message->idiag_family != AF_INET6) {
    return tl::unexpected(Malformed{0, "inet_diag_msg family"});
  }
  if (message->idiag_state == 0 || message->idiag_state > kLastState) {
    return tl::unexpected(Malformed{1, "inet_diag_msg state"});
  }
  DiagSocket result;
  const inet_diag_sockid& id = message->id;
  model::Socket& socket = result.socket;
  result.interface_index = id.idiag_if;
  socket.local = {address_from(message->idiag_family, id.idiag_src, id.idiag_if),
                  {ntohs(id.idiag_sport), transport}};
  const IpAddress peer = address_from(message->idiag_family, id.idiag_dst, id.idiag_if);
  if (id.idiag_dport != 0 || !peer.is_unspecified()) {
    socket.remote = model::Endpoint{peer, {ntohs(id.idiag_dport), transport}};
  }
  socket.state = state_from(*message);
  socket.timer = timer_from(*message);
  socket.receive_queue = message->idiag_rqueue;
  socket.send_queue = message->idiag_wqueue;
  socket.uid = message->idiag_uid;
  socket.inode = message->idiag_inode;
  if (auto malformed = read_attributes(payload.subspan(sizeof(inet_diag_msg)), socket)) {
    return tl::unexpected(*malformed);
  }
  return result;
}

std::vector<std::uint8_t> port_filter(const PortMatch& port) {
  // Each condition is an operation and its operand. A jump to the end takes the socket, a jump
  // 4 bytes beyond the end leaves it.
  constexpr std::uint8_t kStep = 2 * sizeof(inet_diag_bc_op);
  const inet_diag_bc_op operand{.code = 0, .yes = 0, .no = port.number};
  std::vector<std::uint8_t> code;
  if (port.side == PortSide::local) {
    append_native(code, inet_diag_bc_op{INET_DIAG_BC_S_EQ, kStep, kStep + 4});
    append_native(code, operand);
    return code;
  }
  append_native(code, inet_diag_bc_op{INET_DIAG_BC_S_EQ, kStep, kStep + 4});
  append_native(code, operand);
  append_native(code, inet_diag_bc_op{INET_DIAG_BC_JMP, 4, kStep + 4});
  append_native(code, inet_diag_bc_op{INET_DIAG_BC_D_EQ, kStep, kStep + 4});
  append_native(code, operand);
  return code;
}

Result<SocketDumpOutcome> dump_sockets(NetlinkSocket& netlink, const SocketDumpRequest& request,
                                       const std::function<void(DiagSocket&&)>& visit) {
  SocketDumpOutcome outcome;
  const NetlinkRequest question{.type = SOCK_DIAG_BY_FAMILY,
                                .flags = NLM_F_DUMP,
                                .body = request_body(request),
                                .what = "sock_diag"};
  auto answered = netlink.ask(question, [&](const NetlinkMessage& message) {
    auto socket = message.type == SOCK_DIAG_BY_FAMILY
                      ? parse_diag_socket(message.payload, request.transport)
                      : tl::unexpected(Malformed{0, "sock_diag message type"});
    if (socket) {
      visit(std::move(*socket));
    } else {
      ++outcome.malformed;
    }
  });
  if (!answered) {
    // ENOENT: the kernel has no such table (IPv6 or the module is missing).
    if (answered.error().errno_value == ENOENT) return outcome;
    return base::fail(answered.error());
  }
  outcome.interrupted = answered->interrupted;
  return outcome;
}

Result<NetlinkSocket> open_sock_diag() { return NetlinkSocket::create(NETLINK_SOCK_DIAG); }

}  // namespace minato::sys
