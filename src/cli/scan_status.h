// How far a scan is, on stderr: a bar after the first second, a line for any key.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "cli/context.h"
#include "pipeline/scan_listener.h"

namespace minato::cli {

/// Thread-safe: the scan's thread updates, the attendant's thread draws.
class ScanStatus {
 public:
  /// bar: whether one is drawn at all (stderr is a terminal, no -q).
  enum class Bar : std::uint8_t { drawn, left_out };
  ScanStatus(const Context& context, const base::Clock& clock, Bar bar);
  ScanStatus(const ScanStatus&) = delete;
  ScanStatus& operator=(const ScanStatus&) = delete;
  ~ScanStatus() { clear(); }

  void update(const pipeline::ScanProgress& progress, const pipeline::CollectedCounts& counts);
  /// Draws the bar, if it is time for one.
  void draw();
  /// A line of its own that stays.
  void tell();
  /// Takes the bar away, before something else is written.
  void clear();

 private:
  [[nodiscard]] std::string line() const;
  [[nodiscard]] std::string time_left() const;
  void clear_locked();

  const Context& context_;
  const base::Clock& clock_;
  const Bar bar_;
  const std::chrono::nanoseconds started_;
  std::mutex mutex_;  ///< guards what follows
  std::optional<pipeline::ScanProgress> progress_;
  std::chrono::nanoseconds phase_started_;
  pipeline::CollectedCounts counts_{};
  bool drawn_ = false;
};

}  // namespace minato::cli
