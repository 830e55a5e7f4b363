// libsystemd.so.0: everything or nothing.
#include "sys/sd_bus.h"

#include "sys/late_library.h"

namespace minato::sys {
bool SdBus::find_all(void* library) {
  return find_function(library, "sd_bus_new", create) &&
         find_function(library, "sd_bus_set_address", set_address) &&
         find_function(library, "sd_bus_set_bus_client", set_bus_client) &&
         find_function(library, "sd_bus_set_method_call_timeout", set_call_timeout) &&
         find_function(library, "sd_bus_start", start) &&
         find_function(library, "sd_bus_is_ready", is_ready) &&
         find_function(library, "sd_bus_process", process) &&
         find_function(library, "sd_bus_wait", wait) &&
         find_function(library, "sd_bus_close_unref", close) &&
         find_function(library, "sd_bus_call_method", call_method) &&
         find_function(library, "sd_bus_get_property", property) &&
         find_function(library, "sd_bus_message_enter_container", enter_container) &&
         find_function(library, "sd_bus_message_exit_container", exit_container) &&
         find_function(library, "sd_bus_message_read", read) &&
         find_function(library, "sd_bus_message_unref", unref);
}

base::Result<const SdBus*> SdBus::load() {
  const SdBus* const loaded = load_functions<SdBus>("libsystemd.so.0");
  if (loaded != nullptr) return loaded;
  return base::fail({.code = base::ErrorCode::unavailable,
                     .origin = base::Origin::local,
                     .key = "error.no-systemd"});
}

}  // namespace minato::sys
