// Builds the frames that simulated hosts send back: the link and IP headers of the question, turned
// round, and a transport header of our own.
#pragma once

#include <array>
#include <chrono>

#include "lab/ends/delay_line.h"
#include "lab/hosts/host_plan.h"
#include "wire/packet.h"

namespace minato::lab {

/// Takes finished frames to the wire.
class Outbox {
 public:
  virtual ~Outbox() = default;
  /// when: on the scale of the times that the responder is given.
  virtual void put(std::chrono::nanoseconds when, base::Bytes frame) = 0;
};

/// A packet that came in, with what the answer needs of it.
struct Question {
  const wire::Packet& packet;
  model::IpAddress peer{};  ///< who asks
  model::IpAddress host{};  ///< who is asked
  std::chrono::nanoseconds now{0};
};

/// When, by whom and how broken an answer leaves.
struct Manner {
  std::chrono::nanoseconds when{0};
  model::IpAddress source{};
  std::uint8_t ttl = 64;
  Spoil spoil = Spoil::none;
};

/// The Ethernet address of a simulated host: 02:6d and the last four bytes of its address.
[[nodiscard]] wire::MacAddress mac_of(const model::IpAddress& address);

/// Stateless; the buffers are reused. Not thread-safe.
class ReplyWriter {
 public:
  explicit ReplyWriter(Outbox& outbox) : outbox_(outbox) {}

  void arp_reply(const wire::EthernetHeader& ethernet, const wire::Packet& packet,
                 std::chrono::nanoseconds when);
  void advertisement(const Question& question, const model::IpAddress& target, bool router,
                     std::chrono::nanoseconds when);
  void echo(const Question& question, const wire::IcmpHeader& request, const Manner& manner);
  /// header: ports and numbers as they leave; `manner.spoil` breaks it.
  void tcp(const Question& question, wire::TcpHeader header, base::Bytes payload, Manner manner);
  void udp(const Question& question, const wire::UdpHeader& request, base::Bytes payload,
           Manner manner);
  /// error: an ICMP answer of Answer. quote_bytes: of what follows the IP header.
  void icmp_error(const Question& question, Answer error, std::size_t quote_bytes, Manner manner);

 private:
  void packet(const Question& question, std::uint8_t protocol, base::Bytes transport,
              const Manner& manner, std::size_t cut = 0);
  [[nodiscard]] base::Bytes quote(const Question& question, std::size_t quote_bytes, Spoil spoil);

  Outbox& outbox_;
  std::array<std::uint8_t, kLongestFrame> transport_{};
  std::array<std::uint8_t, kLongestFrame> frame_{};
  std::array<std::uint8_t, kLongestFrame> quote_{};
};

}  // namespace minato::lab
