// dlopen of libsystemd.so.0.
#include "sys/sd_bus.h"

#include <dlfcn.h>

namespace minato::sys {
namespace {

template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

/// Everything or nothing.
bool find_all(void* library, SdBus& bus) {
  return find(library, "sd_bus_new", bus.create) &&
         find(library, "sd_bus_set_address", bus.set_address) &&
         find(library, "sd_bus_set_bus_client", bus.set_bus_client) &&
         find(library, "sd_bus_set_method_call_timeout", bus.set_call_timeout) &&
         find(library, "sd_bus_start", bus.start) &&
         find(library, "sd_bus_is_ready", bus.is_ready) &&
         find(library, "sd_bus_process", bus.process) && find(library, "sd_bus_wait", bus.wait) &&
         find(library, "sd_bus_close_unref", bus.close) &&
         find(library, "sd_bus_call_method", bus.call_method) &&
         find(library, "sd_bus_get_property", bus.property) &&
         find(library, "sd_bus_message_enter_container", bus.enter_container) &&
         find(library, "sd_bus_message_exit_container", bus.exit_container) &&
         find(library, "sd_bus_message_read", bus.read) &&
         find(library, "sd_bus_message_unref", bus.unref);
}

}  // namespace

base::Result<const SdBus*> SdBus::load() {
  static const SdBus* const kLoaded = []() -> const SdBus* {
    static SdBus bus;
    void* const library = ::dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
    return library != nullptr && find_all(library, bus) ? &bus : nullptr;
  }();
  if (kLoaded != nullptr) return kLoaded;
  return base::fail({.code = base::ErrorCode::unavailable,
                     .origin = base::Origin::local,
                     .key = "error.no-systemd"});
}

}  // namespace minato::sys
