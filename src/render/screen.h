// Where text goes: how wide it may be, in which colours and signs.
#pragma once

#include <cstddef>

#include "render/charset.h"
#include "render/style.h"

namespace minato::render {

struct Screen {
  std::size_t columns = 0;  ///< 0: no limit (a pipe, a file)
  Palette palette = Palette::none;
  Charset charset = Charset::unicode;
};

}  // namespace minato::render
