// The end of a program whose own rules were broken.
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace minato::base {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "minato: internal fault at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace minato::base
