// Which failure is worth which experiment; each ends within a second and a half.
#include "check/second_looks.h"

#include <algorithm>
#include <array>

#include "check/conversation.h"
#include "check/protocol_guess.h"
#include "talk/protocols.h"

namespace minato::check {
namespace {

constexpr std::chrono::milliseconds kLookLimit{1500};
/// Every network carries packets of 576 bytes (RFC 791).
constexpr std::uint16_t kSmallSegments = 536;

struct Worth {
  Cause cause;
  bool other_protocol = false;
  bool small_segments = false;
  bool origin = false;
};

constexpr auto kWorths = std::to_array<Worth>({
    {.cause = Cause::refused, .origin = true},
    {.cause = Cause::silent, .other_protocol = true, .small_segments = true},
    {.cause = Cause::too_slow, .small_segments = true},
    {.cause = Cause::tls_silent, .other_protocol = true, .small_segments = true},
    {.cause = Cause::tls_cut, .other_protocol = true, .origin = true},
    {.cause = Cause::reset_after_accept, .other_protocol = true, .origin = true},
    {.cause = Cause::closed_without_word, .other_protocol = true},
    {.cause = Cause::malformed_answer, .other_protocol = true},
});

/// The attempt that tells most: the one that was open, else one that was refused.
const Attempt* decisive(const CheckResult& result) {
  if (const Attempt* const winner = result.winner()) return winner;
  const auto refused = std::ranges::find_if(result.attempts, [](const Attempt& attempt) {
    return attempt.end && (attempt.end->outcome == sys::DialOutcome::refused ||
                           attempt.end->outcome == sys::DialOutcome::reset);
  });
  return refused == result.attempts.end() ? nullptr : &*refused;
}

}  // namespace

SecondLooks::SecondLooks(sys::Dialer& dialer, sys::DialRequest request, std::string method,
                         CheckResult& result, Done done)
    : dialer_(dialer),
      request_(std::move(request)),
      method_(std::move(method)),
      result_(result),
      done_(std::move(done)) {
  request_.source_port = 0;
  request_.connect_limit = request_.silence_limit = request_.total_limit = kLookLimit;
}

SecondLooks::~SecondLooks() = default;

bool SecondLooks::start(Cause cause) {
  if (result_.target.port.transport != model::Transport::tcp || !result_.via.empty()) return false;
  const auto* const worth = std::ranges::find(kWorths, cause, &Worth::cause);
  const Attempt* const attempt = decisive(result_);
  if (worth == kWorths.end() || attempt == nullptr) return false;
  request_.to = attempt->to;
  const bool is_open = attempt->won;
  if (worth->other_protocol && is_open) look_what_is_there();
  if (worth->small_segments && result_.target.protocol != nullptr) look_with_small_segments();
  // This machine's own RST comes from no farther than here.
  const bool is_here =
      attempt->local.address == attempt->to.address || attempt->to.address.is_loopback();
  const bool torn = result_.talk.end && result_.talk.end->outcome == sys::DialOutcome::reset;
  if (worth->origin && !is_here && (!is_open || torn)) look_for_origin(!is_open);
  return open_ > 0;
}

/// A ClientHello after plain text, a plain HTTP request after TLS.
void SecondLooks::look_what_is_there() {
  const bool with_tls = result_.target.wrapping == talk::Wrapping::plain;
  talk::TalkOptions options = talk_options(result_.target);
  options.wrapping = with_tls ? talk::Wrapping::tls : talk::Wrapping::plain;
  auto machine = talk::find_protocol("http")->create(
      {.host = result_.target.host, .port = result_.target.port.number, .method = "HEAD"});
  ++open_;
  other_protocol_ = std::make_unique<talk::Driver>(dialer_, std::move(machine), std::move(options),
                                                   [this](talk::TalkReport&& report) {
                                                     see_what_is_there(report);
                                                     ended();
                                                   });
  other_protocol_->start(request_);
}

void SecondLooks::see_what_is_there(const talk::TalkReport& report) {
  SecondLook look;
  look.speaks = guess_protocol(report.first_received);
  // TLS may answer with an alert alone; that tells enough.
  const bool secured = report.moments.secured.count() != 0;
  if (secured) look.speaks = "tls";
  if (look.speaks != "tls") look.words = report.first_received.substr(0, 80);
  const bool same = result_.target.protocol != nullptr &&
                    look.speaks == result_.target.protocol->name &&
                    result_.target.wrapping == talk::Wrapping::plain;
  if (!look.speaks.empty() && !same) result_.second_look = std::move(look);
}

void SecondLooks::look_with_small_segments() {
  sys::DialRequest request = request_;
  request.segment_bytes = kSmallSegments;
  ++open_;
  small_segments_ = std::make_unique<talk::Driver>(
      dialer_, machine_for(result_.target, method_), talk_options(result_.target),
      [this](talk::TalkReport&& report) {
        const bool secured = report.moments.secured.count() != 0;
        const bool was_secured = result_.talk.moments.secured.count() != 0;
        if (report.finished || (secured && !was_secured)) {
          result_.works_with_segments = kSmallSegments;
        }
        ended();
      });
  small_segments_->start(std::move(request));
}

void SecondLooks::look_for_origin(bool refused) {
  const Attempt* const attempt = decisive(result_);
  auto arrivals = sys::TcpArrivals::open(attempt->to.address, attempt->local.address);
  if (!arrivals) {
    result_.origin_unseen = true;
    return;
  }
  // Ports that are dropped answer no sooner for being waited for longer.
  constexpr std::chrono::milliseconds kLeast{300};
  sys::DialRequest request = request_;
  if (refused) {
    const auto answered_in = attempt->ended - attempt->begun;
    request.connect_limit = request.silence_limit =
        std::clamp<std::chrono::nanoseconds>(4 * answered_in, kLeast, kLookLimit);
  }
  ++open_;
  origin_ = std::make_unique<OriginLook>(dialer_, std::move(*arrivals), std::move(request),
                                         [this](std::optional<ResetOrigin> origin) {
                                           result_.reset_origin = std::move(origin);
                                           ended();
                                         });
  if (refused) return origin_->at_refusal();
  origin_->at_conversation(machine_for(result_.target, method_), talk_options(result_.target));
}

void SecondLooks::ended() {
  if (--open_ == 0) done_();
}

}  // namespace minato::check
