// From the joined view to the plain inputs of render's pictures.
#include "cli/pictures.h"

#include <algorithm>

#include "cli/socket_text.h"
#include "render/pictures/connection.h"
#include "render/pictures/port_line.h"
#include "render/pictures/quay.h"
#include "render/stack.h"
#include "render/svg.h"
#include "render/terminal.h"
#include "sys/file_writer.h"
#include "sys/host_name.h"
#include "sys/interfaces.h"
#include "sys/port_sysctls.h"

namespace minato::cli {
namespace {

using pipeline::Berth;
using pipeline::LocalSocket;

constexpr std::size_t kMostAddresses = 4;
constexpr int kWidest = 100;  // wider pictures are no clearer
constexpr int kFileColumns = 96;

render::PictureOptions options_of(const Context& context) {
  const int columns = context.screen.columns == 0
                          ? kFileColumns
                          : std::min(kWidest, static_cast<int>(context.screen.columns));
  return {.language = context.language, .columns = columns};
}

/// What others know this machine by: loopback only when there is nothing else.
std::vector<std::string> addresses_here() {
  std::vector<std::string> found;
  const auto interfaces = sys::list_interfaces();
  if (!interfaces) return {"127.0.0.1"};
  for (const sys::Interface& interface : *interfaces) {
    if (!interface.up || interface.loopback) continue;
    for (const auto& address : interface.addresses) {
      if (address.address.is_link_local() && !address.address.is_v4()) continue;
      if (found.size() < kMostAddresses) found.push_back(to_text(address.address));
    }
  }
  return found.empty() ? std::vector<std::string>{"127.0.0.1"} : found;
}

render::QuayDoor door_of(const Berth& berth) {
  const LocalSocket& local = berth.widest();
  render::QuayDoor door{.port = berth.port,
                        .service = std::string(local.name),
                        .exposure = local.exposure.exposure,
                        .danger = local.danger.level};
  if (local.processes.empty()) return door;
  door.process = local.processes.front()->name;
  door.pid = local.processes.front()->pid;
  door.user = local.processes.front()->user;
  door.more_holders = local.processes.size() - 1;
  return door;
}

render::ConnectionEnd end_of(const model::Endpoint& endpoint, const LocalSocket* local) {
  render::ConnectionEnd end{.endpoint = endpoint, .here = local != nullptr};
  if (local == nullptr || local->processes.empty()) return end;
  end.process = local->processes.front()->name;
  end.pid = local->processes.front()->pid;
  end.user = local->processes.front()->user;
  return end;
}

/// The socket of the other side of a connection inside this machine.
const LocalSocket* peer_of(const LocalSocket& local, const pipeline::LocalView& view) {
  for (const LocalSocket& other : view.sockets()) {
    const model::Socket& socket = *other.socket;
    if (socket.remote && socket.local == *local.socket->remote &&
        *socket.remote == local.socket->local) {
      return &other;
    }
  }
  return nullptr;
}

/// The best example: one that leaves this machine, of a service that we know, with its program.
int example_rank(const LocalSocket& local) {
  const model::Socket& socket = *local.socket;
  int rank = 0;
  if (!socket.remote->address.unmapped().is_loopback()) rank += 4;
  if (!local.name.empty()) rank += 2;
  if (!local.processes.empty()) rank += 1;
  return rank;
}

bool is_example(const LocalSocket& local, const model::PortSet* ports) {
  const model::Socket& socket = *local.socket;
  if (socket.state != model::SocketState::established || !socket.remote) return false;
  return ports == nullptr || ports->contains(socket.remote->port) ||
         ports->contains(socket.local.port);
}

/// On which side the server is: the listening port if there is one here, else the lower number.
bool local_serves(const LocalSocket& local, const pipeline::LocalView& view) {
  const model::Socket& socket = *local.socket;
  for (const LocalSocket& other : view.sockets()) {
    if (!pipeline::is_listening(*other.socket)) continue;
    if (other.socket->local.port == socket.local.port) return true;
    const bool inside = peer_of(local, view) != nullptr;
    if (inside && other.socket->local.port == socket.remote->port) return false;
  }
  return socket.local.port.number < socket.remote->port.number;
}

render::LineHighlight highlight_of(const Question& question) {
  const model::PortSet& ports =
      question.topics.empty() ? question.range : question.topics.front().ports;
  for (const model::Transport transport : model::kTransports) {
    const auto intervals = ports.intervals(transport);
    if (intervals.empty()) continue;
    std::string name;
    if (!question.topics.empty() && question.topics.front().knowledge) {
      name = question.topics.front().knowledge->id();
    } else if (!question.topics.empty() && question.topics.front().iana) {
      name = question.topics.front().iana->name();
    }
    return {.ports = intervals.front(), .name = name};
  }
  return {};
}

}  // namespace

render::Scene quay_scene(const Context& context, const pipeline::Harbour& harbour) {
  render::Quay quay{.host = sys::host_name(), .addresses = addresses_here()};
  for (const Berth& berth : harbour.berths) quay.doors.push_back(door_of(berth));
  return draw_quay(quay, options_of(context));
}

render::Scene port_line_scene(const Context& context, const pipeline::Harbour& harbour,
                              const Question* question) {
  const sys::PortSysctls settings = sys::read_port_sysctls();
  render::PortLine line{.ephemeral = settings.ephemeral,
                        .unprivileged_start = settings.unprivileged_start};
  for (const Berth& berth : harbour.berths) {
    line.listening.push_back({.number = berth.port.number,
                              .name = std::string(berth.widest().name),
                              .danger = berth.widest().danger.level});
  }
  if (question != nullptr) line.highlight = highlight_of(*question);
  return draw_port_line(line, options_of(context));
}

std::optional<render::Scene> connection_scene(const Context& context,
                                              const pipeline::LocalView& view,
                                              const model::PortSet* ports) {
  const LocalSocket* best = nullptr;
  for (const LocalSocket& local : view.sockets()) {
    if (!is_example(local, ports)) continue;
    if (best == nullptr || example_rank(local) > example_rank(*best)) best = &local;
  }
  if (best == nullptr) return std::nullopt;
  const LocalSocket* peer = peer_of(*best, view);
  const render::ConnectionEnd near = end_of(best->socket->local, best);
  const render::ConnectionEnd far = end_of(*best->socket->remote, peer);
  const bool serves = local_serves(*best, view);
  const render::Connection connection{.client = serves ? far : near,
                                      .server = serves ? near : far,
                                      .service = std::string(best->name)};
  return draw_connection(connection, options_of(context));
}

void write_scene(Context& context, const render::Scene& scene) {
  context.out.line();
  context.out.write(to_terminal(scene, context.screen));
}

base::Result<void> write_svg(const std::string& path, const std::string& title,
                             const std::vector<render::Scene>& scenes) {
  std::string description;
  for (const render::Scene& scene : scenes) {
    description += (description.empty() ? "" : " ") + scene.description();
  }
  const render::Scene whole =
      render::stack({.title = title, .description = description, .columns = 0}, scenes);
  return sys::write_file(path, to_svg(whole));
}

std::vector<render::Scene> question_scenes(const Context& context, const Question& question,
                                           const pipeline::LocalView& view) {
  const model::PortSet& ports =
      question.topics.empty() ? question.range : question.topics.front().ports;
  pipeline::Harbour harbour = pipeline::survey(view.sockets());
  std::vector<render::Scene> scenes;
  // The line shows every listener; the view may hold the sockets of one port only.
  const auto all = pipeline::LocalView::create({.with_processes = false});
  const pipeline::Harbour whole = all ? pipeline::survey(all->sockets()) : harbour;
  scenes.push_back(port_line_scene(context, whole, &question));
  std::erase_if(harbour.berths, [&](const Berth& berth) { return !ports.contains(berth.port); });
  if (!harbour.berths.empty()) scenes.push_back(quay_scene(context, harbour));
  if (auto connection = connection_scene(context, view, &ports))
    scenes.push_back(std::move(*connection));
  return scenes;
}

}  // namespace minato::cli
