// What `minato kill` and the dialog of `ls --watch` say about ending the holders of a port.
#pragma once

#include <string>
#include <vector>

#include "base/language.h"
#include "pipeline/port_ending.h"
#include "render/style.h"

namespace minato::cli {

/// One line before wrapping; safe to print.
struct Sentence {
  std::string text{};
  render::Role role = render::Role::plain;
  std::size_t indent = 0;

  bool operator==(const Sentence&) const = default;
};

/// Who holds the port, and what to know before anybody is ended: why it is refused, which command
/// really frees it, who may start it again.
[[nodiscard]] std::vector<Sentence> ending_sentences(const pipeline::PortEnding& ending,
                                                     base::Language language);

/// "nginx (812), nginx (813)": the first few.
[[nodiscard]] std::string holders_text(const pipeline::PortEnding& ending);

/// How it went, in one sentence.
[[nodiscard]] std::string ended_sentence(const pipeline::PortEnding& ending,
                                         const pipeline::EndingDone& done, base::Language language);

}  // namespace minato::cli
