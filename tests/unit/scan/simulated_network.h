// A network in memory with a clock of its own: hosts that answer, refuse or stay silent, behind a
// path that delays, loses, duplicates and queues. Deterministic.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "scan/answer_receiver.h"
#include "scan/instant.h"
#include "scan/send_loop.h"
#include "sys/link.h"

namespace minato::scan {

/// How a host treats a probe.
enum class Treatment : std::uint8_t { open, closed, silent, rejected };

struct SimulatedPath {
  Duration delay = std::chrono::microseconds(50);  ///< one way
  Duration jitter{};                               ///< at most, added one way: reorders
  double loss = 0;                                 ///< of each packet, each way
  double burst = 1;                                ///< packets that are lost in a row, on average
  double duplicates = 0;                           ///< of answers
  double bottleneck_pps = 0;                       ///< towards the hosts; 0: none
  std::size_t buffer_packets = 32;                 ///< in front of the bottleneck
  double icmp_pps = 1e9;                           ///< ICMP errors that a host sends
  double reset_pps = 1e9;                          ///< RSTs that a host sends
  Duration sender_cost = std::chrono::microseconds(2);  ///< our own time a frame
};

using Behavior = std::function<Treatment(const model::IpAddress&, std::uint16_t port)>;

class SimulatedNetwork final : public sys::FrameSender {
 public:
  SimulatedNetwork(const SimulatedPath& path, Behavior behavior, std::uint32_t seed)
      : path_(path), behavior_(std::move(behavior)), random_(seed) {}

  // FrameSender: frames without link layer
  std::span<std::uint8_t> next_frame() override { return buffer_; }
  void commit(std::size_t length_bytes) override;
  base::Result<void> flush() override { return {}; }
  [[nodiscard]] sys::SendStats stats() const override { return stats_; }

  [[nodiscard]] Instant now() const { return now_; }
  void advance_to(Instant moment) { now_ = std::max(now_, moment); }
  /// When the next answer arrives; Instant::max() for none.
  [[nodiscard]] Instant next_arrival() const {
    return arrivals_.empty() ? Instant::max() : arrivals_.begin()->first;
  }
  /// Hands over what has arrived by now.
  void deliver(sys::FrameVisitor& visitor);

  [[nodiscard]] std::uint64_t dropped_at_bottleneck() const { return dropped_at_bottleneck_; }

 private:
  [[nodiscard]] bool chance(double probability) {
    return probability > 0 && std::uniform_real_distribution<>(0, 1)(random_) < probability;
  }
  /// Whether the next packet in one direction is lost.
  [[nodiscard]] bool is_lost(bool& in_burst);
  [[nodiscard]] Duration one_way();
  /// When the packet leaves the bottleneck; nothing when its buffer is full.
  [[nodiscard]] std::optional<Instant> pass_bottleneck();
  [[nodiscard]] static bool take_token(double rate, Instant now, double& tokens, Instant& last);
  void answer(base::Bytes probe, Instant at);
  void arrive(std::vector<std::uint8_t> frame, Instant at);

  SimulatedPath path_;
  Behavior behavior_;
  std::mt19937 random_;
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(sys::kMostFrameBytes);
  std::multimap<Instant, std::vector<std::uint8_t>> arrivals_;
  bool burst_out_ = false;
  bool burst_back_ = false;
  Instant now_ = std::chrono::seconds(1000);
  Instant bottleneck_free_{};
  double icmp_tokens_ = 6;
  Instant icmp_last_ = std::chrono::seconds(1000);
  double reset_tokens_ = 50;
  Instant reset_last_ = std::chrono::seconds(1000);
  std::uint64_t dropped_at_bottleneck_ = 0;
  sys::SendStats stats_;
};

}  // namespace minato::scan
