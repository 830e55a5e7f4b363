// libsystemd's bus functions, loaded when they are first needed: a machine without systemd works
// too, and no start of minato pays for linking them.
#pragma once

#include <systemd/sd-bus.h>

#include "base/error.h"

namespace minato::sys {

/// The functions that minato calls, by their names in <systemd/sd-bus.h>.
struct SdBus {
  decltype(&::sd_bus_new) create = nullptr;
  decltype(&::sd_bus_set_address) set_address = nullptr;
  decltype(&::sd_bus_set_bus_client) set_bus_client = nullptr;
  decltype(&::sd_bus_set_method_call_timeout) set_call_timeout = nullptr;
  decltype(&::sd_bus_start) start = nullptr;
  decltype(&::sd_bus_is_ready) is_ready = nullptr;
  decltype(&::sd_bus_process) process = nullptr;
  decltype(&::sd_bus_wait) wait = nullptr;
  decltype(&::sd_bus_close_unref) close = nullptr;
  decltype(&::sd_bus_call_method) call_method = nullptr;
  decltype(&::sd_bus_get_property) property = nullptr;
  decltype(&::sd_bus_message_enter_container) enter_container = nullptr;
  decltype(&::sd_bus_message_exit_container) exit_container = nullptr;
  decltype(&::sd_bus_message_read) read = nullptr;
  decltype(&::sd_bus_message_unref) unref = nullptr;

  /// Loads the library once. Errors: unavailable when it is not installed. Thread-safe.
  [[nodiscard]] static base::Result<const SdBus*> load();
  /// For load_functions().
  [[nodiscard]] bool find_all(void* library);
};

}  // namespace minato::sys
