// The answer of `minato capture`: what travelled, by port, and who talked to whom.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "capture/analysis.h"
#include "capture/file_source.h"
#include "cli/context.h"
#include "pipeline/conversation_owners.h"

namespace minato::cli {

/// What the summary is made of; owns nothing.
struct CaptureView {
  const capture::Analysis& analysis;
  const pipeline::ConversationOwners& owners;  ///< knows nobody when the source is a file
  std::string source{};                        ///< file or interface, as typed
  std::optional<capture::FileEnd::Fault> fault{};
  std::uint64_t dropped = 0;  ///< packets lost while capturing
  bool has_secrets = false;
  bool interrupted = false;
  /// Indexes of the conversations that are shown, in their order.
  std::vector<std::uint32_t> shown{};
  std::size_t most_rows = 0;  ///< 0: all
};

void write_capture_summary(Context& context, const CaptureView& view);
/// One `conversation` a line, then the summary.
void write_capture_json(Context& context, const CaptureView& view);
/// What is worth a remark: broken records, lost packets, unknown link types.
[[nodiscard]] std::vector<std::string> capture_notes(const Context& context,
                                                     const CaptureView& view);
void write_capture_notes(Context& context, const CaptureView& view);

}  // namespace minato::cli
