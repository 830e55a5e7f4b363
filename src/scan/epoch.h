// A stretch of time with its probes and their answers, and whether it was too fast.
#pragma once

#include <cstdint>
#include <optional>

#include "scan/instant.h"

namespace minato::scan {

/// Answers below which a share means nothing.
inline constexpr double kLeastExpected = 8;
/// Canaries that a full epoch has.
inline constexpr std::uint32_t kCanariesPerEpoch = 10;

/// Probes of one sort, and how many of them were answered.
struct Tally {
  double sent = 0;
  double answered = 0;

  void add(const Tally& other) {
    sent += other.sent;
    answered += other.answered;
  }
  void halve() {
    sent /= 2;
    answered /= 2;
  }
};

enum class Pace : std::uint8_t {
  undecided,  ///< answers may still come
  good,       ///< no more was lost than usual
  lossy,      ///< more was lost than usual
  queued,     ///< answers came late: they stood in a queue
  unknown,    ///< too few answers to tell
};

[[nodiscard]] constexpr bool is_too_fast(Pace pace) {
  return pace == Pace::lossy || pace == Pace::queued;
}

struct Epoch {
  Instant start{};
  Instant end{};
  double rate_pps = 0;   ///< as it really was
  bool limited = false;  ///< there was more to send than the rate let
  Tally fresh{};
  Tally canary{};
  double other_sent = 0;  ///< later tries: they measure nothing
  Duration least_rtt = Duration::max();
  std::uint32_t rtt_samples = 0;
  Pace pace = Pace::undecided;
};

/// The share of answers at rates that lose nothing. It only falls when a slow-down has shown that
/// the rate is not to blame: otherwise slow creeping would pass for the usual.
class Baseline {
 public:
  /// Adds an epoch that was not too fast, unless it is worse than chance makes likely.
  void add(const Tally& tally);
  void reset(const Tally& tally);
  [[nodiscard]] bool known() const { return usual_.sent >= kLeastExpected; }
  /// Answers that `sent` probes would have; 0 while nothing is known.
  [[nodiscard]] double expected(double sent) const;
  /// Whether so few answers of so many probes are more than bad luck.
  [[nodiscard]] bool is_deficit(const Tally& tally) const;
  /// The same for all epochs since the rate was last changed by loss, together.
  [[nodiscard]] bool is_deficit_with_recent(const Tally& tally) const;
  void forget_recent() { recent_ = {}; }
  [[nodiscard]] double share_of_expected(const Tally& tally) const;

 private:
  [[nodiscard]] double deviation(double sent) const;

  Tally usual_{};
  Tally recent_{};
};

class Baselines {
 public:
  /// Judges an epoch that is over. patient: no more answers will come.
  [[nodiscard]] Pace judge(const Epoch& epoch, Duration usual_rtt, bool patient) const;
  /// The share of the expected answers that came, by the sort that tells more. 0 to 1; nothing when
  /// too few were expected.
  [[nodiscard]] std::optional<double> share_of_expected(const Epoch& epoch) const;
  /// Whether an epoch under way has what a judgement needs.
  [[nodiscard]] bool tells_enough(const Epoch& epoch) const;
  /// First tries are answered often enough to measure by, and there are some.
  [[nodiscard]] bool fresh_tells(const Epoch& epoch) const;
  void add(const Epoch& epoch);
  void reset(const Epoch& epoch);
  void forget_recent();
  /// Another sort of canaries from now on. decides: they are what we look for (an open port), and
  /// tell more than refusals, which some targets limit.
  void change_canary(bool decides);

 private:
  enum class Measure : std::uint8_t { none, fresh, canary };
  [[nodiscard]] Measure measure_of(const Epoch& epoch) const;

  Baseline fresh_;
  Baseline canary_;
  bool canary_decides_ = false;
};

}  // namespace minato::scan
