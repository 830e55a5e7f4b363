// The sending thread's whole work, one step at a time: takes answers in, lets the scheduler choose,
// writes frames, hands results on.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "scan/answer_receiver.h"
#include "scan/probe_space.h"
#include "scan/probe_writer.h"
#include "scan/scheduler.h"
#include "scan/spsc_ring.h"
#include "sys/link.h"

namespace minato::scan {

/// Where things come from and go to; all of it outlives the loop.
struct SendLoopParts {
  Scheduler* scheduler = nullptr;
  ProbeSpace* space = nullptr;
  const ProbeWriter* writer = nullptr;
  std::span<const ProbeKind* const> kinds{};
  std::span<const Lane> lanes{};
  std::span<sys::FrameSender* const> senders{};                        ///< by Lane::link
  std::span<const std::unique_ptr<SpscRing<AnswerRecord>>> answers{};  ///< one a link
  SpscRing<ScanResult>* results = nullptr;
};

/// Sending thread only; no allocation, lock or exception a packet.
class SendLoop {
 public:
  explicit SendLoop(const SendLoopParts& parts) : parts_(parts) {}

  /// What a step left.
  struct Step {
    Instant wake{};         ///< when to come again, if no answer comes before
    bool finished = false;  ///< nothing more to send, to wait for or to tell
    std::size_t told = 0;   ///< results that are there to be taken
  };
  /// Takes answers, sends one batch at most. Errors: of the link.
  [[nodiscard]] base::Result<Step> step(Instant now);

 private:
  /// Answers taken in, and whether none is left that the scheduler has not heard of.
  struct Taken {
    std::size_t told = 0;
    bool all = true;
  };
  [[nodiscard]] Taken take_answers();
  [[nodiscard]] base::Result<std::size_t> send_batch(Instant now);
  [[nodiscard]] base::Result<void> write(const Outgoing& out);
  std::size_t tell_silent(Instant now);

  SendLoopParts parts_;
};

}  // namespace minato::scan
