// Shared libraries that are loaded when they are first needed: no start of minato pays for linking
// them and all that they bring along, and a machine without them works as far as it can.
#pragma once

#include <string>

#include "base/error.h"

namespace minato::sys {

/// Loads by soname; nullptr when it is not installed. Stays loaded.
[[nodiscard]] void* open_library(const char* soname);
[[nodiscard]] void* find_symbol(void* library, const char* name);
[[nodiscard]] base::Error no_library(const std::string& soname);

/// Fills a pointer to a function; false when the library has none of that name.
template <typename Function>
[[nodiscard]] bool find_function(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(find_symbol(library, name));
  return function != nullptr;
}

/// The functions of a library: a struct of pointers whose `find_all(void* library)` says whether
/// all are there. Loaded once, everything or nothing; nullptr when it is not. Thread-safe.
template <typename Functions>
[[nodiscard]] const Functions* load_functions(const char* soname) {
  static const Functions* const kLoaded = [soname]() -> const Functions* {
    static Functions functions;
    void* const library = open_library(soname);
    return library != nullptr && functions.find_all(library) ? &functions : nullptr;
  }();
  return kLoaded;
}

}  // namespace minato::sys
