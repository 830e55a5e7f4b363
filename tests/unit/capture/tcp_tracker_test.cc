// The life of TCP conversations, segment by segment.
#include "capture/tcp_tracker.h"

#include <gtest/gtest.h>

#include "wire/tcp.h"

namespace minato::capture {
namespace {

using wire::kTcpAck;
using wire::kTcpFin;
using wire::kTcpRst;
using wire::kTcpSyn;

constexpr std::int64_t kMs = 1'000'000;

/// A conversation whose client sends forward.
class Talk {
 public:
  explicit Talk(std::uint32_t client = 1000, std::uint32_t server = 5000)
      : numbers_{client, server} {}

  TcpNotes send(Way way, std::uint16_t flags, std::uint32_t bytes = 0) {
    const auto side = static_cast<std::size_t>(way);
    const TcpNotes notes = again(way, flags, numbers_[side], bytes);
    numbers_[side] += bytes + ((flags & (kTcpSyn | kTcpFin)) != 0 ? 1U : 0U);
    return notes;
  }
  TcpNotes again(Way way, std::uint16_t flags, std::uint32_t sequence, std::uint32_t bytes,
                 std::uint16_t window = 1000) {
    now += kMs;
    return tracker.take({.time_ns = now,
                         .way = way,
                         .flags = flags,
                         .sequence = sequence,
                         .acknowledgment = numbers_[1 - static_cast<std::size_t>(way)],
                         .window = window,
                         .length_bytes = bytes});
  }
  void handshake() {
    send(Way::forward, kTcpSyn);
    send(Way::backward, kTcpSyn | kTcpAck);
    send(Way::forward, kTcpAck);
  }
  [[nodiscard]] std::uint32_t number(Way way) const {
    return numbers_[static_cast<std::size_t>(way)];
  }

  TcpTracker tracker{};
  std::int64_t now = 0;

 private:
  std::array<std::uint32_t, 2> numbers_;
};

TEST(TcpTracker, follows_a_whole_life) {
  Talk talk;
  talk.send(Way::forward, kTcpSyn);
  EXPECT_EQ(talk.tracker.phase(), TcpPhase::unanswered);
  talk.send(Way::backward, kTcpSyn | kTcpAck);
  EXPECT_EQ(talk.tracker.phase(), TcpPhase::half_open);
  EXPECT_EQ(talk.send(Way::forward, kTcpAck), kHandshakeDone);
  EXPECT_EQ(talk.tracker.phase(), TcpPhase::established);
  EXPECT_EQ(talk.tracker.handshake_ns(), 2 * kMs);
  EXPECT_EQ(talk.tracker.opener(), Way::forward);
  talk.send(Way::forward, kTcpFin | kTcpAck);
  EXPECT_EQ(talk.tracker.phase(), TcpPhase::closing);
  talk.send(Way::backward, kTcpFin | kTcpAck);
  EXPECT_EQ(talk.tracker.phase(), TcpPhase::closed);
  EXPECT_EQ(talk.tracker.retransmissions(), 0U);
}

TEST(TcpTracker, tells_refused_from_broken_off) {
  Talk refused;
  refused.send(Way::forward, kTcpSyn);
  refused.again(Way::backward, kTcpRst | kTcpAck, 0, 0);
  EXPECT_EQ(refused.tracker.phase(), TcpPhase::refused);
  Talk broken;
  broken.handshake();
  broken.send(Way::backward, kTcpRst);
  EXPECT_EQ(broken.tracker.phase(), TcpPhase::reset);
}

TEST(TcpTracker, knows_a_segment_that_is_sent_again) {
  Talk talk;
  talk.handshake();
  const std::uint32_t first = talk.number(Way::forward);
  EXPECT_EQ(talk.send(Way::forward, kTcpAck, 100), 0);
  EXPECT_EQ(talk.again(Way::forward, kTcpAck, first, 100), kRetransmission);
  EXPECT_EQ(talk.tracker.retransmissions(), 1U);
}

TEST(TcpTracker, knows_a_syn_that_is_sent_again) {
  Talk talk;
  talk.send(Way::forward, kTcpSyn);
  EXPECT_EQ(talk.again(Way::forward, kTcpSyn, 1000, 0), kRetransmission);
  EXPECT_EQ(talk.tracker.phase(), TcpPhase::unanswered);
}

TEST(TcpTracker, tells_what_was_overtaken_from_what_was_lost) {
  Talk talk;
  talk.handshake();
  const std::uint32_t first = talk.number(Way::forward);
  EXPECT_EQ(talk.again(Way::forward, kTcpAck, first + 100, 100), kGapBefore);
  EXPECT_EQ(talk.again(Way::forward, kTcpAck, first, 100), kOutOfOrder) << "one millisecond later";
  EXPECT_EQ(talk.again(Way::forward, kTcpAck, first + 300, 100), kGapBefore);
  talk.now += 500 * kMs;
  EXPECT_EQ(talk.again(Way::forward, kTcpAck, first + 200, 100), kRetransmission);
}

TEST(TcpTracker, counts_across_the_wrap_of_sequence_numbers) {
  Talk talk(UINT32_MAX - 50, 1);
  talk.handshake();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(talk.send(Way::forward, kTcpAck, 100), 0) << i;
  EXPECT_EQ(talk.tracker.gaps(), 0U);
  EXPECT_EQ(talk.tracker.retransmissions(), 0U);
}

TEST(TcpTracker, sees_closed_windows_and_keep_alives) {
  Talk talk;
  talk.handshake();
  talk.send(Way::forward, kTcpAck, 10);
  EXPECT_EQ(talk.again(Way::backward, kTcpAck, talk.number(Way::backward), 0, 0), kZeroWindow);
  EXPECT_EQ(talk.again(Way::backward, kTcpAck, talk.number(Way::backward), 0, 500), kWindowUpdate);
  EXPECT_EQ(talk.again(Way::forward, kTcpAck, talk.number(Way::forward) - 1, 1), kKeepAlive);
  EXPECT_EQ(talk.tracker.zero_windows(), 1U);
}

TEST(TcpTracker, begins_anew_with_another_first_number_only) {
  Talk talk;
  talk.send(Way::forward, kTcpSyn);
  const Segment same{.flags = kTcpSyn, .sequence = 1000};
  const Segment other{.flags = kTcpSyn, .sequence = 77000};
  EXPECT_FALSE(talk.tracker.starts_anew(same));
  EXPECT_TRUE(talk.tracker.starts_anew(other));
}

}  // namespace
}  // namespace minato::capture
