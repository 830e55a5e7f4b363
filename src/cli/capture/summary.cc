// Two tables: services by port, conversations by size.
#include "cli/capture/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"
#include "cli/capture/rows.h"
#include "cli/capture/text.h"
#include "cli/notes.h"
#include "cli/paragraph.h"
#include "render/table.h"

namespace minato::cli {
namespace {

using render::Fit;
using render::Role;

constexpr std::size_t kMostServices = 12;

void heading(Context& context, std::string_view text) {
  context.out.line();
  context.out.line(render::styled(text, Role::heading, context.screen.palette));
}

void write_services(Context& context, const CaptureView& view) {
  const std::vector<ServiceRow> rows = services_of(view);
  heading(context, context.tr("capture.by-port", count_text(rows.size())));
  render::Table table(
      {{.heading = context.tr("capture.column.port"), .align = base::Align::right},
       {.heading = context.tr("capture.column.service"), .fit = Fit::cut},
       {.heading = context.tr("capture.column.conversations"), .align = base::Align::right},
       {.heading = context.tr("capture.column.packets"), .align = base::Align::right},
       {.heading = context.tr("capture.column.bytes"), .align = base::Align::right}},
      context.screen);
  std::size_t written = 0;
  for (const ServiceRow& row : rows) {
    if (view.most_rows != 0 && written++ == kMostServices) break;
    const std::string port = fmt::format("{}/{}", row.port, row.carrier);
    table.row({{port, Role::accent},
               {row.service},
               {count_text(row.conversations)},
               {count_text(row.packets)},
               {bytes_text(row.bytes)}});
  }
  write_table(context, table);
  if (view.most_rows != 0 && rows.size() > kMostServices) {
    context.out.line("  " + context.tr("capture.more-ports", rows.size() - kMostServices));
  }
}

void write_conversations(Context& context, const CaptureView& view) {
  const std::vector<std::uint32_t> order = by_bytes(view);
  const bool limited = view.most_rows != 0 && order.size() > view.most_rows;
  heading(context, limited ? context.tr("capture.largest", count_text(view.most_rows),
                                        count_text(order.size()))
                           : context.tr("capture.conversations", count_text(order.size())));
  render::Table table(
      {{.heading = "#", .align = base::Align::right},
       {.heading = context.tr("capture.column.client"), .fit = Fit::cut, .minimum = 15},
       {.heading = context.tr("capture.column.server"), .fit = Fit::cut, .minimum = 15},
       {.heading = context.tr("capture.column.service"), .fit = Fit::cut, .hide = 2},
       {.heading = context.tr("capture.column.state"), .fit = Fit::cut},
       {.heading = context.tr("capture.column.packets"), .align = base::Align::right, .hide = 3},
       {.heading = context.tr("capture.column.bytes"), .align = base::Align::right},
       {.heading = context.tr("capture.column.duration"), .align = base::Align::right, .hide = 4},
       {.heading = context.tr("capture.column.said"), .fit = Fit::cut, .minimum = 12, .hide = 1}},
      context.screen);
  std::size_t written = 0;
  for (const std::uint32_t index : order) {
    if (limited && written++ == view.most_rows) break;
    const ConversationRow row = conversation_row(context, view, index);
    table.row({{fmt::format("{}", index + 1), Role::muted},
               {row.client},
               {row.server, Role::accent},
               {row.service},
               {row.state, row.state_role},
               {row.packets},
               {row.bytes},
               {row.duration},
               {row.said, Role::muted}});
  }
  write_table(context, table);
}

void write_head(Context& context, const CaptureView& view) {
  const capture::CaptureTotals& totals = view.analysis.totals();
  context.out.line(
      render::styled(context.tr("capture.title", base::escape_control(view.source),
                                count_text(totals.frames), bytes_text(totals.bytes),
                                duration_text(totals.last_ns - totals.first_ns, context.language)),
                     Role::heading, context.screen.palette));
}

/// What had no ports: "ARP 12, ICMP 3".
std::string others_text(const capture::CaptureTotals& totals) {
  std::string text;
  for (const auto& [protocol, count] : totals.last_layers) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", to_text(protocol), count_text(count));
  }
  return text;
}

}  // namespace

void write_capture_summary(Context& context, const CaptureView& view) {
  write_head(context, view);
  if (!view.shown.empty()) {
    write_services(context, view);
    write_conversations(context, view);
  }
  const std::string others = others_text(view.analysis.totals());
  if (!others.empty()) {
    context.out.line();
    write_paragraph(context, context.tr("capture.without-ports", others), 0);
  }
}

std::vector<std::string> capture_notes(const Context& context, const CaptureView& view) {
  std::vector<std::string> notes;
  const capture::CaptureTotals& totals = view.analysis.totals();
  if (view.fault) {
    notes.push_back(context.tr("capture.note.fault", view.fault->offset, view.fault->rule,
                               count_text(totals.frames)));
  }
  if (view.dropped > 0)
    notes.push_back(context.tr("capture.note.dropped", count_text(view.dropped)));
  for (const auto& [link, count] : totals.unknown_links) {
    notes.push_back(context.tr("capture.note.unknown-link", link, count_text(count)));
  }
  for (const auto& [rule, count] : totals.faults) {
    notes.push_back(context.tr("capture.note.malformed", count_text(count), rule));
  }
  if (totals.backwards > 0) {
    notes.push_back(context.tr("capture.note.backwards", count_text(totals.backwards)));
  }
  const auto& fragments = view.analysis.fragments();
  if (fragments.refused() + fragments.open() > 0) {
    notes.push_back(
        context.tr("capture.note.fragments", count_text(fragments.refused() + fragments.open())));
  }
  const std::uint64_t turned_away = view.analysis.conversations().turned_away();
  if (turned_away > 0) {
    notes.push_back(context.tr("capture.note.table-full", count_text(turned_away)));
  }
  if (view.has_secrets) notes.push_back(context.tr("capture.note.secrets"));
  return notes;
}

void write_capture_notes(Context& context, const CaptureView& view) {
  context.out.flush();
  for (const std::string& text : capture_notes(context, view)) note(context, text);
}

}  // namespace minato::cli
