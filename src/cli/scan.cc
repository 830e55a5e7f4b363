// `minato scan`: what nmap, masscan and zmap do together.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stop_token>

#include "base/log.h"
#include "base/strings.h"
#include "base/text_width.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/notes.h"
#include "cli/scan_origin.h"
#include "cli/scan_outputs.h"
#include "cli/scan_resume.h"
#include "cli/scan_services.h"
#include "cli/scan_session.h"
#include "cli/scan_text.h"
#include "cli/scan_wanted.h"
#include "cli/scan_words.h"
#include "cli/version.h"
#include "pipeline/packet_record.h"
#include "scan/probe_kinds.h"
#include "sys/attendant.h"
#include "sys/capabilities.h"
#include "sys/confinement.h"
#include "sys/host_name.h"
#include "sys/link_system.h"
#include "sys/terminal.h"

namespace minato::cli {
namespace {

/// With -vv every port has a line of its own.
constexpr unsigned kVerbosityForAll = 2;

base::Result<ScanWanted> read_wanted(Context& context, const Arguments& arguments) {
  const bool raw = sys::effective_capabilities().has(sys::Capability::net_raw);
  auto settings = read_scan_settings(arguments, raw);
  if (!settings) return base::fail(settings.error());
  auto targets = read_scan_targets(context, arguments);
  if (!targets) return base::fail(targets.error());
  ScanWanted wanted{.settings = std::move(*settings), .targets = std::move(*targets)};
  wanted.settings.request.targets = wanted.targets.targets;
  const auto interface = read_scan_origin(arguments, wanted.settings.request);
  if (!interface) return base::fail(interface.error());
  wanted.interface_index = *interface;
  wanted.command_line = command_line_text(context.typed);
  wanted.version = version_text().substr(version_text().find(' ') + 1);
  wanted.vantage = sys::host_name();
  return wanted;
}

render::ScanStart start_of(const Context& context, const Arguments& arguments, ScanWanted& wanted) {
  const pipeline::ScanRequest& request = wanted.settings.request;
  for (const scan::ProbeKind* const kind : request.kinds) {
    wanted.kinds.push_back({kind->name, *kind->transport, &request.ports});
  }
  return {.command_line = wanted.command_line,
          .version = wanted.version,
          .vantage = wanted.vantage,
          .started = context.started,
          .kinds = wanted.kinds,
          .verbosity = wanted.settings.verbosity,
          .with_reason = arguments.has("--reason"),
          .with_services = asks_services(arguments),
          .with_details = arguments.has("--everything"),
          .only_open = arguments.has("--open")};
}

pipeline::ScanCollectorOptions collector_options(const Context& context, const Arguments& arguments,
                                                 const ScanWanted& wanted) {
  const pipeline::ScanRequest& request = wanted.settings.request;
  pipeline::ScanCollectorOptions options{.ports = request.ports,
                                         .started = context.started,
                                         .guesses_systems = arguments.has("--everything")};
  for (const scan::ProbeKind* const kind : request.kinds) {
    options.silence[static_cast<std::size_t>(*kind->transport)] = kind->silence;
  }
  if (wanted.settings.verbosity >= kVerbosityForAll) options.most_listed = SIZE_MAX;
  return options;
}

/// Everything that needs a right is open by now: answers from the network meet a program that can
/// do nothing else. Where the kernel has no such thing the scan runs all the same.
void give_rights_away() {
  for (const auto& given : {sys::drop_capabilities(), sys::confine_to_scanning()}) {
    if (!given)
      base::log(base::LogLevel::warning, base::to_text(given.error(), base::Language::en));
  }
}

/// Ctrl-C, keys and the bar, as long as the scan runs.
base::Result<std::unique_ptr<sys::Attendant>> attend(std::stop_source& stop, ScanStatus& status) {
  return sys::Attendant::start({.on_stop = [&stop] { stop.request_stop(); },
                                .on_key = [&status] { status.tell(); },
                                .on_tick = [&status] { status.draw(); }});
}

render::ScanEnd end_of(const Context& context, const pipeline::ScanOutcome& outcome,
                       const pipeline::CollectedCounts& counts,
                       std::span<const render::Skipped> skipped) {
  const base::Timestamp now = base::SystemClock().now();
  return {.finished = now,
          .seconds = std::chrono::duration<double>(now - context.started).count(),
          .hosts_up = counts.hosts,
          .hosts_down = outcome.targets - std::min(outcome.targets, counts.hosts),
          .hosts_total = std::max(outcome.targets, counts.hosts),
          .open_ports = counts.open,
          .packets_sent = outcome.packets_sent,
          .packets_received = outcome.packets_received,
          .malformed = outcome.malformed,
          .bad_checksum = outcome.bad_checksum,
          .foreign = outcome.foreign,
          .ring_drops = outcome.ring_drops,
          .skipped = skipped,
          .interrupted = outcome.interrupted};
}

/// The hosts, and the last words.
void write_rest(const Context& context, ScanOutputs& outputs, const ScanWanted& wanted,
                const pipeline::ScanCollector& collector, const pipeline::ScanOutcome& outcome) {
  using Completeness = pipeline::ScanCollector::Completeness;
  collector.tell_hosts(
      outcome.interrupted ? Completeness::stopped : Completeness::complete,
      [&](const model::IpAddress& address) { return wanted.targets.targets.name_of(address); },
      [&](const render::ScanHost& host) { outputs.host(host); });
  std::vector<render::Skipped> skipped = wanted.targets.left_out;
  for (const scan::LeftOutRange& left : outcome.left_out) {
    skipped.push_back(skipped_text(context, left));
  }
  if (outcome.refusals_left > 0) {
    skipped.push_back(
        {context.tr("scan.left-out.refused-ports", outcome.refusals_left),
         context.tr("scan.left-out.refusals", std::llround(std::ceil(outcome.refusals_seconds)))});
  }
  outputs.end(end_of(context, outcome, collector.counts(), skipped));
}

/// -w FILE; nothing without.
base::Result<std::unique_ptr<pipeline::PacketRecord>> packet_record(const Arguments& arguments) {
  const auto path = arguments.value("--write");
  if (!path) return nullptr;
  return pipeline::PacketRecord::create(*path);
}

/// The link type of a file of packets of all these interfaces.
wire::LinkType common_link(const scan::RoutePlan& routes) {
  const bool all_ethernet = std::ranges::all_of(routes.links, [](const scan::LinkUse& link) {
    return link.framing == wire::LinkType::ethernet;
  });
  return all_ethernet ? wire::LinkType::ethernet : wire::LinkType::raw_ip;
}

base::Result<ExitCode> scan_targets(Context& context, const Arguments& arguments,
                                    ScanWanted& wanted, ScanResume& resume) {
  const base::SystemClock clock;
  const sys::SystemRouteLookup routes(wanted.interface_index);
  sys::SystemLinks system_links(arguments.has("--xdp") ? sys::Sending::xdp : sys::Sending::rings);
  auto record = packet_record(arguments);
  if (!record) return base::fail(record.error());
  std::optional<pipeline::RecordingLinks> recording;
  if (*record) recording.emplace(system_links, **record);
  sys::LinkFactory* const links = recording ? static_cast<sys::LinkFactory*>(&*recording)
                                            : static_cast<sys::LinkFactory*>(&system_links);
  auto job = pipeline::ScanJob::prepare(
      wanted.settings.request,
      {.routes = &routes, .devices = sys::find_link_device, .links = links, .clock = &clock});
  if (!job) return base::fail(job.error());
  if (*record) (*record)->begin(common_link(job->routes()));
  auto services = ScanServices::prepare(context, arguments, wanted.settings.request);
  if (!services) return base::fail(services.error());
  auto outputs = ScanOutputs::open(context, arguments);
  if (!outputs) return base::fail(outputs.error());

  give_rights_away();
  const bool bar = sys::is_terminal(sys::Stream::error) && !context.quiet;
  ScanStatus status(context, clock, bar ? ScanStatus::Bar::drawn : ScanStatus::Bar::left_out);
  pipeline::ScanCollector collector(collector_options(context, arguments, wanted));
  pipeline::NameLookups names;
  const bool with_names = !arguments.has("--no-names");
  std::stop_source stop;
  const auto stream = services->start(stop.get_token());
  if (!stream) return base::fail(stream.error());
  ScanSession session(collector, *outputs, status, stream->get(), with_names ? &names : nullptr);
  outputs->begin(start_of(context, arguments, wanted));
  base::Result<pipeline::ScanOutcome> outcome;
  base::Result<void> asked;
  {
    const auto attendant = attend(stop, status);
    if (!attendant) return base::fail(attendant.error());
    outcome = job->run(session, stop.get_token(), resume.memory());
    asked = session.finish_services();
  }
  status.clear();
  for (auto& [address, name] : names.known()) collector.add_names(address, {std::move(name)});
  // What was found until an error is kept, too.
  write_rest(context, *outputs, wanted, collector,
             outcome ? *outcome : pipeline::ScanOutcome{.interrupted = true});
  auto closed = outputs->close();
  if (*record && closed) closed = (*record)->close();
  if (resume.journal && closed) closed = resume.journal->close();
  if (!outcome) return base::fail(outcome.error());
  if (!asked) return base::fail(asked.error());
  if (!closed) return base::fail(closed.error());
  const bool pinged = wanted.settings.request.discovery == pipeline::Discovery::before;
  if (pinged && collector.counts().hosts == 0 && !outcome->interrupted) {
    context.out.flush();
    note(context, context.tr("scan.note.nobody"));
  }
  return outcome->interrupted ? ExitCode::interrupted : ExitCode::yes;
}

}  // namespace

namespace {

/// What was done instead of what a right would allow, and what to try when nobody answered.
void tell_limits(const Context& context, const ScanWanted& wanted) {
  const pipeline::ScanRequest& request = wanted.settings.request;
  if (const auto portless = wanted.settings.portless) {
    note(context, context.tr("scan.note.portless", to_text(*portless)));
  }
  const bool chosen = std::ranges::find(request.kinds, &scan::kConnect) != request.kinds.end() &&
                      wanted.settings.means_chosen;
  if (request.means == pipeline::ScanMeans::sockets && !chosen) {
    note(context, context.tr("scan.note.connections"));
  }
}

base::Result<ExitCode> scan_as_typed(Context& context, const Arguments& arguments,
                                     const std::vector<std::string>& words) {
  auto wanted = read_wanted(context, arguments);
  if (!wanted) return base::fail(wanted.error());
  if (arguments.has("--dry-run")) return run_scan_dry(context, arguments, *wanted);
  auto resume = open_resume(arguments, words, wanted->settings.request);
  if (!resume) return base::fail(resume.error());
  const auto agreed = may_scan_public(context, arguments, *wanted);
  if (!agreed) return base::fail(agreed.error());
  if (!*agreed) return ExitCode::no;
  tell_limits(context, *wanted);
  return scan_targets(context, arguments, *wanted, *resume);
}

}  // namespace

base::Result<ExitCode> run_scan(Context& context, const Arguments& arguments) {
  const auto earlier = words_to_resume(arguments);
  if (!earlier) return base::fail(earlier.error());
  if (!*earlier) return scan_as_typed(context, arguments, context.typed);
  // Only --resume was typed: the earlier call's words, as if they were typed now.
  auto words = **earlier;
  if (const auto at = std::ranges::find(words, "scan"); at != words.end()) words.erase(at);
  const auto rewritten = rewrite_scan_words(words);
  if (!rewritten) return base::fail(rewritten.error());
  const auto again = Arguments::parse(*find_command("scan"), *rewritten);
  if (!again) return base::fail(again.error());
  return scan_as_typed(context, *again, **earlier);
}

}  // namespace minato::cli
