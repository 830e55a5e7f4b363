// A scene as SVG: stand-alone, or to be put into a page as it is.
#pragma once

#include <cstdint>
#include <string>

#include "render/scene.h"

namespace minato::render {

enum class SvgTheme : std::uint8_t {
  automatic,  ///< light or dark as the reader's system asks for; light on paper
  light,
  dark,
};

struct SvgOptions {
  SvgTheme theme = SvgTheme::automatic;
  /// Several pictures in one HTML page: each needs its own. Lower-case letters, digits, dashes.
  std::string id = "minato";
  /// `<?xml …?>` in front: wanted in a file, forbidden inside HTML.
  bool declaration = true;
};

/// A whole document: title and description for readers that do not see it, text that can be
/// selected, colours in a style sheet that touches nothing else on a page. It shrinks with the
/// space it is given (viewBox) and never grows beyond its own size.
[[nodiscard]] std::string to_svg(const Scene& scene, const SvgOptions& options = {});

}  // namespace minato::render
