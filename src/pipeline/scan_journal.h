// How far a scan is, in a file that a later call goes on from (--resume). Lines, each closed with a
// checksum, appended as things become known; what a crash tore off at the end is ignored.
//
//   line  = record SP "#" 8HEXDIG LF
//   record = "minato-resume 1" | "scan" fingerprint key-low key-high *word
//          | "host" address reason ttl rtt mac time | "layout" number
//          | "port" address port state reason ttl rtt time | "below" position
//          | "packets" sent received | "end"
// Numbers decimal, times in microseconds since 1970, words with %XX for what is not plain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/scan_collector.h"
#include "scan/probe_window.h"
#include "scan/siphash.h"
#include "sys/output_file.h"

namespace minato::pipeline {

/// Which scan a journal belongs to.
struct ScanIdentity {
  std::uint64_t fingerprint = 0;     ///< of targets, ports, kinds and parts
  scan::HashKey key{};               ///< the order of sending
  std::vector<std::string> words{};  ///< the command line

  bool operator==(const ScanIdentity&) const = default;
};

/// What earlier runs left.
struct ScanPast {
  ScanIdentity identity{};
  std::vector<HostFinding> hosts{};
  std::vector<PortFinding> ports{};  ///< those that answered
  /// Discovery is over; a hash of the targets of the port pass in their order.
  std::optional<std::uint64_t> layout{};
  scan::Position below = 0;  ///< every position before this one is done
  std::uint64_t packets_sent = 0;
  std::uint64_t packets_received = 0;
  bool ended = false;
  std::size_t valid_bytes = 0;  ///< up to here the file is whole
};

/// Errors: malformed, naming the line: not a journal, or damaged in the middle.
[[nodiscard]] base::Result<ScanPast> parse_scan_journal(std::string_view text);

/// Nothing when there is no such file, or it is empty. Errors: local; as parse_scan_journal().
[[nodiscard]] base::Result<std::optional<ScanPast>> read_scan_journal(const std::string& path);

/// Not thread-safe.
class ScanJournal {
 public:
  /// A new one. Errors: local, naming the path.
  [[nodiscard]] static base::Result<ScanJournal> begin(const std::string& path,
                                                       const ScanIdentity& identity);
  /// Goes on behind what is valid. Errors: local.
  [[nodiscard]] static base::Result<ScanJournal> go_on(const std::string& path,
                                                       const ScanPast& past);

  void host(const HostFinding& finding);
  void layout(std::uint64_t hash);
  void port(const PortFinding& finding);
  void below(scan::Position position);
  void packets(std::uint64_t sent, std::uint64_t received);
  void end();
  void flush() { file_.flush(); }
  /// Errors: local, the first that any write met.
  [[nodiscard]] base::Result<void> close() { return file_.close(); }

 private:
  explicit ScanJournal(sys::OutputFile file) : file_(std::move(file)) {}
  void add(std::string_view record);

  sys::OutputFile file_;
};

}  // namespace minato::pipeline
