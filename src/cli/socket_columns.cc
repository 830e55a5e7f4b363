// One row a column. Adding a column to the tables is one line here.
#include "cli/socket_columns.h"

#include <fmt/format.h>

#include <array>
#include <tuple>

#include "base/text.h"
#include "cli/socket_text.h"

namespace minato::cli {
namespace {

using base::Align;
using base::Language;
using pipeline::LocalSocket;
using render::Fit;
using render::Role;

const model::Process* first_process(const LocalSocket& local) {
  return local.processes.empty() ? nullptr : local.processes.front();
}

std::string user_of(const LocalSocket& local) {
  const model::Process* process = first_process(local);
  return process != nullptr ? process->user : fmt::format("{}", local.socket->uid);
}

std::string process_of(const LocalSocket& local, Language /*language*/) {
  std::string holder = holder_text(local);
  return holder.empty() ? "-" : holder;
}

Role plain(const LocalSocket& /*local*/) { return Role::plain; }
Role muted(const LocalSocket& /*local*/) { return Role::muted; }
Role accent(const LocalSocket& /*local*/) { return Role::accent; }

constexpr SocketColumn kService{
    .id = ColumnId::service,
    .heading_key = "ls.column.service",
    .fit = Fit::cut,
    .minimum = 8,
    .hide = 3,
    .text = [](const LocalSocket& l, Language) { return service_text(l); },
    .role = plain};
constexpr SocketColumn kProcess{.id = ColumnId::process,
                                .heading_key = "ls.column.process",
                                .fit = Fit::cut_name,
                                .minimum = 14,
                                .text = process_of,
                                .role = plain};
constexpr SocketColumn kUser{.id = ColumnId::user,
                             .heading_key = "ls.column.user",
                             .fit = Fit::cut,
                             .hide = 4,
                             .text = [](const LocalSocket& l, Language) { return user_of(l); },
                             .role = muted};
constexpr SocketColumn kOrigin{
    .id = ColumnId::origin,
    .heading_key = "ls.column.origin",
    .fit = Fit::cut,
    .hide = 2,
    .optional = true,
    .text = [](const LocalSocket& l, Language) { return origin_text(l); },
    .role = muted};
constexpr SocketColumn kVrf{
    .id = ColumnId::vrf,
    .heading_key = "ls.column.vrf",
    .fit = Fit::cut,
    .optional = true,
    .text = [](const LocalSocket& l, Language) { return l.socket->vrf.text(); },
    .role = muted};
constexpr SocketColumn kNamespace{
    .id = ColumnId::network_namespace,
    .heading_key = "ls.column.namespace",
    .fit = Fit::cut,
    .optional = true,
    .text = [](const LocalSocket& l, Language) { return l.socket->network_namespace.text(); },
    .role = muted};

constexpr SocketColumn hidden_at(SocketColumn column, unsigned hide) {
  column.hide = hide;
  return column;
}

constexpr std::array kListenerColumns = {
    SocketColumn{
        .id = ColumnId::port,
        .heading_key = "ls.column.port",
        .align = Align::right,
        .text = [](const LocalSocket& l, Language) { return to_text(l.socket->local.port); },
        .role = accent},
    kService,
    SocketColumn{.id = ColumnId::address,
                 .heading_key = "ls.column.address",
                 .fit = Fit::cut,
                 .minimum = 9,
                 .text = [](const LocalSocket& l, Language) { return address_text(*l.socket); },
                 .role = plain},
    kProcess,
    hidden_at(kUser, 1),
    SocketColumn{
        .id = ColumnId::reach,
        .heading_key = "ls.column.reach",
        .text = [](const LocalSocket& l,
                   Language lang) { return reach_text(l.exposure.exposure, lang); },
        .role = [](const LocalSocket& l) { return render::exposure_role(l.exposure.exposure); }},
    kOrigin,
    kVrf,
    kNamespace,
};

constexpr std::array kAllStatesColumns = {
    SocketColumn{
        .id = ColumnId::transport,
        .heading_key = "ls.column.transport",
        .text = [](const LocalSocket& l,
                   Language) { return std::string(to_text(l.socket->local.port.transport)); },
        .role = plain},
    SocketColumn{.id = ColumnId::state,
                 .heading_key = "ls.column.state",
                 .text = [](const LocalSocket& l,
                            Language) { return std::string(to_text(l.socket->state)); },
                 .role =
                     [](const LocalSocket& l) {
                       return pipeline::is_listening(*l.socket) ? Role::accent : Role::plain;
                     }},
    SocketColumn{.id = ColumnId::local,
                 .heading_key = "ls.column.local",
                 .fit = Fit::cut,
                 .minimum = 15,
                 .text = [](const LocalSocket& l, Language) { return local_text(*l.socket); },
                 .role = plain},
    SocketColumn{.id = ColumnId::remote,
                 .heading_key = "ls.column.remote",
                 .fit = Fit::cut,
                 .minimum = 15,
                 .text = [](const LocalSocket& l, Language) { return remote_text(*l.socket); },
                 .role = plain},
    kService,
    kProcess,
    kUser,
    SocketColumn{.id = ColumnId::receive_queue,
                 .heading_key = "ls.column.receive-queue",
                 .align = Align::right,
                 .hide = 6,
                 .text = [](const LocalSocket& l,
                            Language) { return fmt::to_string(l.socket->receive_queue); },
                 .role =
                     [](const LocalSocket& l) {
                       return l.socket->receive_queue > 0 ? Role::warn : Role::muted;
                     }},
    SocketColumn{
        .id = ColumnId::send_queue,
        .heading_key = "ls.column.send-queue",
        .align = Align::right,
        .hide = 5,
        .text = [](const LocalSocket& l, Language) { return fmt::to_string(l.socket->send_queue); },
        .role = muted},
    kOrigin,
    kVrf,
    kNamespace,
    SocketColumn{.id = ColumnId::timer,
                 .heading_key = "ls.column.timer",
                 .hide = 7,
                 .optional = true,
                 .text = [](const LocalSocket& l, Language) { return timer_text(l.socket->timer); },
                 .role = muted},
};

/// Empty texts come last whatever the rest is.
std::weak_ordering compare_texts(std::string_view a, std::string_view b) {
  if (a.empty() != b.empty())
    return a.empty() ? std::weak_ordering::greater : std::weak_ordering::less;
  return a <=> b;
}

std::weak_ordering compare_processes(const LocalSocket& a, const LocalSocket& b) {
  const model::Process* left = first_process(a);
  const model::Process* right = first_process(b);
  if (left == nullptr || right == nullptr) return (left == nullptr) <=> (right == nullptr);
  const auto by_name = compare_texts(left->name, right->name);
  return by_name != 0 ? by_name : left->pid <=> right->pid;
}

std::weak_ordering compare_remotes(const LocalSocket& a, const LocalSocket& b) {
  const auto& left = a.socket->remote;
  const auto& right = b.socket->remote;
  if (!left || !right) return !left <=> !right;
  return std::tie(left->address, left->port) <=> std::tie(right->address, right->port);
}

/// Port, then address.
std::weak_ordering compare_locals(const LocalSocket& a, const LocalSocket& b) {
  const model::Endpoint& left = a.socket->local;
  const model::Endpoint& right = b.socket->local;
  return std::tie(left.port, left.address) <=> std::tie(right.port, right.address);
}

std::weak_ordering compare_timers(const model::SocketTimer& a, const model::SocketTimer& b) {
  using model::TimerKind;
  const bool none_a = a.kind == TimerKind::none;
  const bool none_b = b.kind == TimerKind::none;
  if (none_a != none_b) return none_a <=> none_b;
  return std::tie(a.kind, a.remaining_ms) <=> std::tie(b.kind, b.remaining_ms);
}

}  // namespace

std::span<const SocketColumn> socket_columns(TableKind kind) {
  if (kind == TableKind::listeners) return kListenerColumns;
  return kAllStatesColumns;
}

render::Column table_column(const SocketColumn& column, Language language) {
  return {.heading = std::string(base::text(language, column.heading_key)),
          .align = column.align,
          .fit = column.fit,
          .minimum = column.minimum,
          .hide = column.hide};
}

std::weak_ordering compare_by(ColumnId id, const LocalSocket& a, const LocalSocket& b) {
  const model::Socket& left = *a.socket;
  const model::Socket& right = *b.socket;
  switch (id) {
    case ColumnId::port:
    case ColumnId::local:
      return compare_locals(a, b);
    case ColumnId::transport:
      return left.local.port.transport <=> right.local.port.transport;
    case ColumnId::state:
      return left.state <=> right.state;
    case ColumnId::remote:
      return compare_remotes(a, b);
    case ColumnId::service:
      return compare_texts(a.name, b.name);
    case ColumnId::address:
      return left.local.address <=> right.local.address;
    case ColumnId::process:
      return compare_processes(a, b);
    case ColumnId::user:
      return compare_texts(user_of(a), user_of(b));
    case ColumnId::reach:
      return b.exposure.exposure <=> a.exposure.exposure;
    case ColumnId::receive_queue:
      return right.receive_queue <=> left.receive_queue;
    case ColumnId::send_queue:
      return right.send_queue <=> left.send_queue;
    case ColumnId::origin:
      return compare_texts(origin_text(a), origin_text(b));
    case ColumnId::vrf:
      return compare_texts(left.vrf, right.vrf);
    case ColumnId::network_namespace:
      return compare_texts(left.network_namespace, right.network_namespace);
    case ColumnId::timer:
      return compare_timers(left.timer, right.timer);
  }
  return std::weak_ordering::equivalent;
}

}  // namespace minato::cli
