// The simulated network: a frame goes in, the answers of its hosts come out. Sans-I/O; time is
// given. TCP connections are held without state: the first sequence number is a keyed hash, as with
// SYN cookies.
#pragma once

#include <array>
#include <chrono>
#include <string>

#include "lab/ends/random.h"
#include "lab/hosts/host_memory.h"
#include "lab/hosts/host_plan.h"
#include "lab/hosts/reply_writer.h"
#include "wire/ndp.h"

namespace minato::lab {

struct ResponderCounts {
  std::uint64_t received = 0;
  std::uint64_t malformed = 0;      ///< could not be read
  std::uint64_t bad_checksums = 0;  ///< a real host would drop it
  std::uint64_t misaddressed = 0;   ///< to an Ethernet address that is nobody's
  std::uint64_t strangers = 0;      ///< to an address without a group
  std::uint64_t dead = 0;           ///< to an address where nobody lives
  std::uint64_t resolutions = 0;    ///< ARP requests and neighbour solicitations
  std::uint64_t pings = 0;
  std::uint64_t syns = 0;
  std::uint64_t other_segments = 0;
  std::uint64_t datagrams = 0;
  std::uint64_t limited = 0;  ///< answers kept back by a rate limit
  std::uint64_t answers = 0;
  std::uint64_t most_in_100_ms = 0;  ///< the greatest rate at which TCP and UDP came in
};

/// Not thread-safe. Times must not run backwards.
class Responder {
 public:
  /// Both must outlive the responder.
  Responder(const Plan& plan, Outbox& outbox);

  void take(std::chrono::nanoseconds now, wire::LinkType link, base::Bytes frame);
  [[nodiscard]] const ResponderCounts& counts() const { return counts_; }
  [[nodiscard]] std::uint64_t memory_refused() const { return memory_.refused(); }

 private:
  /// Everything about one question to one port.
  struct Case {
    const Question& question;
    const Group& group;
    const Rule* rule;  ///< nullptr: closed
    model::Port port;
    Answer answer = Answer::closed;
  };

  void resolve_arp(const wire::Packet& packet, std::chrono::nanoseconds now);
  void resolve_neighbor(const Question& question);
  [[nodiscard]] bool resolves(const model::IpAddress& address) const;
  [[nodiscard]] bool is_router(const model::IpAddress& address) const;
  [[nodiscard]] bool reaches(const Question& question, const Group* group) const;
  void take_packet(const Question& question);
  void take_icmp(const Question& question, const Group& group);
  void take_tcp(const Question& question, const Group& group);
  void take_udp(const Question& question, const Group& group);
  void answer_syn(const Case& asked, const wire::TcpHeader& segment);
  void answer_segment(const Case& asked, const wire::TcpHeader& segment);
  void answer_connection(const Case& asked, const wire::TcpHeader& segment);
  void answer_datagram(const Case& asked, const wire::UdpHeader& datagram);
  void send_error(const Question& question, const Group& group, Answer error, Manner manner);
  void send_unlived(const Question& question, const Group& group);

  [[nodiscard]] Case case_of(const Question& question, const Group& group, model::Port port);
  /// False for a probe that the host does not hear or may not answer.
  [[nodiscard]] bool may_answer(const Case& asked);
  [[nodiscard]] bool knocked(const Question& question, const Rule& rule, std::uint16_t port);
  [[nodiscard]] std::optional<model::IpAddress> router_for(const model::IpAddress& peer) const;
  [[nodiscard]] Manner manner_of(const Question& question, const Group& group);
  [[nodiscard]] std::uint32_t cookie(const Question& question,
                                     const wire::TcpHeader& segment) const;
  void count_rate(std::chrono::nanoseconds now);

  const Plan& plan_;
  ReplyWriter writer_;
  HostMemory memory_;
  Random random_;
  ResponderCounts counts_{};
  std::chrono::nanoseconds window_start_{0};
  std::uint64_t in_window_ = 0;
};

}  // namespace minato::lab
