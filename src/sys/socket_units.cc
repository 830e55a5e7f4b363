// ListUnitsByPatterns, then the property Listen of each unit.
#include "sys/socket_units.h"

#include <cerrno>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "sys/file.h"
#include "sys/sd_bus.h"

namespace minato::sys {

using base::fail;
using base::Result;
using std::chrono::milliseconds;

namespace {

constexpr const char* kService = "org.freedesktop.systemd1";
constexpr const char* kSystemSocket = "/run/dbus/system_bus_socket";

base::Error bus_error(int negative_errno) {
  return base::system_error("D-Bus org.freedesktop.systemd1", -negative_errno);
}

/// One connection. Each call has the rest of the patience.
class Manager {
 public:
  static Result<Manager> connect(const ManagerAddress& address, milliseconds patience) {
    const auto functions = SdBus::load();
    if (!functions) return fail(functions.error());
    Manager manager(**functions, patience);
    const SdBus& bus = manager.functions_;
    sd_bus* created = nullptr;
    int result = bus.create(&created);
    if (result < 0) return fail(bus_error(result));
    manager.bus_.reset(created);
    result = bus.set_address(created, address.bus_address.c_str());
    if (result >= 0) result = bus.set_bus_client(created, address.direct ? 0 : 1);
    if (result >= 0) result = bus.start(created);
    if (result < 0) return fail(bus_error(result));
    if (auto ready = manager.wait_until_ready(); !ready) return fail(ready.error());
    return manager;
  }

  /// Names and object paths of the active socket units.
  Result<std::vector<std::pair<std::string, std::string>>> active_units() {
    if (auto left = use_rest_of_patience(); !left) return fail(left.error());
    sd_bus_message* told = nullptr;
    const int called = functions_.call_method(
        bus_.get(), kService, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
        "ListUnitsByPatterns", nullptr, &told, "asas", 1, "active", 1, "*.socket");
    if (called < 0) return fail(bus_error(called));
    const Message message(told, Unref{functions_.unref});
    std::vector<std::pair<std::string, std::string>> units;
    int result = functions_.enter_container(told, SD_BUS_TYPE_ARRAY, "(ssssssouso)");
    const char* name = nullptr;
    const char* path = nullptr;
    while (result > 0 &&
           (result = functions_.read(told, "(ssssssouso)", &name, nullptr, nullptr, nullptr,
                                     nullptr, nullptr, &path, nullptr, nullptr, nullptr)) > 0) {
      units.emplace_back(name, path);
    }
    if (result < 0) return fail(bus_error(result));
    return units;
  }

  Result<std::vector<UnitListen>> listens(const std::string& path) {
    if (auto left = use_rest_of_patience(); !left) return fail(left.error());
    sd_bus_message* told = nullptr;
    const int called =
        functions_.property(bus_.get(), kService, path.c_str(), "org.freedesktop.systemd1.Socket",
                            "Listen", nullptr, &told, "a(ss)");
    if (called < 0) return fail(bus_error(called));
    const Message message(told, Unref{functions_.unref});
    std::vector<UnitListen> listens;
    int result = functions_.enter_container(told, SD_BUS_TYPE_ARRAY, "(ss)");
    const char* type = nullptr;
    const char* address = nullptr;
    while (result > 0 && (result = functions_.read(told, "(ss)", &type, &address)) > 0) {
      listens.push_back({type, address});
    }
    if (result < 0) return fail(bus_error(result));
    return listens;
  }

 private:
  struct Close {
    const SdBus* functions = nullptr;
    void operator()(sd_bus* bus) const { static_cast<void>(functions->close(bus)); }
  };
  struct Unref {
    decltype(&::sd_bus_message_unref) function = nullptr;
    void operator()(sd_bus_message* message) const { static_cast<void>(function(message)); }
  };
  using Message = std::unique_ptr<sd_bus_message, Unref>;

  Manager(const SdBus& functions, milliseconds patience)
      : functions_(functions),
        bus_(nullptr, Close{&functions}),
        deadline_(base::SystemClock().monotonic() + patience) {}

  /// Microseconds; 0 when the patience is used up.
  [[nodiscard]] std::uint64_t left_us() const {
    const auto left = deadline_ - base::SystemClock().monotonic();
    if (left <= milliseconds(0)) return 0;
    return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::microseconds>(left).count());
  }

  /// The library itself would give the greeting a minute and a half.
  Result<void> wait_until_ready() {
    int result = 0;
    while (result >= 0 && functions_.is_ready(bus_.get()) == 0) {
      if (left_us() == 0) return fail(bus_error(-ETIMEDOUT));
      result = functions_.process(bus_.get(), nullptr);
      if (result == 0) result = functions_.wait(bus_.get(), left_us());
    }
    if (result < 0) return fail(bus_error(result));
    return {};
  }

  Result<void> use_rest_of_patience() {
    const std::uint64_t left = left_us();
    if (left == 0) return fail(bus_error(-ETIMEDOUT));
    const int result = functions_.set_call_timeout(bus_.get(), left);
    if (result < 0) return fail(bus_error(result));
    return {};
  }

  const SdBus& functions_;
  std::unique_ptr<sd_bus, Close> bus_;
  std::chrono::nanoseconds deadline_;
};

}  // namespace

ManagerAddress system_manager() { return {std::string("unix:path=") + kSystemSocket}; }

ManagerAddress user_manager(std::uint32_t uid) {
  return {"unix:path=/run/user/" + std::to_string(uid) + "/bus"};
}

Result<std::vector<SocketUnit>> list_socket_units(const ManagerAddress& manager,
                                                  milliseconds patience) {
  auto connected = Manager::connect(manager, patience);
  if (!connected) return fail(connected.error());
  const auto active = connected->active_units();
  if (!active) return fail(active.error());
  std::vector<SocketUnit> units;
  for (const auto& [name, path] : *active) {
    auto listens = connected->listens(path);
    // A unit may end meanwhile; only a manager that does not answer at all ends the list.
    if (!listens && listens.error().code == base::ErrorCode::timeout) return fail(listens.error());
    if (listens) units.push_back({name, std::move(*listens)});
  }
  return units;
}

}  // namespace minato::sys
