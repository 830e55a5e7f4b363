// What one check found: the stages with their times, and the evidence behind them.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "check/cause.h"
#include "check/reset_origin.h"
#include "check/resolver.h"
#include "check/target.h"
#include "talk/certificate.h"
#include "talk/driver.h"
#include "talk/ocsp.h"

namespace minato::check {

enum class StageKind : std::uint8_t { resolve, connect, tls, application };
inline constexpr std::array kStageKinds = {StageKind::resolve, StageKind::connect, StageKind::tls,
                                           StageKind::application};
[[nodiscard]] std::string_view to_text(StageKind kind);

enum class StageOutcome : std::uint8_t { ok, failed, skipped };
[[nodiscard]] std::string_view to_text(StageOutcome outcome);

/// A sentence of the catalogue (`check.evidence.…`) with its arguments; they may be hostile.
struct Evidence {
  std::string key{};
  std::vector<std::string> args{};
};

struct Stage {
  StageKind kind = StageKind::resolve;
  StageOutcome outcome = StageOutcome::skipped;
  std::chrono::nanoseconds begun{};  ///< from the beginning of the check
  std::chrono::nanoseconds duration{};
  Cause cause = Cause::none;
  std::vector<Evidence> evidence{};
};

/// One address that was tried.
struct Attempt {
  model::Endpoint to{};
  model::Endpoint local{};  ///< port 0 when there was none
  std::chrono::nanoseconds begun{};
  std::chrono::nanoseconds ended{};
  bool won = false;
  bool overtaken = false;  ///< another one was faster
  std::optional<sys::DialEnd> end{};
  std::optional<sys::TcpMeasure> measure{};
};

/// What is really there, found by a second look after a failure.
struct SecondLook {
  std::string speaks{};  ///< "tls", "http", "ssh" …; "" when nothing could be told
  std::string words{};   ///< its first bytes: hostile
};

struct CheckResult {
  Target target{};
  base::Timestamp time{};            ///< when it began
  std::chrono::nanoseconds begun{};  ///< on the dialer's clock
  std::chrono::nanoseconds ended{};
  Resolution resolution{};
  std::vector<Attempt> attempts{};
  talk::TalkReport talk{};
  std::optional<talk::Certificate> certificate{};
  std::vector<talk::CertificateFault> certificate_faults{};
  std::optional<talk::Staple> staple{};  ///< judged; nothing without a certificate
  bool certificate_ignored = false;      ///< the user wants them told, not to fail
  std::optional<SecondLook> second_look{};
  std::optional<ResetOrigin> reset_origin{};
  bool origin_unseen = false;  ///< nobody may look where the RST came from
  /// The same conversation works with segments of at most so many bytes.
  std::optional<std::uint16_t> works_with_segments{};
  std::string via{};          ///< the proxy that was used, "" for none
  std::string proxy_words{};  ///< what the proxy said: hostile
  bool proxy_passed = false;
  std::array<Stage, 4> stages{};

  [[nodiscard]] Stage& stage(StageKind kind) { return stages[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const Stage& stage(StageKind kind) const {
    return stages[static_cast<std::size_t>(kind)];
  }
  /// The stage that failed; null when all is well.
  [[nodiscard]] const Stage* failed() const;
  [[nodiscard]] const Attempt* winner() const;
};

}  // namespace minato::check
