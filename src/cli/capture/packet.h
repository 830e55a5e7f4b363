// One packet for people: the picture of its headers, in the reader's language; and for programs.
#pragma once

#include "capture/analysis.h"
#include "cli/context.h"
#include "render/scene.h"
#include "wire/capture_file.h"

namespace minato::cli {

/// A frame with what the analysis found out about it.
struct PacketView {
  const wire::CapturedFrame& frame;
  const capture::FrameReport& report;
  const wire::Layers& layers;
  const capture::Analysis& analysis;
};

[[nodiscard]] render::Scene packet_scene(const Context& context, const PacketView& packet);
/// {"type":"packet",…}
void write_packet_json(Context& context, const PacketView& packet);

/// Columns for pictures of a capture: the screen's, at most 100; those of a document for a file.
[[nodiscard]] int capture_columns(const Context& context);

}  // namespace minato::cli
