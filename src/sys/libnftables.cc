// libnftables.so.1: everything or nothing.
#include "sys/libnftables.h"

#include "sys/late_library.h"

namespace minato::sys {
namespace {

constexpr const char* kSoname = "libnftables.so.1";

bool find_all(void* library, LibNftables& nft) {
  return find_function(library, "nft_ctx_new", nft.create) &&
         find_function(library, "nft_ctx_free", nft.free) &&
         find_function(library, "nft_ctx_output_set_flags", nft.set_flags) &&
         find_function(library, "nft_ctx_buffer_output", nft.buffer_output) &&
         find_function(library, "nft_ctx_buffer_error", nft.buffer_error) &&
         find_function(library, "nft_ctx_get_output_buffer", nft.output) &&
         find_function(library, "nft_ctx_get_error_buffer", nft.error) &&
         find_function(library, "nft_run_cmd_from_buffer", nft.run);
}

}  // namespace

base::Result<const LibNftables*> LibNftables::load() {
  static const LibNftables* const kLoaded = []() -> const LibNftables* {
    static LibNftables nft;
    void* const library = open_library(kSoname);
    return library != nullptr && find_all(library, nft) ? &nft : nullptr;
  }();
  if (kLoaded != nullptr) return kLoaded;
  return base::fail(no_library(kSoname));
}

}  // namespace minato::sys
