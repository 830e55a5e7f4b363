// How fast to send: finds the fastest rate at which nothing more is lost than at a slow one.
//
// Time is cut into epochs about a round trip long. Each probe belongs to the epoch it was sent in,
// and so does its answer. Probes go out in random order, so the share that answers is the same in
// each epoch unless the path drops some: an epoch whose share falls below that of slower epochs was
// too fast, and what arrived of it tells the path's capacity at once. While shares hold, the rate
// doubles each epoch at first; later it grows in small steps. A share that stays low after slowing
// down is plain loss of the path: then the rate returns and the lower share becomes the measure.
// Losses that come in bursts look like too fast at any rate: they never slow below a good part of
// what has been delivered.
// Where too few probes are answered to measure by, canaries (probes of known answer) are counted.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "scan/delivery_meter.h"
#include "scan/epoch.h"
#include "scan/instant.h"
#include "scan/rtt_estimate.h"

namespace minato::scan {

struct RateLimits {
  double most_pps = 1e9;   ///< what the user allows
  double least_pps = 0;    ///< what the user demands (--min-rate): no loss slows below it
  double blind_pps = 1e4;  ///< without any answer to judge by
};

/// For one target group, or for all together. Driven by the sending thread only.
class RateController {
 public:
  explicit RateController(const RateLimits& limits);

  /// A round trip that is known beforehand (from resolving a neighbor): the start is faster.
  void seed_rtt(Duration rtt);

  /// Probes that may be sent now; ask again after each batch.
  [[nodiscard]] double tokens(Instant now);
  /// When the next token is there, if none is now.
  [[nodiscard]] Instant next_token(Instant now) const;

  /// First tries: their share of answers is the measure.
  void on_fresh_sent();
  /// Other tries take tokens but measure nothing.
  void on_other_sent();
  /// A probe of known answer.
  void on_canary_sent();

  /// An answer to a first try that was sent at `sent`.
  void on_fresh_answer(Instant sent, Duration rtt);
  /// rtt: nothing when it is not sure which canary was answered.
  void on_canary_answer(Instant sent, std::optional<Duration> rtt);
  /// An answer that tells the round trip, but not of which epoch.
  void on_late_answer(Duration rtt) { rtt_.add(rtt); }
  /// Our own receive ring overflowed.
  void on_ring_overflow(Instant now);

  [[nodiscard]] double rate_pps() const { return rate_; }
  [[nodiscard]] const RttEstimate& rtt() const { return rtt_; }
  /// From now on another sort of canaries is sent; decides: see Baselines.
  void change_canary(bool decides);
  /// This epoch has fewer canaries than its time passed would have it.
  [[nodiscard]] bool wants_canary(Instant now) const;

 private:
  static constexpr std::size_t kEpochs = 64;

  void take_token();
  void advance(Instant now);
  void begin_epoch(Instant now);
  [[nodiscard]] bool epoch_is_over(Instant now) const;
  /// Number of the epoch that a moment falls into, if it is still remembered.
  [[nodiscard]] std::optional<std::uint64_t> epoch_at(Instant sent) const;
  [[nodiscard]] Epoch& epoch(std::uint64_t number) { return epochs_[number % kEpochs]; }
  [[nodiscard]] const Epoch& epoch(std::uint64_t number) const { return epochs_[number % kEpochs]; }
  [[nodiscard]] Duration epoch_length() const;
  void on_answer(Duration rtt);
  static void note_rtt(Epoch& of, Duration rtt);

  /// Round trips up to this are no sign of a queue.
  [[nodiscard]] Duration usual_rtt() const;
  void judge_epochs(Instant now);
  void act_on(const Epoch& epoch, Instant now);
  void slow_down(const Epoch& epoch, Instant now);
  void drain_queue(const Epoch& epoch, double sent_at);
  void judge_slowing(const Epoch& epoch, Instant now);
  void grow(Instant now);
  void set_rate(double rate);
  /// No loss slows below this: so much has been delivered.
  [[nodiscard]] double proven_pps() const;

  RateLimits limits_;
  RttEstimate rtt_;
  std::array<Epoch, kEpochs> epochs_{};
  std::uint64_t count_ = 0;   ///< number of the current epoch
  std::uint64_t judged_ = 0;  ///< epochs before this one are judged
  bool started_ = false;
  double rate_ = 0;
  double tokens_ = 0;
  Instant refilled_{};
  Instant last_sent_{};
  Baselines baselines_;
  DeliveryMeter delivery_;
  bool ramping_ = true;
  bool blind_ = true;  ///< too few answers to judge by
  Instant last_small_step_{};
  double ceiling_ = 0;  ///< the last rate that was too fast; 0: none known

  Duration queue_rtt_{};  ///< in the last epoch that met a queue
  unsigned queues_in_a_row_ = 0;

  /// A slow-down under test: was the rate to blame?
  struct Slowing {
    bool testing = false;
    bool was_ramping = false;
    unsigned steps = 0;
    unsigned blind_epochs = 0;
    double rate_before = 0;
    double share_before = 0;  ///< of the expected answers, in the epoch that was too fast
    Instant since{};
    Epoch seen{};  ///< the epochs since, together
  };
  Slowing slowing_;
};

}  // namespace minato::scan
