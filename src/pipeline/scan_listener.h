// Who takes what a scan finds, while it runs.
#pragma once

#include <chrono>
#include <cstdint>

#include "model/endpoint.h"
#include "pipeline/scan_collector.h"

namespace minato::pipeline {

/// What a scan is doing.
enum class ScanPhase : std::uint8_t {
  neighbors,  ///< asking the link for Ethernet addresses
  hosts,      ///< pinging
  ports,
  services,  ///< only interviews are left (-sV): done and total are ports
};

struct ScanProgress {
  ScanPhase phase = ScanPhase::ports;
  std::uint64_t done = 0;   ///< probes asked at least once, or left out
  std::uint64_t total = 0;  ///< probes of this phase
  std::uint64_t sent = 0;   ///< packets of this phase, retries included
  double rate_pps = 0;
  double loss = 0;  ///< of one packet, 0 to 1
};

/// Called on the thread that runs the scan; must not block for long.
class ScanListener {
 public:
  virtual ~ScanListener() = default;
  virtual void on_host(const HostFinding& finding) = 0;
  /// Every port that is known now; silent ones only at the end.
  virtual void on_port(const PortFinding& finding) = 0;
  /// About ten times a second.
  virtual void on_progress(const ScanProgress& progress) = 0;
};

/// Takes open ports while the scan runs: where asking who answers there (-sV) hooks in.
class OpenPortSink {
 public:
  virtual ~OpenPortSink() = default;
  /// Each open port once, on the thread that runs the scan: hand it on, do not ask here.
  virtual void on_open(const model::Endpoint& endpoint) = 0;
};

}  // namespace minato::pipeline
