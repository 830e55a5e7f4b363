// The summary's rows, then the pictures of the first conversations and of one packet.
#include "cli/capture/page.h"

#include <fmt/format.h>

#include "cli/capture/rows.h"
#include "cli/capture/sequence.h"
#include "cli/capture/text.h"
#include "cli/version.h"
#include "render/capture/page.h"

namespace minato::cli {
namespace {

constexpr std::size_t kMostRows = 1000;

render::PageTable services_table(const Context& context, const CaptureView& view) {
  const auto rows = services_of(view);
  render::PageTable table{.caption = context.tr("capture.by-port", count_text(rows.size()))};
  for (const std::string_view name : {"port", "service", "conversations", "packets", "bytes"}) {
    table.headings.push_back(context.tr(fmt::format("capture.column.{}", name)));
  }
  for (const ServiceRow& row : rows) {
    if (table.rows.size() == kMostRows) break;
    table.rows.push_back({{fmt::format("{}/{}", row.port, row.carrier)},
                          {row.service},
                          {count_text(row.conversations)},
                          {count_text(row.packets)},
                          {bytes_text(row.bytes)}});
  }
  return table;
}

render::PageTable conversations_table(const Context& context, const CapturePageView& view) {
  const auto order = by_bytes(view.summary);
  const bool limited = order.size() > kMostRows;
  render::PageTable table{
      .caption =
          limited ? context.tr("capture.largest", count_text(kMostRows), count_text(order.size()))
                  : context.tr("capture.conversations", count_text(order.size())),
      .headings = {"#"}};
  for (const std::string_view name :
       {"client", "server", "service", "state", "packets", "bytes", "duration", "said"}) {
    table.headings.push_back(context.tr(fmt::format("capture.column.{}", name)));
  }
  for (const std::uint32_t index : order) {
    if (table.rows.size() == kMostRows) break;
    const ConversationRow row = conversation_row(context, view.summary, index);
    table.rows.push_back({{fmt::format("{}", index + 1)},
                          {row.client},
                          {row.server},
                          {row.service},
                          {row.state, row.state_role},
                          {row.packets},
                          {row.bytes},
                          {row.duration},
                          {row.said}});
    table.pictures.push_back(view.sequences.contains(index) ? index + 1 : 0);
  }
  return table;
}

}  // namespace

std::string capture_page(const Context& context, const CapturePageView& view) {
  const capture::CaptureTotals& totals = view.summary.analysis.totals();
  render::CapturePage page{
      .language = context.language,
      .title = context.tr("capture.title", view.summary.source, count_text(totals.frames),
                          bytes_text(totals.bytes),
                          duration_text(totals.last_ns - totals.first_ns, context.language)),
      .version = version_text(),
      .notes = capture_notes(context, view.summary)};
  page.tables.push_back(services_table(context, view.summary));
  page.tables.push_back(conversations_table(context, view));
  for (const auto& [index, sequence] : view.sequences) {
    const auto& conversation = view.summary.analysis.conversations().at(index);
    page.pictures.push_back(
        {.title = fmt::format("#{} {} → {}", index + 1, end_text(conversation.client_end()),
                              end_text(conversation.server_end())),
         .number = index + 1,
         .scene = sequence_scene(context, {view.summary.analysis, index, sequence})});
  }
  if (view.packet) {
    page.pictures.push_back({.title = context.tr("capture.page.packet", view.packet->report.number),
                             .scene = packet_scene(context, *view.packet)});
  }
  return render::capture_html(page);
}

}  // namespace minato::cli
