// Decoders of libraries that are loaded when a file needs them (docs/adr/0014).
#pragma once

#include <memory>

#include "capture/compression/decoder.h"
#include "sys/late_library.h"

namespace minato::capture {

/// A SomeDecoder over the functions of SomeLibrary. Errors: local, it is not installed.
template <typename SomeDecoder, typename SomeLibrary>
[[nodiscard]] DecoderResult make_late_decoder(const char* soname) {
  const SomeLibrary* const library = sys::load_functions<SomeLibrary>(soname);
  if (library == nullptr) return base::fail(sys::no_library(soname));
  return std::make_unique<SomeDecoder>(*library);
}

}  // namespace minato::capture
