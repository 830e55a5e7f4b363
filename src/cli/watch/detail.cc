// From the ends of the socket over its processes to its danger and what its port is for.
#include "cli/watch/detail.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"
#include "cli/local_time.h"
#include "cli/socket_text.h"
#include "cli/watch/text_lines.h"
#include "registry/knowledge.h"
#include "registry/range_class.h"

namespace minato::cli::watch {
namespace {

using base::escape_control;
using pipeline::LocalSocket;
using registry::Knowledge;
using render::Role;

constexpr std::size_t kFieldColumns = 20;
constexpr std::size_t kMostProcesses = 8;

/// What a pane is written from.
struct Page {
  const State& state;
  const LocalSocket& local;
  const model::Socket& socket;
  TextLines lines;

  void field(std::string_view key, std::string_view text, Role role = Role::plain) {
    lines.field(base::text(state.settings.language, key), text, role);
  }
  void more(std::string_view text, Role role = Role::plain) { lines.field("", text, role); }
  void section(std::string_view key) {
    lines.gap();
    lines.heading(base::text(state.settings.language, key));
  }
};

/// Of a conversation the service is at the lower port: the other one was obtained for it.
model::Port service_port(const model::Socket& socket) {
  const bool there = socket.remote && socket.remote->port.number < socket.local.port.number;
  return there ? socket.remote->port : socket.local.port;
}

std::optional<Knowledge> knowledge_of(const LocalSocket& local) {
  if (pipeline::is_listening(*local.socket)) return local.knowledge;
  return registry::knowledge_at(service_port(*local.socket));
}

/// What the port at one end is: the service's, or one that the kernel lent to a client.
std::string port_role(const State& state, const model::Socket& socket, model::Port port) {
  const auto& [first, last] = state.settings.ephemeral;
  if (socket.remote && port == service_port(socket)) return state.tr("watch.detail.service-port");
  if (port.number >= first && port.number <= last) return state.tr("watch.detail.ephemeral-port");
  return {};
}

std::string end_text(const State& state, const model::Socket& socket, std::string address,
                     model::Port port) {
  const std::string role = port_role(state, socket, port);
  return escape_control(address) + (role.empty() ? "" : "  " + role);
}

/// The other end of a conversation when it is on this machine too.
const LocalSocket* find_peer(const Picture& picture, const model::Socket& socket) {
  if (!socket.remote) return nullptr;
  for (const LocalSocket& other : picture.now->sockets) {
    const model::Socket& there = *other.socket;
    if (there.remote && there.local.port == socket.remote->port &&
        there.remote->port == socket.local.port && there.local == *socket.remote &&
        *there.remote == socket.local) {
      return &other;
    }
  }
  return nullptr;
}

void write_ends(Page& page) {
  const State& state = page.state;
  const model::Socket& socket = page.socket;
  page.field("watch.detail.state", to_text(socket.state),
             pipeline::is_listening(socket) ? Role::accent : Role::plain);
  page.field("watch.detail.local", end_text(state, socket, local_text(socket), socket.local.port));
  if (socket.dual_stack) page.more(state.tr("watch.detail.dual-stack"), Role::muted);
  if (socket.remote) {
    page.field("watch.detail.remote",
               end_text(state, socket, remote_text(socket), socket.remote->port));
    const LocalSocket* peer = find_peer(*state.detail_picture, socket);
    if (peer != nullptr && !peer->processes.empty()) {
      page.more(state.tr("watch.detail.peer", escape_control(holder_text(*peer))));
    }
  }
  const char* queues =
      socket.state == model::SocketState::listen ? "watch.detail.backlog" : "watch.detail.bytes";
  page.field("watch.detail.queues", state.tr(queues, socket.receive_queue, socket.send_queue));
  page.field("watch.detail.timer", timer_text(socket.timer));
  page.field("watch.detail.device", escape_control(socket.interface));
  page.field("watch.detail.vrf", escape_control(socket.vrf));
  page.field("watch.detail.namespace", escape_control(socket.network_namespace));
}

std::string command_line(const model::Process& process) {
  std::string text;
  for (const std::string& argument : process.arguments) {
    text += (text.empty() ? "" : " ") + escape_control(argument);
  }
  return text;
}

std::string started_text(const State& state, const model::Process& process) {
  if (!process.started) return {};
  const auto running = state.detail_picture->now->time - *process.started;
  return state.tr("watch.detail.since", date_text(*process.started),
                  span_text(running, state.settings.language));
}

void write_process(Page& page, const model::Process& process) {
  page.field("watch.detail.process",
             escape_control(fmt::format("{} ({})", process.name, process.pid)), Role::heading);
  page.field("watch.detail.command", command_line(process));
  page.field("watch.detail.program", escape_control(process.executable));
  page.field("watch.detail.user", escape_control(process.user));
  page.field("watch.detail.started", started_text(page.state, process));
  page.field("watch.detail.started-by", escape_control(ancestry_text(process)));
  page.field("watch.detail.unit", escape_control(process.unit));
  if (process.container) {
    const model::Container& box = *process.container;
    page.field("watch.detail.container",
               escape_control(fmt::format("{} {} {}", box.runtime, box.name, box.id)));
  }
}

/// No process is known: hidden from us, or there is none.
void write_hidden(Page& page) {
  const auto& limitations = page.state.detail_picture->now->limitations;
  const bool hidden = page.socket.inode != 0 && !limitations.empty();
  page.field("watch.detail.process",
             page.state.tr(hidden ? "watch.detail.hidden" : "watch.detail.nobody"),
             hidden ? Role::warn : Role::plain);
  if (hidden) {
    page.more(base::tr_args(page.state.settings.language, limitations.front().key,
                            limitations.front().args),
              Role::muted);
  }
  page.field("watch.detail.origin", escape_control(origin_text(page.local)));
  page.field("watch.detail.user", fmt::format("{}", page.socket.uid));
}

void write_processes(Page& page) {
  page.section("watch.detail.who");
  const auto& processes = page.local.processes;
  if (processes.empty()) {
    write_hidden(page);
  }
  for (std::size_t i = 0; i < processes.size() && i < kMostProcesses; ++i) {
    if (i > 0) page.lines.gap();
    write_process(page, *processes[i]);
  }
  if (processes.size() > kMostProcesses) {
    page.more(page.state.tr("watch.detail.more-processes", processes.size() - kMostProcesses));
  }
}

void write_danger(Page& page) {
  const State& state = page.state;
  const base::Language language = state.settings.language;
  const auto exposure = page.local.exposure.exposure;
  page.section("watch.detail.danger-title");
  page.field("watch.detail.reach", reach_text(exposure, language), render::exposure_role(exposure));
  page.more(escape_control(reach_reason(page.local.exposure, language)), Role::muted);
  const audit::DangerVerdict& danger = page.local.danger;
  page.field("watch.detail.danger", state.tr(fmt::format("danger.level.{}", to_text(danger.level))),
             render::danger_role(danger.level));
  if (!danger.reason_key.empty()) page.more(state.tr(danger.reason_key));
  if (page.local.knowledge) page.more(page.local.knowledge->danger_reason(language));
  std::vector<std::string> advice;
  if (!danger.advice_key.empty()) advice.push_back(state.tr(danger.advice_key));
  if (page.local.knowledge) {
    for (const auto& measure : page.local.knowledge->countermeasures()) {
      advice.emplace_back(measure.text(language));
    }
  }
  for (std::size_t i = 0; i < advice.size(); ++i) {
    const std::string text = fmt::format("{}. {}", i + 1, advice[i]);
    if (i == 0) {
      page.field("watch.detail.to-do", text);
    } else {
      page.more(text);
    }
  }
}

void write_port(Page& page) {
  const base::Language language = page.state.settings.language;
  const model::Port port = service_port(page.socket);
  page.section("watch.detail.port-title");
  page.field("watch.detail.port", to_text(port), Role::accent);
  if (const auto knowledge = knowledge_of(page.local)) {
    page.more(knowledge->title(language), Role::heading);
    page.more(knowledge->explanation(language));
  } else if (page.local.temporary) {
    page.more(page.state.tr("danger.reason.temporary"));
  } else {
    page.more(page.local.name.empty() ? page.state.tr("watch.detail.unknown-port")
                                      : std::string(page.local.name));
  }
  page.field("watch.detail.range", registry::range_title(model::range_of(port.number), language),
             Role::muted);
}

}  // namespace

std::vector<Line> detail_lines(const State& state) {
  if (state.detail_row == nullptr) return {};
  const LocalSocket& local = *state.detail_row->local;
  Page page{.state = state,
            .local = local,
            .socket = *local.socket,
            .lines = TextLines(state.size.columns, kFieldColumns)};
  if (state.detail_gone) {
    page.lines.paragraph(state.tr("watch.detail.gone", clock_text(state.detail_picture->now->time)),
                         2, Role::warn);
  }
  write_ends(page);
  write_processes(page);
  if (pipeline::is_listening(page.socket)) write_danger(page);
  write_port(page);
  return page.lines.take();
}

}  // namespace minato::cli::watch
