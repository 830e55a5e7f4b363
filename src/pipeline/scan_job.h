// One scan from targets to findings: ways out, links, hosts that are there, then their ports.
//
//   auto job = ScanJob::prepare(request, ground);   // opens what needs rights
//   … drop the rights …
//   auto outcome = job->run(listener, stop);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/clock.h"
#include "model/target_set.h"
#include "pipeline/scan_journal.h"
#include "pipeline/scan_listener.h"
#include "scan/pass_ground.h"
#include "scan/probe_kind.h"
#include "sys/connector.h"

namespace minato::pipeline {

/// Whether hosts are looked for before their ports.
enum class Discovery : std::uint8_t {
  before,  ///< yes, where that is cheaper than asking the ports themselves
  none,    ///< every target counts as there (-Pn)
  only,    ///< and nothing else (-sn)
};

/// By which means probes leave this machine.
enum class ScanMeans : std::uint8_t {
  packets,  ///< our own packets: needs CAP_NET_RAW
  sockets,  ///< the kernel's connections: needs no right
};

struct ScanRequest {
  ScanMeans means = ScanMeans::packets;
  model::TargetSet targets{};
  std::vector<const scan::ProbeKind*> kinds{};  ///< of ports, one a transport; empty with `only`
  model::PortSet ports{};
  Discovery discovery = Discovery::before;
  scan::RateLimits limits{};
  scan::PacketStyle style{};
  unsigned most_tries = scan::SchedulerOptions{}.most_tries;
  unsigned least_tries = scan::SchedulerOptions{}.least_tries;
  scan::HashKey key{};     ///< of the order: shards and resumed runs share it
  scan::HashKey secret{};  ///< of the tokens that prove answers: of this run alone, saved nowhere
  scan::Shard shard{};
  scan::SourcePorts source_ports{};
  /// One of this machine's addresses; nothing: as the routes have it.
  std::optional<model::IpAddress> source{};
};

/// For --resume; both may be missing.
struct ScanMemory {
  ScanJournal* journal = nullptr;
  const ScanPast* past = nullptr;
};

/// Tells scans apart, whatever their order of sending.
[[nodiscard]] std::uint64_t fingerprint_of(const ScanRequest& request);

/// What a scan stands on; all of it outlives the job.
struct ScanGround {
  const sys::RouteLookup* routes = nullptr;
  scan::LinkDevices devices{};
  sys::LinkFactory* links = nullptr;
  const base::Clock* clock = nullptr;
};

struct ScanOutcome {
  std::uint64_t targets = 0;  ///< addresses that were asked
  std::uint64_t packets_sent = 0;
  std::uint64_t packets_received = 0;  ///< answers to our probes
  std::uint64_t malformed = 0;
  std::uint64_t bad_checksum = 0;
  std::uint64_t foreign = 0;
  std::uint64_t ring_drops = 0;
  std::vector<scan::LeftOutRange> left_out{};
  /// Silent ports that were not waited for: their hosts send few refusals a second.
  std::uint64_t refusals_left = 0;
  double refusals_seconds = 0;  ///< that waiting for them would have taken
  bool interrupted = false;
};

/// The ways to the targets of a request. Errors: local; network (no way to any target).
[[nodiscard]] base::Result<scan::RoutePlan> find_ways(const ScanRequest& request,
                                                      const ScanGround& ground);

/// Not thread-safe.
class ScanJob {
 public:
  /// Finds the ways and opens the links. Errors: permission, local, network (no way to any target).
  [[nodiscard]] static base::Result<ScanJob> prepare(ScanRequest request, const ScanGround& ground);

  /// memory: what earlier runs left, and where this one leaves its own. Errors: of the links
  /// (interface went down), after everything found was told; input, when the past does not fit.
  [[nodiscard]] base::Result<ScanOutcome> run(ScanListener& listener, const std::stop_token& stop,
                                              const ScanMemory& memory = {});

  [[nodiscard]] const scan::RoutePlan& routes() const { return ground_.routes; }

 private:
  ScanJob(ScanRequest request, scan::PassGround ground)
      : request_(std::move(request)), ground_(std::move(ground)) {}

  ScanRequest request_;
  scan::PassGround ground_;
  std::optional<sys::Connector> connector_{};  ///< means: sockets
  std::size_t most_connections_ = 0;
};

}  // namespace minato::pipeline
