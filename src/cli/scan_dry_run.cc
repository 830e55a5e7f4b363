// `minato scan --dry-run`: shows or writes what would be sent.
#include <array>

#include "cli/notes.h"
#include "cli/packet_line.h"
#include "cli/scan_text.h"
#include "cli/scan_wanted.h"
#include "pipeline/packet_record.h"
#include "pipeline/scan_dry_run.h"
#include "render/json.h"
#include "sys/attendant.h"

namespace minato::cli {
namespace {

using pipeline::DryRunOutcome;

/// The packets of a file have times as if they had been sent: one after the other at the rate.
class Times {
 public:
  Times(base::Timestamp start, double rate_pps)
      : start_(start), step_(static_cast<std::int64_t>(1e9 / std::clamp(rate_pps, 1e-3, 1e6))) {}
  wire::PcapTime next() { return wire::PcapTime(start_) + step_ * count_++; }

 private:
  base::Timestamp start_;
  std::chrono::nanoseconds step_;
  std::int64_t count_ = 0;
};

void write_summary(Context& context, const ScanWanted& wanted, const DryRunOutcome& outcome) {
  std::vector<render::Skipped> skipped = wanted.targets.left_out;
  for (const scan::LeftOutRange& left : outcome.left_out) {
    skipped.push_back(skipped_text(context, left));
  }
  if (!context.json) {
    for (const render::Skipped& left : skipped) {
      note(context, context.tr("scan.table.skipped", left.what, left.why));
    }
    note(context, context.tr("scan.dry.done", outcome.targets, outcome.probes));
    return;
  }
  const base::Timestamp now = base::SystemClock().now();
  const std::array<std::pair<std::string_view, std::uint64_t>, 2> counts = {
      {{"hosts", outcome.targets}, {"packets", outcome.probes}}};
  std::string line;
  append_json(line, render::SummaryView{
                        .command = "scan",
                        .time = now,
                        .seconds = std::chrono::duration<double>(now - context.started).count(),
                        .counts = counts,
                        .packets_sent = 0,
                        .skipped = skipped,
                        .interrupted = outcome.interrupted});
  context.out.write(line);
}

}  // namespace

base::Result<ExitCode> run_scan_dry(Context& context, const Arguments& arguments,
                                    const ScanWanted& wanted) {
  std::unique_ptr<pipeline::PacketRecord> record;
  if (const auto path = arguments.value("--write")) {
    auto made = pipeline::PacketRecord::create(*path);
    if (!made) return base::fail(made.error());
    record = std::move(*made);
  }
  const bool shown = record == nullptr && !context.json;
  const pipeline::ScanRequest& request = wanted.settings.request;
  Times times(context.started, request.limits.most_pps);
  pipeline::DryRunSinks sinks;
  if (record) {
    sinks.begin = [&](wire::LinkType link) { record->begin(link); };
    sinks.packet = [&](wire::LinkType framing, base::Bytes frame) {
      record->add(times.next(), framing, frame);
    };
  } else if (shown) {
    sinks.packet = [&](wire::LinkType framing, base::Bytes frame) {
      context.out.line(packet_line(framing, frame));
    };
    sinks.connection = [&](const model::Endpoint& to) {
      context.out.line(context.tr("scan.dry.connection", to_text(to)));
    };
  }
  std::stop_source stop;
  const auto attendant = sys::Attendant::start({.on_stop = [&stop] { stop.request_stop(); }});
  if (!attendant) return base::fail(attendant.error());
  const sys::SystemRouteLookup routes(wanted.interface_index);
  const auto outcome = pipeline::dry_run(
      request, {.routes = &routes, .devices = sys::find_link_device}, sinks, stop.get_token());
  if (!outcome) return base::fail(outcome.error());
  if (record) {
    if (const auto closed = record->close(); !closed) return base::fail(closed.error());
  }
  context.out.flush();
  write_summary(context, wanted, *outcome);
  return outcome->interrupted ? ExitCode::interrupted : ExitCode::yes;
}

}  // namespace minato::cli
