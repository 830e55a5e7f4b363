// Walking the blocks of the ring; cooked headers and VLAN tags are put back in front of the frames.
#include "sys/packet_tap.h"

#include <arpa/inet.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "sys/link_device.h"
#include "sys/memory_map.h"
#include "sys/pcap_filter.h"
#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr unsigned kBlockTimeoutMs = 20;  // how long a packet may wait in a block that is not full
/// Room in front of each frame for a cooked header or a VLAN tag.
constexpr int kHeadroom = 32;
constexpr std::size_t kCookedBytes = 20;
constexpr std::size_t kMacBytes = 12;  // both addresses
constexpr std::size_t kTagBytes = 4;

constexpr std::uint16_t kLinkEthernet = 1;
constexpr std::uint16_t kLinkRawIp = 101;
constexpr std::uint16_t kLinkCooked = 276;

template <typename Value>
base::Result<void> set_option(const UniqueFd& socket, int level, int option, const Value& value,
                              std::string_view name) {
  if (::setsockopt(socket.get(), level, option, &value, sizeof(value)) == 0) return {};
  return base::fail(base::system_error("setsockopt " + std::string(name), errno));
}

base::Result<MemoryMap> make_ring(const UniqueFd& socket, std::size_t wanted_bytes) {
  tpacket_req3 ring{};
  ring.tp_block_size = kBlockBytes;
  ring.tp_block_nr = static_cast<unsigned>(std::max<std::size_t>(2, wanted_bytes / kBlockBytes));
  ring.tp_frame_size = TPACKET_ALIGNMENT << 7;
  ring.tp_frame_nr = ring.tp_block_size / ring.tp_frame_size * ring.tp_block_nr;
  ring.tp_retire_blk_tov = kBlockTimeoutMs;
  auto ready = set_option(socket, SOL_PACKET, PACKET_VERSION, int{TPACKET_V3}, "PACKET_VERSION");
  if (ready) ready = set_option(socket, SOL_PACKET, PACKET_RESERVE, kHeadroom, "PACKET_RESERVE");
  if (ready) ready = set_option(socket, SOL_PACKET, PACKET_RX_RING, ring, "PACKET_RX_RING");
  if (!ready) return base::fail(ready.error());
  const std::size_t bytes = std::size_t{ring.tp_block_size} * ring.tp_block_nr;
  void* const start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, socket.get(), 0);
  if (start == MAP_FAILED) return base::fail(base::system_error("mmap packet ring", errno));
  return MemoryMap(static_cast<std::uint8_t*>(start), bytes);
}

base::Result<void> listen_on(const UniqueFd& socket, std::uint32_t interface_index) {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(interface_index);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    return {};
  }
  return base::fail(base::system_error("bind packet socket", errno));
}

/// How frames of a device are handed over: raw where this program knows their kind.
std::uint16_t link_of(const LinkDevice& device) {
  switch (device.hardware) {
    case ARPHRD_ETHER:
    case ARPHRD_LOOPBACK:
      return kLinkEthernet;
    case ARPHRD_NONE:
    case ARPHRD_PPP:
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
      return kLinkRawIp;
    default:
      return kLinkCooked;
  }
}

}  // namespace

struct PacketTap::State {
  UniqueFd socket{};
  UniqueFd wake{};
  MemoryMap ring{};
  std::uint16_t link = kLinkCooked;
  std::size_t at = 0;
  std::atomic<std::uint64_t> received{0};
  mutable std::atomic<std::uint64_t> dropped{0};

  std::size_t walk(const std::function<void(const TappedFrame&)>& visit) {
    const std::size_t blocks = ring.bytes().size() / kBlockBytes;
    std::size_t visited = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
      auto& current =
          *reinterpret_cast<tpacket_block_desc*>(ring.bytes().data() + at * kBlockBytes);
      std::atomic_ref<std::uint32_t> status(current.hdr.bh1.block_status);
      if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) break;
      visited += visit_block(current, visit);
      status.store(TP_STATUS_KERNEL, std::memory_order_release);
      at = (at + 1) % blocks;
    }
    received.fetch_add(visited, std::memory_order_relaxed);
    return visited;
  }

  std::size_t visit_block(tpacket_block_desc& current,
                          const std::function<void(const TappedFrame&)>& visit) const {
    auto* const start = reinterpret_cast<std::uint8_t*>(&current);
    const std::uint32_t count = current.hdr.bh1.num_pkts;
    std::size_t place = current.hdr.bh1.offset_to_first_pkt;
    std::size_t visited = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      auto& header = *reinterpret_cast<tpacket3_hdr*>(start + place);
      const auto& from = *reinterpret_cast<const sockaddr_ll*>(start + place +
                                                               TPACKET_ALIGN(sizeof(tpacket3_hdr)));
      // What goes out on loopback comes in again at once: once is enough.
      const bool twice = from.sll_hatype == ARPHRD_LOOPBACK && from.sll_pkttype == PACKET_OUTGOING;
      if (!twice) {
        visit(frame_of(start + place, header, from));
        ++visited;
      }
      place += header.tp_next_offset;
    }
    return visited;
  }

  TappedFrame frame_of(std::uint8_t* place, const tpacket3_hdr& header,
                       const sockaddr_ll& from) const {
    std::uint8_t* bytes = place + (link == kLinkCooked ? header.tp_net : header.tp_mac);
    std::size_t length = header.tp_snaplen;
    std::size_t added = 0;
    if (link == kLinkCooked) {
      bytes -= kCookedBytes;
      write_cooked(bytes, from);
      added = kCookedBytes;
    } else if (link == kLinkEthernet && (header.tp_status & TP_STATUS_VLAN_VALID) != 0 &&
               length >= kMacBytes) {
      // The kernel took the tag out of the frame: it goes back behind the addresses.
      bytes -= kTagBytes;
      std::memmove(bytes, bytes + kTagBytes, kMacBytes);
      const std::uint16_t kind = (header.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0
                                     ? header.hv1.tp_vlan_tpid
                                     : std::uint16_t{ETH_P_8021Q};
      const auto tag = static_cast<std::uint16_t>(header.hv1.tp_vlan_tci);
      const std::array<std::uint8_t, kTagBytes> word = {
          static_cast<std::uint8_t>(kind >> 8), static_cast<std::uint8_t>(kind),
          static_cast<std::uint8_t>(tag >> 8), static_cast<std::uint8_t>(tag)};
      std::copy(word.begin(), word.end(), bytes + kMacBytes);
      added = kTagBytes;
    }
    length += added;
    return {.bytes = {bytes, length},
            .time_ns = std::int64_t{header.tp_sec} * 1'000'000'000 + header.tp_nsec,
            .original_bytes = static_cast<std::uint32_t>(header.tp_len + added),
            .interface_index = static_cast<std::uint32_t>(from.sll_ifindex)};
  }

  /// protocol:u16 zero:u16 interface:u32 hardware:u16 kind:u8 address-length:u8 address:8
  static void write_cooked(std::uint8_t* out, const sockaddr_ll& from) {
    const std::uint16_t protocol = from.sll_protocol;  // in network order already
    const std::uint32_t interface = htonl(static_cast<std::uint32_t>(from.sll_ifindex));
    const std::uint16_t hardware = htons(from.sll_hatype);
    std::memset(out, 0, kCookedBytes);
    std::memcpy(out, &protocol, 2);
    std::memcpy(out + 4, &interface, 4);
    std::memcpy(out + 8, &hardware, 2);
    out[10] = from.sll_pkttype;
    out[11] = from.sll_halen;
    std::memcpy(out + 12, from.sll_addr, std::min<std::size_t>(from.sll_halen, 8));
  }

  base::Result<void> wait(std::chrono::milliseconds timeout) const {
    std::array<pollfd, 2> set = {pollfd{socket.get(), POLLIN | POLLERR, 0},
                                 pollfd{wake.get(), POLLIN, 0}};
    if (::poll(set.data(), set.size(), static_cast<int>(timeout.count())) < 0 && errno != EINTR) {
      return base::fail(base::system_error("poll packet socket", errno));
    }
    if ((set[1].revents & POLLIN) != 0) {
      std::uint64_t count = 0;
      [[maybe_unused]] const ssize_t got = ::read(wake.get(), &count, sizeof(count));
    }
    if ((set[0].revents & POLLERR) == 0) return {};
    int error = 0;
    socklen_t length = sizeof(error);
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error == 0) return {};
    return base::fail(base::system_error("receive on packet socket", error));
  }
};

PacketTap::PacketTap(std::unique_ptr<State> state) : state_(std::move(state)) {}
PacketTap::PacketTap(PacketTap&&) noexcept = default;
PacketTap& PacketTap::operator=(PacketTap&&) noexcept = default;
PacketTap::~PacketTap() = default;

base::Result<PacketTap> PacketTap::open(const TapRequest& request) {
  auto state = std::make_unique<State>();
  if (request.interface_index != 0) {
    const auto device = find_link_device(request.interface_index);
    if (!device) return base::fail(device.error());
    state->link = link_of(*device);
  }
  // Protocol 0: nothing is received before filter and ring are in place.
  const int type = state->link == kLinkCooked ? SOCK_DGRAM : SOCK_RAW;
  state->socket = UniqueFd(::socket(AF_PACKET, type | SOCK_CLOEXEC, 0));
  if (!state->socket) {
    const base::Error error = base::system_error("socket AF_PACKET", errno);
    if (error.code != base::ErrorCode::permission) return base::fail(error);
    return base::fail(error.within({.code = base::ErrorCode::permission,
                                    .origin = base::Origin::local,
                                    .key = "error.capture.rights"}));
  }
  state->wake = UniqueFd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!state->wake) return base::fail(base::system_error("eventfd", errno));
  // Cooked sockets show the kernel's filter the packet without its link layer.
  const std::uint16_t seen = state->link == kLinkCooked ? kLinkRawIp : state->link;
  auto program = compile_pcap_filter(request.filter, seen, request.snap_bytes);
  if (!program) return base::fail(program.error());
  if (const auto set = attach_filter(state->socket.get(), *program); !set) {
    return base::fail(set.error());
  }
  auto ring = make_ring(state->socket, request.ring_bytes);
  if (!ring) return base::fail(ring.error());
  state->ring = std::move(*ring);
  const auto bound = listen_on(state->socket, request.interface_index);
  if (!bound) return base::fail(bound.error());
  return PacketTap(std::move(state));
}

base::Result<std::size_t> PacketTap::receive(std::chrono::milliseconds timeout,
                                             const std::function<void(const TappedFrame&)>& visit) {
  const std::size_t visited = state_->walk(visit);
  if (visited > 0) return visited;
  const auto ready = state_->wait(timeout);
  if (!ready) return base::fail(ready.error());
  return state_->walk(visit);
}

void PacketTap::interrupt() {
  const std::uint64_t one = 1;
  // A full counter is woken already.
  [[maybe_unused]] const ssize_t written = ::write(state_->wake.get(), &one, sizeof(one));
}

TapStats PacketTap::stats() const {
  // The kernel resets its counters at each reading.
  tpacket_stats_v3 fresh{};
  socklen_t length = sizeof(fresh);
  if (::getsockopt(state_->socket.get(), SOL_PACKET, PACKET_STATISTICS, &fresh, &length) == 0) {
    state_->dropped.fetch_add(fresh.tp_drops, std::memory_order_relaxed);
  }
  return {state_->received.load(std::memory_order_relaxed),
          state_->dropped.load(std::memory_order_relaxed)};
}

std::uint16_t PacketTap::link_number() const { return state_->link; }

}  // namespace minato::sys
