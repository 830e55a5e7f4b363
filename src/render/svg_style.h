// The style sheet of an SVG picture.
#pragma once

#include <set>
#include <string>

#include "render/svg.h"

namespace minato::render {

/// `<style>…</style>` with the colours of the classes that are used ("i-muted", "t-water"), for
/// the theme that the options ask for. Every rule is bound to the picture's id.
[[nodiscard]] std::string svg_style(const std::set<std::string>& classes,
                                    const SvgOptions& options);

}  // namespace minato::render
