// The plan of a simulated network: which addresses live, what their ports answer. The same plan
// answers packets and tells the truth, so the two cannot differ.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ip_address.h"
#include "model/port.h"
#include "model/port_state.h"

namespace minato::lab {

/// What a port does with a probe. The ICMP answers name their reason; IPv6 has fewer.
enum class Answer : std::uint8_t {
  open,    ///< TCP: SYN-ACK; UDP: the reply, when the request is right
  closed,  ///< TCP: RST; UDP: port unreachable
  silent,
  tarpit,  ///< SYN-ACK, then a window of 0 for ever
  port_unreach,
  host_unreach,
  net_unreach,
  proto_unreach,
  host_prohibited,
  net_prohibited,
  admin_prohibited,
  time_exceeded,
};

/// How an answer lies or breaks. A scanner must not believe any but `options` and `repeated`.
enum class Spoil : std::uint8_t {
  none,
  checksum,        ///< wrong
  acknowledgment,  ///< of something that was never sent
  source,          ///< comes from the next address
  port,            ///< comes from the next port
  truncated,       ///< ends within the header
  options,         ///< 40 bytes of unknown options: odd, but true
  quote,           ///< an ICMP error about a probe that was never sent
};

struct Rule {
  model::Transport transport = model::Transport::tcp;
  std::bitset<65536> ports{};
  double share = 1;  ///< of these ports, drawn by the seed for each address
  Answer answer = Answer::closed;
  Spoil spoil = Spoil::none;
  unsigned deaf = 0;    ///< the first probes to each port that are not heard
  unsigned repeat = 0;  ///< how often a SYN-ACK is sent again
  double rate = 0;      ///< answers a second and host, 0: no limit
  double burst = 1;
  std::vector<std::uint16_t> knock{};   ///< ports to be knocked at, in order, before `answer`
  Answer unknocked = Answer::closed;    ///< the answer before that
  std::vector<std::uint8_t> request{};  ///< how a UDP request must begin
  std::vector<std::uint8_t> reply{};    ///< of UDP; empty: the request itself
  std::size_t copied = 0;               ///< bytes of the request that stand before the reply
  std::string banner{};                 ///< of TCP, when the connection is there
};

/// Addresses that behave alike.
struct Group {
  std::vector<model::Prefix> at{};
  double alive = 1;                 ///< share of the addresses that live, drawn by the seed
  bool on_link = true;              ///< answers ARP and neighbour solicitations itself
  bool echo = true;                 ///< answers pings
  Answer dead = Answer::silent;     ///< what a router says about an address that does not live
  bool errors_from_router = false;  ///< ICMP errors come from the router in front
  std::uint8_t ttl = 64;
  std::chrono::nanoseconds delay{0};   ///< the host's own, before each answer
  std::chrono::nanoseconds jitter{0};  ///< uniform on top
  double icmp_rate = 0;                ///< ICMP errors a second and host, 0: no limit
  double icmp_burst = 1;
  std::size_t quote_bytes = 8;  ///< of the transport header and payload, in ICMP errors
  std::vector<Rule> rules{};    ///< the first that fits decides; else the port is closed
};

/// Which question is put to a port: the same port looks different to each.
enum class Probe : std::uint8_t { syn, connect, ack, fin, udp };

struct PortTruth {
  model::PortState state = model::PortState::closed;
  model::Reason reason = model::Reason::reset;

  bool operator==(const PortTruth&) const = default;
};

struct Plan {
  std::uint64_t seed = 1;
  std::vector<model::IpAddress> routers{};  ///< answer ARP/NDP, forward to every group
  std::vector<Group> groups{};              ///< the first that holds an address decides

  [[nodiscard]] const Group* group_of(const model::IpAddress& address) const;
  [[nodiscard]] bool alive(const Group& group, const model::IpAddress& address) const;
  /// nullptr: no rule fits.
  [[nodiscard]] const Rule* rule_for(const Group& group, const model::IpAddress& address,
                                     model::Port port) const;
  /// What a perfect scanner reports; nothing when nobody lives there. A port that opens after
  /// knocking counts as not knocked, a UDP port as asked the right thing.
  [[nodiscard]] std::optional<PortTruth> truth(const model::IpAddress& address, model::Port port,
                                               Probe probe) const;
};

/// 64 bits of an address and a salt, well mixed.
[[nodiscard]] std::uint64_t hash_of(const model::IpAddress& address, std::uint64_t salt);

}  // namespace minato::lab
