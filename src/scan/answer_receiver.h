// From frames to answers that are ours: the receiving thread's whole work. Stateless: whether an
// answer is the first for its probe, the sending thread knows.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "scan/answer.h"
#include "scan/answer_event.h"
#include "scan/probe_space.h"
#include "scan/scan_result.h"
#include "scan/spsc_ring.h"
#include "sys/link.h"

namespace minato::scan {

/// An answer on its way from the receiving to the sending thread.
struct AnswerRecord {
  AnswerEvent event{};
  ScanResult result{};
};

/// Frames that brought nothing, by cause. Written by the receiving thread, read by any.
struct ReceiveCounts {
  std::atomic<std::uint64_t> answers{0};
  std::atomic<std::uint64_t> malformed{0};
  std::atomic<std::uint64_t> bad_checksum{0};
  std::atomic<std::uint64_t> unrelated{0};
  std::atomic<std::uint64_t> foreign{0};   ///< an answer, but to no probe of ours: late or spoofed
  std::atomic<std::uint64_t> overflow{0};  ///< no room towards the sending thread: tried again
};

struct ReceiverOptions {
  wire::LinkType link = wire::LinkType::ethernet;
  std::uint32_t scope = 0;                ///< the interface's index
  std::vector<model::IpAddress> own{};    ///< our addresses on this link
  std::vector<const ProbeKind*> kinds{};  ///< of the scan
};

/// One per link; receiving thread only. No allocation, lock or exception a frame.
class AnswerReceiver final : public sys::FrameVisitor {
 public:
  /// space and ring must outlive the receiver.
  AnswerReceiver(const ProbeSpace& space, const TokenMaker& tokens, ReceiverOptions options,
                 SpscRing<AnswerRecord>& ring);

  void on_frame(const sys::ReceivedFrame& frame) override;
  [[nodiscard]] const ReceiveCounts& counts() const { return counts_; }

 private:
  [[nodiscard]] bool take(const Answer& answer, Instant when);
  [[nodiscard]] bool take_as(std::uint16_t kind, const Answer& answer, Instant when);
  [[nodiscard]] bool take_canary(const Answer& answer, Instant when);
  void push(const AnswerRecord& record);

  const ProbeSpace& space_;
  TokenMaker tokens_;
  ReceiverOptions options_;
  SpscRing<AnswerRecord>& ring_;
  ReceiveCounts counts_;
};

}  // namespace minato::scan
