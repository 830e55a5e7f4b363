// libsystemd.so.0: everything or nothing.
#include "sys/sd_bus.h"

#include "sys/late_library.h"

namespace minato::sys {
namespace {

bool find_all(void* library, SdBus& bus) {
  return find_function(library, "sd_bus_new", bus.create) &&
         find_function(library, "sd_bus_set_address", bus.set_address) &&
         find_function(library, "sd_bus_set_bus_client", bus.set_bus_client) &&
         find_function(library, "sd_bus_set_method_call_timeout", bus.set_call_timeout) &&
         find_function(library, "sd_bus_start", bus.start) &&
         find_function(library, "sd_bus_is_ready", bus.is_ready) &&
         find_function(library, "sd_bus_process", bus.process) &&
         find_function(library, "sd_bus_wait", bus.wait) &&
         find_function(library, "sd_bus_close_unref", bus.close) &&
         find_function(library, "sd_bus_call_method", bus.call_method) &&
         find_function(library, "sd_bus_get_property", bus.property) &&
         find_function(library, "sd_bus_message_enter_container", bus.enter_container) &&
         find_function(library, "sd_bus_message_exit_container", bus.exit_container) &&
         find_function(library, "sd_bus_message_read", bus.read) &&
         find_function(library, "sd_bus_message_unref", bus.unref);
}

}  // namespace

base::Result<const SdBus*> SdBus::load() {
  static const SdBus* const kLoaded = []() -> const SdBus* {
    static SdBus bus;
    void* const library = open_library("libsystemd.so.0");
    return library != nullptr && find_all(library, bus) ? &bus : nullptr;
  }();
  if (kLoaded != nullptr) return kLoaded;
  return base::fail({.code = base::ErrorCode::unavailable,
                     .origin = base::Origin::local,
                     .key = "error.no-systemd"});
}

}  // namespace minato::sys
