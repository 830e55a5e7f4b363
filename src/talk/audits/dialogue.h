// A conversation written down as steps: send this, wait for that, keep the reply as a fact. For the
// many protocols where a few fixed requests tell all that an audit wants to know.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "talk/machine.h"

namespace minato::talk {

/// Whether a reply is whole. Called with all that came since the step began.
using IsWhole = bool (*)(std::string_view reply);

/// Any first bytes will do.
[[nodiscard]] bool is_anything(std::string_view reply);
/// One line, ended by LF.
[[nodiscard]] bool is_line(std::string_view reply);
/// A reply of FTP or SMTP: its last line has a space (or nothing) after the three digits.
[[nodiscard]] bool is_numbered_reply(std::string_view reply);
/// Never: until the peer closes, falls silent, or enough has come.
[[nodiscard]] bool is_never_whole(std::string_view reply);
/// The headers of an HTTP answer and as much of the body as they promise, at most 16 kB.
[[nodiscard]] bool is_http_reply(std::string_view reply);

struct Step {
  std::string key{};   ///< where the reply is kept: "ftp.greeting"
  std::string send{};  ///< "" to only listen
  IsWhole is_whole = is_line;
  /// Left out when this says no; nullptr: always taken.
  bool (*when)(const Facts& facts) = nullptr;
  /// What is sent as plain text begins TLS after a reply that `starts_tls` accepts.
  bool (*starts_tls)(std::string_view reply) = nullptr;
};

/// Runs the steps in order. A reply that never comes leaves its fact out; what came in part is
/// kept.
class Dialogue final : public Machine {
 public:
  static constexpr std::size_t kMostReplyBytes = 16384;

  explicit Dialogue(std::vector<Step> steps) : steps_(std::move(steps)) {}

  void start(Outbox& out) override { enter(out); }
  void on_bytes(base::Bytes received, Outbox& out) override;
  void on_secured(Outbox& out) override { leave(out); }
  void on_closed(Closing how, Outbox& out) override;

 private:
  void enter(Outbox& out);
  void leave(Outbox& out);

  std::vector<Step> steps_;
  std::size_t at_ = 0;
  std::string reply_{};
};

[[nodiscard]] std::unique_ptr<Machine> make_dialogue(std::vector<Step> steps);

}  // namespace minato::talk
