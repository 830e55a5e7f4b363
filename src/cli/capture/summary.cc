// Two tables: services by port, conversations by size.
#include "cli/capture/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text_width.h"
#include "cli/capture/text.h"
#include "cli/notes.h"
#include "cli/paragraph.h"
#include "render/table.h"

namespace minato::cli {
namespace {

using capture::Conversation;
using render::Fit;
using render::Role;

constexpr std::size_t kMostServices = 12;

struct ServiceRow {
  std::string carrier{};
  std::uint16_t port = 0;
  std::string service{};
  std::uint64_t conversations = 0;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
};

std::vector<ServiceRow> services_of(const CaptureView& view) {
  std::map<std::tuple<capture::Carrier, std::uint16_t>, ServiceRow> rows;
  for (const std::uint32_t index : view.shown) {
    const Conversation& conversation = view.analysis.conversations().at(index);
    ServiceRow& row = rows[{conversation.key.carrier, conversation.server_port()}];
    row.carrier = std::string(to_text(conversation.key.carrier));
    row.port = conversation.server_port();
    if (row.service.empty()) {
      row.service = service_of(conversation, view.analysis.heads().facts_of(conversation));
    }
    ++row.conversations;
    row.packets += conversation.packets();
    row.bytes += conversation.bytes();
  }
  std::vector<ServiceRow> sorted;
  for (auto& [key, row] : rows) sorted.push_back(std::move(row));
  std::ranges::stable_sort(sorted, std::ranges::greater(), &ServiceRow::bytes);
  return sorted;
}

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
               {row.service.empty() ? std::string_view("-") : row.service},
               {count_text(row.conversations)},
               {count_text(row.packets)},
               {bytes_text(row.bytes)}});
  }
  write_table(context, table);
  if (view.most_rows != 0 && rows.size() > kMostServices) {
    context.out.line("  " + context.tr("capture.more-ports", rows.size() - kMostServices));
  }
}

/// "10.0.0.5:443 (www.example.com, nginx)": the name that DNS gave, the program that holds it.
std::string named_end(const CaptureView& view, const model::Endpoint& end,
                      const model::Endpoint& other) {
  std::string about(view.analysis.heads().names().of(end.address));
  const model::Process* const owner = view.owners.owner(end, other);
  if (owner != nullptr) about += (about.empty() ? "" : ", ") + owner->name;
  if (about.empty()) return end_text(end);
  return fmt::format("{} ({})", end_text(end), about);
}

void write_conversations(Context& context, const CaptureView& view) {
  std::vector<std::uint32_t> order = view.shown;
  const auto& all = view.analysis.conversations();
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::uint32_t index) { return all.at(index).bytes(); });
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
    const Conversation& conversation = all.at(index);
    const capture::Facts* facts = view.analysis.heads().facts_of(conversation);
    const std::string service = service_of(conversation, facts);
    std::string said = said_text(facts);
    const std::string trouble = trouble_text(conversation, context.language);
    if (!trouble.empty()) said += (said.empty() ? "" : "  ") + ("⚠ " + trouble);
    table.row(
        {{fmt::format("{}", index + 1), Role::muted},
         {named_end(view, conversation.client_end(), conversation.server_end())},
         {named_end(view, conversation.server_end(), conversation.client_end()), Role::accent},
         {service.empty() ? std::string_view("-") : service},
         {state_text(conversation.state(), context.language), state_role(conversation.state())},
         {count_text(conversation.packets())},
         {bytes_text(conversation.bytes())},
         {duration_text(conversation.last_ns - conversation.first_ns, context.language)},
         {said, Role::muted}});
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

void write_capture_notes(Context& context, const CaptureView& view) {
  context.out.flush();
  const capture::CaptureTotals& totals = view.analysis.totals();
  if (view.fault) {
    note(context, context.tr("capture.note.fault", view.fault->offset, view.fault->rule,
                             count_text(totals.frames)));
  }
  if (view.dropped > 0) note(context, context.tr("capture.note.dropped", count_text(view.dropped)));
  for (const auto& [link, count] : totals.unknown_links) {
    note(context, context.tr("capture.note.unknown-link", link, count_text(count)));
  }
  for (const auto& [rule, count] : totals.faults) {
    note(context, context.tr("capture.note.malformed", count_text(count), rule));
  }
  if (totals.backwards > 0) {
    note(context, context.tr("capture.note.backwards", count_text(totals.backwards)));
  }
  const auto& fragments = view.analysis.fragments();
  if (fragments.refused() + fragments.open() > 0) {
    note(context,
         context.tr("capture.note.fragments", count_text(fragments.refused() + fragments.open())));
  }
  const std::uint64_t turned_away = view.analysis.conversations().turned_away();
  if (turned_away > 0) {
    note(context, context.tr("capture.note.table-full", count_text(turned_away)));
  }
  if (view.has_secrets) note(context, context.tr("capture.note.secrets"));
}

}  // namespace minato::cli
