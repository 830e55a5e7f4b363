// What a scan found so far, host by host, in the compact form that a million answers need; the
// outputs of a scan are told from it. Which ports are worth a line of their own: all open ones, and
// those of another state when a host has few of them (nmap's rule).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/endpoint.h"
#include "model/ip_address.h"
#include "model/port_set.h"
#include "model/port_state.h"
#include "model/service.h"
#include "render/scan/report.h"
#include "wire/stack_mark.h"

namespace minato::pipeline {

/// One port that answered, or stayed silent to the end.
struct PortFinding {
  model::IpAddress address{};
  model::Port port{};
  model::PortState state = model::PortState::filtered;
  model::Reason reason = model::Reason::no_response;
  std::uint8_t ttl = 0;  ///< 0: no answer
  std::optional<std::uint32_t> rtt_us{};
  base::Timestamp time{};
  wire::StackMark stack{};  ///< of a SYN-ACK; empty for others
};

/// One host that showed that it is there, whatever its ports do.
struct HostFinding {
  model::IpAddress address{};
  model::Reason reason = model::Reason::user_set;
  std::uint8_t ttl = 0;
  std::optional<std::uint32_t> rtt_us{};
  std::string mac{};  ///< "" when not on the link
  base::Timestamp time{};
};

struct ScanCollectorOptions {
  model::PortSet ports{};  ///< that each host is asked for
  base::Timestamp started{};
  /// The state of a port that stays silent, by transport.
  std::array<model::PortState, model::kTransports.size()> silence{};
  /// More ports of one state than this are only counted.
  std::size_t most_listed = 25;
  bool guesses_systems = false;  ///< -A: the SYN-ACKs of a host tell its operating system
};

struct CollectedCounts {
  std::uint64_t hosts = 0;
  std::uint64_t open = 0;
};

/// Memory: about 200 bytes a host and 16 bytes a listed port. One thread at a time.
class ScanCollector {
 public:
  explicit ScanCollector(ScanCollectorOptions options) : options_(std::move(options)) {}

  /// Silence of a host that nothing else is known of is not kept: in a wide scan that would be
  /// nearly all there is. Such a host can be added first.
  void add(const PortFinding& finding);
  void add(const HostFinding& finding);
  /// Who answers on an open port; shown wherever that port is.
  void add_service(const model::Endpoint& endpoint, model::Service service);
  /// What add_service() added; nullptr when nothing is known. Valid until the next add.
  [[nodiscard]] const model::Service* service_at(const model::Endpoint& endpoint) const;
  /// Names of a host by reverse resolution: hostile.
  void add_names(const model::IpAddress& address, std::vector<std::string> names);

  [[nodiscard]] const CollectedCounts& counts() const { return counts_; }
  /// Hosts that answered, or were added, in address order.
  [[nodiscard]] std::vector<model::IpAddress> addresses() const;

  /// One open port as the outputs take it.
  [[nodiscard]] static render::ScanPort port_of(const PortFinding& finding);

  /// How far the scan came: after a complete one, ports that nothing was said about are silent.
  enum class Completeness : std::uint8_t { complete, stopped };
  using HostTeller = std::function<void(const render::ScanHost&)>;
  /// Tells each host in address order; the views are valid during the call only.
  /// name_of: the name that was typed for an address.
  void tell_hosts(Completeness completeness,
                  const std::function<std::string_view(const model::IpAddress&)>& name_of,
                  const HostTeller& tell) const;

 private:
  /// A port in 16 bytes.
  struct Seen {
    std::uint32_t rtt_us = 0;   ///< 0: not known
    std::uint32_t time_ms = 0;  ///< since the start
    std::uint16_t number = 0;
    std::uint8_t ttl = 0;
    model::Reason reason = model::Reason::no_response;
  };
  /// Ports of one transport and state.
  struct Group {
    model::Transport transport = model::Transport::tcp;
    model::PortState state = model::PortState::open;
    std::uint64_t count = 0;
    std::vector<Seen> listed{};  ///< empty when there are more than most_listed
    std::vector<std::pair<model::Reason, std::uint64_t>> reasons{};

    void add(model::Reason reason, std::uint64_t more);
    [[nodiscard]] bool all_listed() const { return listed.size() == count; }
  };
  struct Host {
    model::Reason reason = model::Reason::user_set;
    std::uint8_t ttl = 0;
    std::uint32_t rtt_us = 0;  ///< smoothed; 0: not known
    std::uint32_t rtt_variance_us = 0;
    base::Timestamp first{};
    base::Timestamp last{};
    std::string mac{};
    std::vector<std::string> names{};
    std::vector<Group> groups{};
    wire::StackMark stack{};  ///< of its first SYN-ACK
    std::uint8_t stack_hops = 0;
    bool stacks_differ = false;  ///< its ports are those of several machines
  };
  Host& host_at(const model::IpAddress& address, base::Timestamp time);
  Group& group_of(Host& host, const PortFinding& finding);
  static void add_rtt(Host& host, std::uint32_t rtt_us);
  static void add_stack(Host& host, const PortFinding& finding);
  [[nodiscard]] static render::ScanSystem system_of(const Host& host);
  /// Counts what was never told of a host as silent.
  void add_silence(std::vector<Group>& groups, model::Transport transport,
                   std::uint64_t missing) const;
  [[nodiscard]] std::vector<render::ScanPort> listed_ports(const model::IpAddress& address,
                                                           const std::vector<Group>& groups) const;
  [[nodiscard]] static std::vector<render::ScanTally> tallies_of(const std::vector<Group>& groups);
  [[nodiscard]] std::vector<std::unique_ptr<model::PortSet>> name_ports(
      std::vector<render::ScanTally>& tallies, const std::vector<render::ScanPort>& ports) const;
  void tell_host(const model::IpAddress& address, const Host& host, Completeness completeness,
                 std::string_view typed_name, const HostTeller& tell) const;
  [[nodiscard]] base::Timestamp time_of(const Seen& seen) const {
    return options_.started + std::chrono::milliseconds(seen.time_ms);
  }

  ScanCollectorOptions options_;
  CollectedCounts counts_{};
  std::map<model::IpAddress, Host> hosts_;
  std::map<model::Endpoint, model::Service> services_{};
  Host* latest_ = nullptr;  ///< answers of one host come in a row
  model::IpAddress latest_address_{};
};

}  // namespace minato::pipeline
