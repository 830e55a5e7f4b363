// Which questions one port is asked, and when enough is known. Pure: it is told what came back, and
// says what to ask next; several questions run side by side, each on a connection of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "identify/evidence.h"
#include "identify/verdict.h"
#include "model/port.h"
#include "model/service.h"
#include "talk/protocol.h"

namespace minato::identify {

/// How much one port may cost. Brief: this host's other ports accept and say nothing to anybody.
enum class Thoroughness : std::uint8_t { brief, usual };

struct Question {
  const talk::Protocol* protocol = nullptr;  ///< nullptr: listen, say nothing
  bool inside_tls = false;
  std::string_view path = "/";           ///< of HTTP
  std::chrono::milliseconds patience{};  ///< for the first byte, and between bytes

  bool operator==(const Question&) const = default;
};

class Interview {
 public:
  /// knowledge outlives the interview.
  Interview(const Knowledge& knowledge, model::Port port, Thoroughness thoroughness);

  /// Questions to be asked now, on connections of their own; empty when answers are awaited or all
  /// is said.
  [[nodiscard]] std::vector<Question> next();
  /// What a question brought. One call for each question.
  void tell(const Question& question, Evidence evidence);

  /// Nothing more is asked; what is under way may be dropped.
  [[nodiscard]] bool ended() const { return ended_; }
  /// From now on.
  void be(Thoroughness thoroughness) { thoroughness_ = thoroughness; }
  /// Not a byte came from this port, whatever was asked.
  [[nodiscard]] bool was_silent() const;
  [[nodiscard]] const model::Service& service() const { return service_; }
  [[nodiscard]] const std::vector<Evidence>& evidence() const { return evidence_; }

 private:
  void first_round();
  void later_round();
  void plan(const Question& question);
  /// Guesses of one side of TLS, a few.
  void guess(bool inside_tls);
  void follow(const Evidence& evidence);
  void ask_more(const Evidence& evidence);
  [[nodiscard]] bool asked(const Question& question) const;
  [[nodiscard]] bool enough() const;
  [[nodiscard]] bool greets() const;

  const Knowledge& knowledge_;
  model::Port port_;
  Thoroughness thoroughness_;
  std::vector<Question> planned_{};
  std::vector<Question> all_{};  ///< ever planned
  std::vector<Evidence> evidence_{};
  model::Service service_{};
  std::vector<Question> under_way_{};
  bool inside_tls_ = false;  ///< TLS stands there: the questions go inside
  bool ended_ = false;
};

/// Protocols that the first bytes of a port speak for, likeliest first.
[[nodiscard]] std::vector<std::string_view> spoken_for_by(std::string_view first_bytes);

}  // namespace minato::identify
