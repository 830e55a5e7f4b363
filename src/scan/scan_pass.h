// One pass over one set of targets: a thread that sends, a thread for each link that receives, and
// the caller's thread that takes results.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/clock.h"
#include "scan/answer_receiver.h"
#include "scan/lane.h"
#include "scan/probe_space.h"
#include "scan/probe_writer.h"
#include "scan/scan_result.h"
#include "scan/scheduler.h"
#include "sys/link.h"

namespace minato::scan {

/// An interface that is open, and what is known about it.
struct OpenLink {
  std::uint32_t interface_index = 0;
  wire::LinkType framing = wire::LinkType::ethernet;
  sys::PacketLink link{};
};

struct PassProgress {
  SchedulerCounts counts{};
  Position positions = 0;
  /// Positions before this one are over, and what became of them has been told.
  Position over = 0;
  double rate_pps = 0;
  double loss = 0;  ///< of one probe, 0 to 1
  Duration rtt{};   ///< 0 when not known
};

/// Takes what a pass finds; called on the caller's thread.
class PassSink {
 public:
  virtual ~PassSink() = default;
  virtual void on_result(const ScanResult& result) = 0;
  /// About ten times a second.
  virtual void on_progress(const PassProgress& progress) = 0;
};

/// Everything outlives the pass.
struct PassPlan {
  const Targets* targets = nullptr;
  std::vector<const ProbeKind*> kinds{};
  std::vector<KindPorts> ports{};
  std::span<const Lane> lanes{};
  std::span<OpenLink> links{};
  HashKey key{};     ///< of the order
  HashKey secret{};  ///< of the tokens
  Shard shard{};
  SourcePorts source_ports{};
  PacketStyle style{};
  SchedulerOptions scheduler{};
  /// Set on the groups before the start.
  std::vector<Canary> canaries{};
  std::vector<Duration> known_rtts{};
  /// What an earlier run has finished; nullptr: nothing.
  const DonePositions* done = nullptr;
};

struct PassSummary {
  PassProgress progress{};
  bool interrupted = false;
  std::uint64_t answers = 0;
  std::uint64_t malformed = 0;
  std::uint64_t bad_checksum = 0;
  std::uint64_t foreign = 0;
  std::uint64_t ring_drops = 0;
};

/// Runs to the end, or until `stop` is requested: what was found until then has been told.
/// Errors: of the links (interface went down).
[[nodiscard]] base::Result<PassSummary> run_pass(const PassPlan& plan, const base::Clock& clock,
                                                 PassSink& sink, const std::stop_token& stop);

}  // namespace minato::scan
