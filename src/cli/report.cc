// `minato report`: the harbour of this machine on one screen.
#include <fmt/format.h>

#include "base/text_width.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/notes.h"
#include "cli/paragraph.h"
#include "cli/pictures.h"
#include "cli/socket_json.h"
#include "cli/socket_text.h"
#include "host/ephemeral.h"
#include "pipeline/berths.h"
#include "pipeline/local_view.h"
#include "render/table.h"
#include "sys/host_name.h"
#include "sys/port_sysctls.h"

namespace minato::cli {
namespace {

using pipeline::Berth;
using pipeline::Harbour;
using pipeline::LocalSocket;
using render::Fit;

constexpr std::size_t kMostDetailed = 5;  // the rest is a line each: one screen

std::string addresses_of(const Berth& berth) {
  std::string text;
  for (const LocalSocket* local : berth.sockets) {
    const std::string address = address_text(*local->socket);
    if (text.find(address) == std::string::npos) text += (text.empty() ? "" : " ") + address;
  }
  return text;
}

std::string level_text(const Context& context, model::Severity level) {
  return context.tr(fmt::format("danger.level.{}", to_text(level)));
}

void write_berths(Context& context, const Harbour& harbour) {
  render::Table table(
      {{.heading = context.tr("report.column.danger")},
       {.heading = context.tr("ls.column.port"), .align = base::Align::right},
       {.heading = context.tr("ls.column.service"), .fit = Fit::cut},
       {.heading = context.tr("report.column.who"), .fit = Fit::cut_name, .minimum = 14},
       {.heading = context.tr("ls.column.user"), .fit = Fit::cut, .hide = 2},
       {.heading = context.tr("ls.column.address"), .fit = Fit::cut, .hide = 1},
       {.heading = context.tr("ls.column.reach"), .fit = Fit::cut, .minimum = 10}},
      context.screen);
  for (const Berth& berth : harbour.berths) {
    const LocalSocket& local = berth.widest();
    const std::string port = to_text(berth.port);
    const std::string who = holder_text(local);
    const std::string service = service_text(local);
    const std::string user = local.processes.empty() ? fmt::format("{}", local.socket->uid)
                                                     : local.processes.front()->user;
    const std::string level = level_text(context, local.danger.level);
    const std::string addresses = addresses_of(berth);
    const std::string reach = reach_text(local.exposure.exposure, context.language);
    const render::Role danger = render::danger_role(local.danger.level);
    table.row({{level, danger},
               {port, render::Role::accent},
               {service.empty() ? std::string_view("-") : service},
               {who.empty() ? std::string_view("-") : who},
               {user, render::Role::muted},
               {addresses, render::Role::muted},
               {reach, render::exposure_role(local.exposure.exposure)}});
  }
  write_table(context, table);
}

/// "● 23/tcp telnet  high" and below it why, and what to do first.
void write_advice(Context& context, const Berth& berth) {
  const LocalSocket& local = berth.widest();
  const std::string title = fmt::format("{} {}", to_text(berth.port), local.name);
  context.out.line(
      fmt::format("  {}  {}", render::styled(title, render::Role::heading, context.screen.palette),
                  render::styled(level_text(context, local.danger.level),
                                 render::danger_role(local.danger.level), context.screen.palette)));
  std::string why = context.tr(local.danger.reason_key);
  const std::string rule = reach_reason(local.exposure, context.language);
  if (!rule.empty()) why += context.tr("report.because", base::escape_control(rule));
  write_field(context, context.tr("report.field.why"), why);
  if (local.knowledge) {
    write_field(context, "", local.knowledge->danger_reason(context.language));
  }
  std::string heading = context.tr("report.field.to-do");
  if (!local.danger.advice_key.empty()) {
    write_field(context, heading, context.tr(local.danger.advice_key));
    heading.clear();
  }
  if (!local.knowledge) return;
  const auto measures = local.knowledge->countermeasures();
  if (!measures.empty()) write_field(context, heading, measures.front().text(context.language));
}

void write_advices(Context& context, const Harbour& harbour) {
  std::size_t told = 0;
  for (const Berth& berth : harbour.berths) {
    if (berth.widest().danger.level < model::Severity::medium || told == kMostDetailed) break;
    if (told++ == 0) {
      context.out.line();
      context.out.line(render::styled(context.tr("report.to-do-title"), render::Role::heading,
                                      context.screen.palette));
    }
    write_advice(context, berth);
  }
}

host::EphemeralUsage ephemeral_usage(const pipeline::LocalView& view) {
  const sys::PortSysctls settings = sys::read_port_sysctls();
  return host::measure_ephemeral(view.inventory().sockets,
                                 {.range = settings.ephemeral, .reserved = settings.reserved});
}

/// How many ports are lent to clients, and how near the busiest destination is to having none left.
void write_ephemeral(Context& context, const host::EphemeralUsage& usage) {
  write_paragraph(
      context, context.tr("report.ephemeral", usage.size, usage.in_use_tcp, usage.in_use_udp), 2);
  if (usage.destinations.empty()) return;
  const host::DestinationUsage& busiest = usage.destinations.front();
  write_paragraph(context,
                  context.tr("report.ephemeral-busiest", to_text(busiest.destination), busiest.used,
                             busiest.left),
                  2);
}

void write_next(Context& context, const Harbour& harbour) {
  context.out.line();
  const auto row = [&](const std::string& command, const char* key) {
    context.out.line(fmt::format(
        "  {}  {}",
        render::styled(base::pad(command, 30), render::Role::accent, context.screen.palette),
        context.tr(key)));
  };
  context.out.line(render::styled(context.tr("report.next-title"), render::Role::heading,
                                  context.screen.palette));
  if (!harbour.berths.empty()) {
    row(fmt::format("minato explain {}", harbour.berths.front().port.number),
        "report.next.explain");
  }
  row("minato ls exposed", "report.next.exposed");
  row("minato ls --tree", "report.next.tree");
  row("minato ls --watch", "report.next.watch");
}

void write_report(Context& context, const Harbour& harbour, const pipeline::LocalView& view,
                  bool pictures) {
  context.out.line(render::styled(context.tr("report.title", base::escape_control(sys::host_name()),
                                             harbour.berths.size(), harbour.reachable),
                                  render::Role::heading, context.screen.palette));
  if (pictures) write_scene(context, quay_scene(context, harbour));
  context.out.line();
  if (harbour.berths.empty())
    context.out.line("  " + context.tr("report.nobody"));
  else
    write_berths(context, harbour);
  if (harbour.temporary > 0)
    write_paragraph(context, context.tr("report.temporary", harbour.temporary), 2);
  write_ephemeral(context, ephemeral_usage(view));
  write_advices(context, harbour);
  if (pictures) {
    write_scene(context, port_line_scene(context, harbour, nullptr));
    const auto connection = connection_scene(context, view, nullptr);
    if (connection) write_scene(context, *connection);
  }
  if (!context.quiet) write_next(context, harbour);
}

void write_report_json(Context& context, const pipeline::LocalView& view, const Harbour& harbour) {
  std::vector<const LocalSocket*> rows;
  for (const LocalSocket& local : view.sockets()) {
    if (pipeline::is_listening(*local.socket)) rows.push_back(&local);
  }
  const host::EphemeralUsage usage = ephemeral_usage(view);
  write_observations(context, rows);
  write_summary(context, "report",
                {{"listening", rows.size()},
                 {"berths", harbour.berths.size()},
                 {"reachable", harbour.reachable},
                 {"ephemeral_size", usage.size},
                 {"ephemeral_tcp", usage.in_use_tcp},
                 {"ephemeral_udp", usage.in_use_udp}},
                view.inventory().limitations);
}

}  // namespace

base::Result<ExitCode> run_report(Context& context, const Arguments& arguments) {
  // Conversations too: one of them becomes the picture of the two port numbers.
  const auto view = pipeline::LocalView::create({.listeners_only = false});
  if (!view) return base::fail(view.error());
  const Harbour harbour = pipeline::survey(view->sockets());
  if (const auto file = arguments.value("--svg")) {
    std::vector<render::Scene> scenes = {quay_scene(context, harbour),
                                         port_line_scene(context, harbour, nullptr)};
    if (auto connection = connection_scene(context, *view, nullptr)) {
      scenes.push_back(std::move(*connection));
    }
    const auto written = write_svg(*file, context.tr("report.picture", sys::host_name()), scenes);
    if (!written) return base::fail(written.error());
  }
  if (context.json) {
    write_report_json(context, *view, harbour);
    return ExitCode::yes;
  }
  write_report(context, harbour, *view, !arguments.has("--no-picture"));
  limitation_notes(context, view->inventory());
  return ExitCode::yes;
}

}  // namespace minato::cli
