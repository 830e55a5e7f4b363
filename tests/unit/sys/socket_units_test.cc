// Asking systemd over D-Bus, with a manager that the test plays itself.
#include "sys/socket_units.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "sys/unique_fd.h"

namespace minato::sys {
namespace {

using std::chrono::milliseconds;

int list_units(sd_bus_message* call, void*, sd_bus_error*) {
  sd_bus_message* reply = nullptr;
  sd_bus_message_new_method_return(call, &reply);
  sd_bus_message_open_container(reply, 'a', "(ssssssouso)");
  for (const char* name : {"ssh.socket", "gone.socket"}) {
    const std::string path = std::string("/unit/") + (name[0] == 's' ? "ssh" : "gone");
    sd_bus_message_append(reply, "(ssssssouso)", name, "text", "loaded", "active", "listening", "",
                          path.c_str(), 0, "", "/");
  }
  sd_bus_message_close_container(reply);
  const int sent = sd_bus_send(nullptr, reply, nullptr);
  sd_bus_message_unref(reply);
  return sent;
}

int listens(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void*,
            sd_bus_error*) {
  return sd_bus_message_append(reply, "a(ss)", 2, "Stream", "[::]:22", "Datagram", "1.2.3.4:5");
}

const sd_bus_vtable kManager[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("ListUnitsByPatterns", "asas", "a(ssssssouso)", list_units, 0),
    SD_BUS_VTABLE_END};
const sd_bus_vtable kSocket[] = {
    SD_BUS_VTABLE_START(0), SD_BUS_PROPERTY("Listen", "a(ss)", listens, 0, 0), SD_BUS_VTABLE_END};

/// Answers one connection on a socket in a folder of its own, in a thread.
class FakeManager {
 public:
  enum class Mood { answers, silent };

  explicit FakeManager(Mood mood)
      : path_(std::filesystem::temp_directory_path() /
              ("minato-bus-" + std::to_string(::getpid()))),
        listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    std::filesystem::remove(path_);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.string().copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::listen(listener_.get(), 1), 0);
    if (mood == Mood::answers) thread_ = std::thread([this] { serve(); });
  }
  ~FakeManager() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    std::filesystem::remove(path_);
  }

  [[nodiscard]] ManagerAddress address() const { return {"unix:path=" + path_.string(), true}; }

 private:
  void serve() {
    pollfd waiting{.fd = listener_.get(), .events = POLLIN, .revents = 0};
    while (!stop_ && ::poll(&waiting, 1, 20) == 0) {
    }
    if (stop_) return;
    const int client = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    sd_bus* bus = nullptr;
    sd_bus_new(&bus);
    sd_bus_set_fd(bus, client, client);
    sd_id128_t id{};
    id.bytes[0] = 1;
    sd_bus_set_server(bus, 1, id);
    sd_bus_start(bus);
    sd_bus_add_object_vtable(bus, nullptr, "/org/freedesktop/systemd1",
                             "org.freedesktop.systemd1.Manager", kManager, nullptr);
    sd_bus_add_object_vtable(bus, nullptr, "/unit/ssh", "org.freedesktop.systemd1.Socket", kSocket,
                             nullptr);
    while (!stop_) {
      const int worked = sd_bus_process(bus, nullptr);
      if (worked < 0) break;
      if (worked == 0) sd_bus_wait(bus, 20'000);
    }
    sd_bus_flush_close_unref(bus);
  }

  std::filesystem::path path_;
  UniqueFd listener_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST(SocketUnits, tells_names_and_addresses_and_skips_units_that_ended) {
  const FakeManager manager(FakeManager::Mood::answers);
  const auto units = list_socket_units(manager.address(), milliseconds(5000));
  ASSERT_TRUE(units) << base::to_text(units.error(), base::Language::en);
  const std::vector<SocketUnit> expected = {
      {"ssh.socket", {{"Stream", "[::]:22"}, {"Datagram", "1.2.3.4:5"}}}};
  EXPECT_EQ(*units, expected);
}

TEST(SocketUnits, a_manager_that_does_not_answer_costs_only_the_patience) {
  const FakeManager manager(FakeManager::Mood::silent);
  const auto units = list_socket_units(manager.address(), milliseconds(50));
  ASSERT_FALSE(units);
  EXPECT_EQ(units.error().code, base::ErrorCode::timeout);
}

TEST(SocketUnits, without_a_bus_it_is_an_error) {
  EXPECT_FALSE(list_socket_units({"unix:path=/nowhere/bus"}, milliseconds(50)));
}

}  // namespace
}  // namespace minato::sys
