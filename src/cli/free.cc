// `minato free`: ports to use, or who holds the one that was asked about.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/strings.h"
#include "base/text_width.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/notes.h"
#include "cli/ports_typed.h"
#include "cli/socket_json.h"
#include "cli/socket_text.h"
#include "pipeline/free_ports.h"
#include "pipeline/local_view.h"
#include "registry/names.h"
#include "sys/bind_probe.h"
#include "sys/port_sysctls.h"

namespace minato::cli {
namespace {

using model::Transport;
using pipeline::LocalSocket;

constexpr std::uint32_t kMostPorts = 65535;

Transport transport_of(const Arguments& arguments) {
  return arguments.has("--udp") ? Transport::udp : Transport::tcp;
}

/// "nginx (812) of www-data since … listens on 0.0.0.0:80", and how to free it.
void tell_holder(Context& context, const LocalSocket& holder) {
  const model::Socket& socket = *holder.socket;
  const std::string who =
      holder.processes.empty() ? context.tr("free.somebody") : holder_text(holder);
  const std::string user =
      holder.processes.empty() ? fmt::format("{}", socket.uid) : holder.processes.front()->user;
  context.out.line(context.tr("free.held", base::escape_control(local_text(socket)),
                              base::escape_control(who), base::escape_control(user),
                              to_text(socket.state)));
  if (holder.processes.empty()) return;
  const model::Process& process = *holder.processes.front();
  context.out.line(context.tr("free.why", base::escape_control(ancestry_text(process))));
}

base::Result<ExitCode> answer_about(Context& context, model::Port port) {
  host::InventoryQuery query{
      .transports = {port.transport}, .listeners_only = false, .port = port.number};
  const auto view = pipeline::LocalView::create(query);
  if (!view) return base::fail(view.error());
  // Every state holds the port for a plain server: TIME-WAIT too, until it is over.
  std::vector<const LocalSocket*> holders;
  for (const LocalSocket& local : view->sockets()) holders.push_back(&local);
  const sys::BindAnswer answer = sys::probe_bind(port);
  const bool taken = !holders.empty() || answer == sys::BindAnswer::taken;
  if (context.json) {
    write_sockets_json(context, "free", *view, holders);
    return taken ? ExitCode::no : ExitCode::yes;
  }
  if (!taken) {
    context.out.line(context.tr("free.yes", to_text(port)));
    if (answer == sys::BindAnswer::forbidden)
      note(context, context.tr("free.privileged", port.number));
    return ExitCode::yes;
  }
  context.out.line(context.tr("free.no", to_text(port)));
  for (const LocalSocket* holder : holders) tell_holder(context, *holder);
  const bool listening = std::ranges::any_of(
      holders, [](const LocalSocket* h) { return pipeline::is_listening(*h->socket); });
  if (listening && !context.quiet) context.out.line(context.tr("free.next", port.number));
  limitation_notes(context, view->inventory());
  return ExitCode::no;
}

void write_offer_json(Context& context, const std::vector<std::uint16_t>& ports,
                      Transport transport) {
  std::string text;
  for (const std::uint16_t number : ports) {
    render::append_json(text, render::PortView{.port = {number, transport}}, context.language);
  }
  context.out.write(text);
  write_summary(context, "free", {{"ports", ports.size()}});
}

base::Result<model::PortSet> taken_ports(Transport transport) {
  const auto inventory = host::take_inventory(
      {.transports = {transport}, .listeners_only = false, .with_processes = false});
  if (!inventory) return base::fail(inventory.error());
  model::PortSet taken;
  for (const model::Socket& socket : inventory->sockets) taken.add(socket.local.port);
  return taken;
}

base::Result<ExitCode> offer_ports(Context& context, const Arguments& arguments,
                                   std::uint32_t count) {
  pipeline::FreePortWish wish{.count = count, .transport = transport_of(arguments)};
  auto taken = taken_ports(wish.transport);
  if (!taken) return base::fail(std::move(taken.error()));
  wish.avoid = std::move(*taken);
  if (const auto range = arguments.value("--range")) {
    auto ports =
        model::PortSet::parse(*range, registry::ServiceNames(), std::array{wish.transport});
    if (!ports) return base::fail(std::move(ports.error()));
    wish.range = std::move(*ports);
    wish.leave_known = false;
  }
  // The kernel hands ports of this range to clients at any moment.
  if (wish.leave_known) {
    const sys::PortSysctls settings = sys::read_port_sysctls();
    wish.avoid.add(wish.transport, settings.ephemeral);
    for (const auto& kept : settings.reserved.intervals(Transport::tcp)) {
      wish.avoid.add(wish.transport, kept);
    }
  }
  std::random_device entropy;
  wish.seed = static_cast<std::uint64_t>(entropy()) << 32 | entropy();
  const auto ports = pipeline::choose_free_ports(
      wish, [](model::Port port) { return sys::probe_bind(port) == sys::BindAnswer::free; });
  if (context.json) {
    write_offer_json(context, ports, wish.transport);
  } else {
    for (const std::uint16_t port : ports) context.out.line(fmt::format("{}", port));
  }
  if (ports.size() == count) return ExitCode::yes;
  context.out.flush();
  note(context, context.tr("free.too-few", ports.size(), count));
  return ExitCode::no;
}

}  // namespace

base::Result<ExitCode> run_free(Context& context, const Arguments& arguments) {
  if (arguments.words().empty()) return offer_ports(context, arguments, 1);
  const std::string& word = arguments.words().front();
  if (word.starts_with(':') || word.find('/') != std::string::npos) {
    const auto port = parse_one_port(word, transport_of(arguments));
    if (!port) return base::fail(port.error());
    return answer_about(context, *port);
  }
  const auto count = base::parse_number<std::uint32_t>(word);
  if (!count || *count == 0 || *count > kMostPorts) {
    return base::fail(
        base::input_error("error.free.count", {word}, {word, 0, word.size(), ":" + word}));
  }
  return offer_ports(context, arguments, *count);
}

}  // namespace minato::cli
