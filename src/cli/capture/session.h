// One run of `minato capture`: takes frames from wherever they come, and shows what was asked for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "capture/analysis.h"
#include "capture/conversation_filter.h"
#include "capture/file_source.h"
#include "capture/sequence.h"
#include "capture/stream_follow.h"
#include "cli/arguments.h"
#include "cli/capture/summary.h"
#include "cli/context.h"
#include "pipeline/conversation_owners.h"
#include "render/scene.h"

namespace minato::cli {

/// What the user wants to see.
struct CaptureWish {
  bool page = false;  ///< pictures of the first conversations are wanted, too
  std::optional<std::uint32_t> packet{};
  std::optional<std::uint32_t> sequence{};
  std::optional<std::uint32_t> follow{};
  std::optional<std::uint32_t> most_packets{};
  capture::ConversationFilter filter{};

  /// words: those of the filter. Errors: input.
  [[nodiscard]] static base::Result<CaptureWish> parse(const Arguments& arguments,
                                                       const std::vector<std::string>& words);
};

/// How the source ended.
struct CaptureEnd {
  std::string source{};
  std::optional<capture::FileEnd::Fault> fault{};
  std::uint64_t dropped = 0;
  bool has_secrets = false;
  bool interrupted = false;
};

class CaptureSession {
 public:
  CaptureSession(Context& context, const Arguments& arguments, CaptureWish wish);

  /// Enough: nothing that comes later changes the answer.
  [[nodiscard]] capture::Wish take(const wire::CapturedFrame& frame);
  /// Shows what was asked for.
  [[nodiscard]] base::Result<ExitCode> finish(const CaptureEnd& end);

  [[nodiscard]] const capture::Analysis& analysis() const { return analysis_; }
  [[nodiscard]] capture::Analysis& analysis() { return analysis_; }
  /// Everything so far, as the summary shows it; `rows`: at most so many, 0 for all.
  [[nodiscard]] CaptureView view(const CaptureEnd& end, std::size_t rows) const;
  [[nodiscard]] pipeline::ConversationOwners& owners() { return owners_; }
  /// What the last frame was.
  [[nodiscard]] const capture::FrameReport& report() const { return report_; }

 private:
  [[nodiscard]] base::Result<ExitCode> show_packet();
  [[nodiscard]] base::Result<ExitCode> show_sequence();
  [[nodiscard]] base::Result<ExitCode> show_follow();
  [[nodiscard]] base::Result<ExitCode> show_summary(const CaptureEnd& end);
  [[nodiscard]] base::Result<void> write_page(const CaptureView& view);
  void keep_packet(const wire::CapturedFrame& frame);
  [[nodiscard]] bool passes(std::uint32_t index) const;

  Context& context_;
  const Arguments& arguments_;
  CaptureWish wish_;
  capture::Analysis analysis_;
  capture::FrameReport report_{};
  capture::Sequence sequence_{};
  std::map<std::uint32_t, capture::Sequence> drawn_{};  ///< of the first conversations, for a page
  capture::StreamFollow follow_{};
  pipeline::ConversationOwners owners_{};
  /// The wanted packet: a copy, because frames live as long as the visit only.
  std::vector<std::uint8_t> packet_bytes_{};
  std::string packet_comment_{};
  std::optional<wire::CapturedFrame> packet_{};
  capture::FrameReport packet_report_{};
};

/// To the terminal, or to the file that was asked for.
[[nodiscard]] base::Result<ExitCode> show_scene(Context& context, const Arguments& arguments,
                                                const render::Scene& scene);

}  // namespace minato::cli
