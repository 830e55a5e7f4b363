// The raw limit of this machine: SYNs sent as fast as one thread can write them into a TPACKET_V2
// ring, answers counted by another from a TPACKET_V3 ring. No scanner can be faster, and none is
// asked to be: bench/scan divides by what this program prints.
//
//   raw_limit INTERFACE OWN-MAC NEXT-HOP-MAC SOURCE FIRST-TARGET TARGETS FIRST-PORT PORTS [COOL-MS]
// Prints: frames sent, seconds to send them, answers received.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kSlotBytes = 256;
constexpr unsigned kBlockBytes = 1U << 16;
constexpr unsigned kSlots = kBlockBytes / kSlotBytes * 32;
constexpr unsigned kBatch = 256;
constexpr std::uint16_t kSourcePort = 61000;

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(4);
}

struct Ring {
  int socket = -1;
  std::uint8_t* start = nullptr;
};

template <typename Request>
Ring open_ring(int version, int option, const Request& request, int interface, int protocol) {
  Ring ring;
  ring.socket = ::socket(AF_PACKET, SOCK_RAW, 0);
  if (ring.socket < 0) die("socket");
  ::setsockopt(ring.socket, SOL_PACKET, PACKET_VERSION, &version, sizeof(version));
  const int yes = 1;
  ::setsockopt(ring.socket, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof(yes));
  ::setsockopt(ring.socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes));
  if (::setsockopt(ring.socket, SOL_PACKET, option, &request, sizeof(request)) < 0) die("ring");
  const std::size_t bytes = std::size_t{request.tp_block_size} * request.tp_block_nr;
  void* const map = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, ring.socket, 0);
  if (map == MAP_FAILED) die("mmap");
  ring.start = static_cast<std::uint8_t*>(map);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = interface;
  address.sll_protocol = htons(static_cast<std::uint16_t>(protocol));
  if (::bind(ring.socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) < 0) die("bind");
  return ring;
}

std::uint16_t folded(std::uint64_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint64_t sum_of(const void* data, std::size_t bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes; i += 2) {
    std::uint16_t word = 0;
    std::memcpy(&word, static_cast<const std::uint8_t*>(data) + i, 2);
    sum += word;
  }
  return sum;
}

struct [[gnu::packed]] Frame {
  ethhdr ethernet;
  iphdr ip;
  tcphdr tcp;
};

Frame make_frame(const char* own, const char* hop, std::uint32_t source) {
  Frame frame{};
  std::array<unsigned, 6> m{};
  for (int side = 0; side < 2; ++side) {
    std::sscanf(side == 0 ? hop : own, "%x:%x:%x:%x:%x:%x", &m[0], &m[1], &m[2], &m[3], &m[4],
                &m[5]);
    for (std::size_t i = 0; i < 6; ++i) {
      (side == 0 ? frame.ethernet.h_dest : frame.ethernet.h_source)[i] =
          static_cast<std::uint8_t>(m[i]);
    }
  }
  frame.ethernet.h_proto = htons(ETH_P_IP);
  frame.ip.version = 4;
  frame.ip.ihl = 5;
  frame.ip.ttl = 64;
  frame.ip.protocol = IPPROTO_TCP;
  frame.ip.tot_len = htons(sizeof(iphdr) + sizeof(tcphdr));
  frame.ip.saddr = source;
  frame.tcp.source = htons(kSourcePort);
  frame.tcp.doff = 5;
  frame.tcp.syn = 1;
  frame.tcp.window = htons(1024);
  return frame;
}

void count_answers(const Ring& ring, unsigned blocks, std::atomic<std::uint64_t>& answers,
                   const std::atomic<bool>& stop) {
  unsigned at = 0;
  while (!stop) {
    auto* const block =
        reinterpret_cast<tpacket_block_desc*>(ring.start + std::size_t{at} * kBlockBytes);
    std::atomic_ref<std::uint32_t> status(block->hdr.bh1.block_status);
    if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) {
      pollfd ready{ring.socket, POLLIN, 0};
      ::poll(&ready, 1, 10);
      continue;
    }
    const auto* packet =
        reinterpret_cast<const std::uint8_t*>(block) + block->hdr.bh1.offset_to_first_pkt;
    std::uint64_t ours = 0;
    for (std::uint32_t i = 0; i < block->hdr.bh1.num_pkts; ++i) {
      const auto* const header = reinterpret_cast<const tpacket3_hdr*>(packet);
      const auto* const frame = reinterpret_cast<const Frame*>(packet + header->tp_mac);
      if (frame->ip.protocol == IPPROTO_TCP && frame->tcp.dest == htons(kSourcePort)) ++ours;
      packet += header->tp_next_offset;
    }
    answers += ours;
    status.store(TP_STATUS_KERNEL, std::memory_order_release);
    at = (at + 1) % blocks;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 9) return 2;
  const int interface = static_cast<int>(::if_nametoindex(argv[1]));
  const std::uint32_t source = ::inet_addr(argv[4]);
  const std::uint32_t first = ntohl(::inet_addr(argv[5]));
  const auto targets = static_cast<std::uint32_t>(std::atol(argv[6]));
  const auto first_port = static_cast<std::uint32_t>(std::atol(argv[7]));
  const auto ports = static_cast<std::uint32_t>(std::atol(argv[8]));
  const long cool_ms = argc > 9 ? std::atol(argv[9]) : 500;

  constexpr unsigned kBlocks = 512;
  const tpacket_req3 receive{kBlockBytes, kBlocks, 2048, kBlockBytes / 2048 * kBlocks, 1, 0, 0};
  const Ring in = open_ring(TPACKET_V3, PACKET_RX_RING, receive, interface, ETH_P_ALL);
  const tpacket_req send{kBlockBytes, 32, kSlotBytes, kSlots};
  const Ring out = open_ring(TPACKET_V2, PACKET_TX_RING, send, interface, 0);
  std::atomic<std::uint64_t> answers{0};
  std::atomic<bool> stop{false};
  std::thread counter([&] { count_answers(in, kBlocks, answers, stop); });

  Frame frame = make_frame(argv[2], argv[3], source);
  const std::uint64_t total = std::uint64_t{targets} * ports;
  const auto start = Clock::now();
  unsigned slot = 0;
  for (std::uint64_t i = 0; i < total; ++i) {
    auto* const header =
        reinterpret_cast<tpacket2_hdr*>(out.start + std::size_t{slot} * kSlotBytes);
    std::atomic_ref<std::uint32_t> status(header->tp_status);
    while (status.load(std::memory_order_acquire) != TP_STATUS_AVAILABLE) {
      ::send(out.socket, nullptr, 0, MSG_DONTWAIT);
    }
    frame.ip.daddr = htonl(first + static_cast<std::uint32_t>(i % targets));
    frame.ip.check = 0;
    frame.ip.check = folded(sum_of(&frame.ip, sizeof(iphdr)));
    frame.tcp.dest = htons(static_cast<std::uint16_t>(first_port + i / targets));
    frame.tcp.seq = static_cast<std::uint32_t>(i * 2654435761U);
    frame.tcp.check = 0;
    frame.tcp.check = folded(sum_of(&frame.tcp, sizeof(tcphdr)) + sum_of(&frame.ip.saddr, 8) +
                             htons(IPPROTO_TCP) + htons(sizeof(tcphdr)));
    std::memcpy(reinterpret_cast<std::uint8_t*>(header) + TPACKET2_HDRLEN - sizeof(sockaddr_ll),
                &frame, sizeof(frame));
    header->tp_len = sizeof(frame);
    status.store(TP_STATUS_SEND_REQUEST, std::memory_order_release);
    slot = (slot + 1) % kSlots;
    if (i % kBatch == kBatch - 1) ::send(out.socket, nullptr, 0, MSG_DONTWAIT);
  }
  ::send(out.socket, nullptr, 0, MSG_DONTWAIT);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  for (long waited = 0; waited < cool_ms && answers < total; ++waited) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  stop = true;
  counter.join();
  std::printf("%llu %.4f %llu\n", static_cast<unsigned long long>(total), seconds,
              static_cast<unsigned long long>(answers.load()));
  return 0;
}
