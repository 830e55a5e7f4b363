// dlopen and dlsym.
#include "sys/late_library.h"

#include <dlfcn.h>

namespace minato::sys {

void* open_library(const char* soname) { return ::dlopen(soname, RTLD_NOW | RTLD_LOCAL); }

void* find_symbol(void* library, const char* name) { return ::dlsym(library, name); }

base::Error no_library(const std::string& soname) {
  return {.code = base::ErrorCode::unavailable,
          .origin = base::Origin::local,
          .key = "error.no-library",
          .args = {soname}};
}

}  // namespace minato::sys
