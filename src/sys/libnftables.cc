// libnftables.so.1: everything or nothing.
#include "sys/libnftables.h"

#include "sys/late_library.h"

namespace minato::sys {
namespace {

constexpr const char* kSoname = "libnftables.so.1";

}  // namespace

bool LibNftables::find_all(void* library) {
  return find_function(library, "nft_ctx_new", create) &&
         find_function(library, "nft_ctx_free", free) &&
         find_function(library, "nft_ctx_output_set_flags", set_flags) &&
         find_function(library, "nft_ctx_buffer_output", buffer_output) &&
         find_function(library, "nft_ctx_buffer_error", buffer_error) &&
         find_function(library, "nft_ctx_get_output_buffer", output) &&
         find_function(library, "nft_ctx_get_error_buffer", error) &&
         find_function(library, "nft_run_cmd_from_buffer", run);
}

base::Result<const LibNftables*> LibNftables::load() {
  const LibNftables* const loaded = load_functions<LibNftables>(kSoname);
  if (loaded != nullptr) return loaded;
  return base::fail(no_library(kSoname));
}

}  // namespace minato::sys
