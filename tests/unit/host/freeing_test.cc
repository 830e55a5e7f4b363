// Who holds a port for somebody else, and the command that frees it.
#include "host/freeing.h"

#include <gtest/gtest.h>

namespace minato::host {
namespace {

using model::Process;
using model::Transport;

/// An inventory of one listener at 8080 and its holders.
Inventory held_by(std::vector<Process> processes, Transport transport = Transport::tcp) {
  Inventory inventory;
  model::Socket socket{.local = {model::IpAddress(), {8080, transport}},
                       .state = model::SocketState::listen,
                       .inode = 1};
  for (Process& process : processes) {
    socket.holders.push_back({process.pid, 3});
    inventory.processes.emplace(process.pid, std::move(process));
  }
  inventory.sockets.push_back(std::move(socket));
  return inventory;
}

FreeingSources sources(std::string container, std::string unit) {
  return {
      .docker_publisher = [container](model::Port) { return container; },
      .socket_unit = [unit](const model::Socket&, std::optional<std::uint32_t>) { return unit; }};
}

std::optional<Freeing> freed(std::vector<Process> processes, std::string container = "",
                             std::string unit = "") {
  const Inventory inventory = held_by(std::move(processes));
  return what_frees(inventory.sockets.front(), inventory, sources(container, unit));
}

Process process(std::int32_t pid, std::string name, std::vector<std::string> arguments) {
  return {.pid = pid, .name = std::move(name), .arguments = std::move(arguments)};
}

TEST(Freeing, an_ordinary_process_needs_nothing_else) {
  EXPECT_FALSE(freed({process(7, "python3", {"python3", "-m", "http.server"})}));
  EXPECT_FALSE(freed({}));
}

TEST(Freeing, docker_proxy_is_answered_with_the_container) {
  const Process proxy = process(7, "docker-proxy", {"/usr/bin/docker-proxy", "-proto", "tcp"});
  const Freeing known{FreeingKind::docker_container, true, "web", "docker stop web"};
  EXPECT_EQ(freed({proxy}, "web"), known);
  const auto unknown = freed({proxy});
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->command, "docker stop $(docker ps -q --filter publish=8080/tcp)");
}

TEST(Freeing, a_hostile_container_name_is_never_put_into_a_command) {
  const Process proxy = process(7, "docker-proxy", {"docker-proxy"});
  for (const std::string name : {"a; rm -rf /", "$(x)", "-f", "a b", "a\n", "'"}) {
    EXPECT_EQ(freed({proxy}, name)->command,
              "docker stop $(docker ps -q --filter publish=8080/tcp)")
        << name;
  }
}

TEST(Freeing, programs_without_root_hold_ports_for_containers_too) {
  EXPECT_EQ(freed({process(7, "rootlesskit", {"rootlesskit", "dockerd-rootless.sh"})}, "web"),
            (Freeing{FreeingKind::docker_container, true, "web", "docker stop web"}));
  EXPECT_EQ(freed({process(7, "rootlesskit", {"rootlesskit", "containerd-rootless.sh"})})->kind,
            FreeingKind::nerdctl_container);
  const auto port = freed({process(7, "rootlessport", {"rootlessport"})});
  ASSERT_TRUE(port);
  EXPECT_EQ(port->command,
            "podman stop $(podman ps --format '{{.ID}} {{.Ports}}' | awk '/:8080->/ {print $1}')");
  const Process monitor = process(7, "conmon", {"/usr/bin/conmon", "--api", "-n", "db", "-x"});
  EXPECT_EQ(freed({monitor}),
            (Freeing{FreeingKind::podman_container, true, "db", "podman stop db"}));
}

TEST(Freeing, a_socket_of_systemd_is_stopped_with_its_service) {
  Process service = process(9, "sshd", {"sshd"});
  service.unit = "ssh.service";
  const Process init = process(1, "systemd", {"/sbin/init"});
  EXPECT_EQ(freed({init, service}, "", "ssh.socket"),
            (Freeing{FreeingKind::socket_unit, true, "ssh.socket",
                     "systemctl stop ssh.socket ssh.service"}));
  EXPECT_EQ(freed({init}, "", "ssh.socket")->command, "systemctl stop ssh.socket");
  EXPECT_EQ(freed({init})->command, "systemctl list-sockets") << "the unit is not known";
}

TEST(Freeing, another_first_process_is_not_taken_for_systemd) {
  EXPECT_FALSE(freed({process(1, "tini", {"tini"})}, "", "x.socket"));
}

TEST(Freeing, a_users_own_systemd_is_asked_as_the_user) {
  Process manager = process(50, "systemd", {"/lib/systemd/systemd", "--user"});
  manager.uid = 1000;
  EXPECT_EQ(freed({manager}, "", "pulse.socket")->command, "systemctl --user stop pulse.socket");
}

TEST(Freeing, a_service_may_come_back) {
  Process nginx = process(7, "nginx", {"nginx: master process"});
  nginx.unit = "nginx.service";
  EXPECT_EQ(freed({nginx}), (Freeing{FreeingKind::service_unit, false, "nginx.service",
                                     "systemctl stop nginx.service"}));
  nginx.unit_manager = 1000;
  EXPECT_EQ(freed({nginx})->command, "systemctl --user stop nginx.service");
  nginx.unit = "run-a\\x2db.service";
  EXPECT_EQ(freed({nginx})->command, "systemctl --user stop 'run-a\\x2db.service'");
  nginx.unit = "session-3.scope";
  EXPECT_FALSE(freed({nginx})) << "a scope is what a user started by hand";
}

TEST(Freeing, a_process_in_a_container_may_come_back_too) {
  Process nginx = process(7, "nginx", {"nginx"});
  nginx.container = model::Container{"docker", "0123456789ab", "web"};
  EXPECT_EQ(freed({nginx}),
            (Freeing{FreeingKind::docker_container, false, "web", "docker stop web"}));
  nginx.container->name.clear();
  EXPECT_EQ(freed({nginx})->command, "docker stop 0123456789ab");
  nginx.container->runtime = "kubernetes";
  EXPECT_FALSE(freed({nginx}));
}

TEST(Freeing, the_local_sources_answer_also_where_nothing_is_installed) {
  const FreeingSources local = local_freeing_sources();
  EXPECT_EQ(local.docker_publisher({1, Transport::tcp}), "");
  const model::Socket socket{.local = {model::IpAddress(), {1, Transport::tcp}}};
  EXPECT_EQ(local.socket_unit(socket, std::nullopt), "");
}

}  // namespace
}  // namespace minato::host
