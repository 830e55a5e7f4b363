// libnftables' functions, loaded when they are first needed.
#pragma once

#include <nftables/libnftables.h>

#include "base/error.h"

namespace minato::sys {

/// The functions that minato calls, by their names in <nftables/libnftables.h>.
struct LibNftables {
  decltype(&::nft_ctx_new) create = nullptr;
  decltype(&::nft_ctx_free) free = nullptr;
  decltype(&::nft_ctx_output_set_flags) set_flags = nullptr;
  decltype(&::nft_ctx_buffer_output) buffer_output = nullptr;
  decltype(&::nft_ctx_buffer_error) buffer_error = nullptr;
  decltype(&::nft_ctx_get_output_buffer) output = nullptr;
  decltype(&::nft_ctx_get_error_buffer) error = nullptr;
  decltype(&::nft_run_cmd_from_buffer) run = nullptr;

  /// Loads the library once. Errors: unavailable when it is not installed. Thread-safe.
  [[nodiscard]] static base::Result<const LibNftables*> load();
  /// For load_functions().
  [[nodiscard]] bool find_all(void* library);
};

}  // namespace minato::sys
