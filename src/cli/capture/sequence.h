// One conversation for people: the sequence diagram in the reader's language.
#pragma once

#include "capture/sequence.h"
#include "cli/context.h"
#include "render/pictures/sequence.h"

namespace minato::cli {

/// What is drawn; owns nothing.
struct SequenceView {
  const capture::Analysis& analysis;
  std::uint32_t index = 0;
  const capture::Sequence& sequence;
};

[[nodiscard]] render::SequencePicture sequence_picture(const Context& context,
                                                       const SequenceView& view);
[[nodiscard]] render::Scene sequence_scene(const Context& context, const SequenceView& view);

}  // namespace minato::cli
