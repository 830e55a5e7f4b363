// `minato capture --inventory`: who was seen serving where.
#include "cli/capture/inventory.h"

#include "base/text_width.h"
#include "capture/inventory.h"
#include "cli/capture/text.h"
#include "cli/paragraph.h"
#include "registry/names.h"
#include "render/json.h"
#include "render/table.h"

namespace minato::cli {
namespace {

using render::Fit;
using render::Role;

/// "http (tls)"; what the port stands for where nothing was understood.
std::string service_text(const model::Observation& one) {
  if (!one.service || one.service->name.empty()) {
    const std::string name(registry::iana_name_of(one.endpoint.port));
    return name.empty() ? "-" : name + "?";
  }
  return one.service->tunnel.empty() ? one.service->name
                                     : one.service->name + " (" + one.service->tunnel + ")";
}

}  // namespace

void append_inventory_json(std::string& out, const Context& context, const CaptureView& view) {
  for (const auto& one : capture::passive_inventory(view.analysis, view.shown)) {
    render::append_json(out, one, registry::iana_name_of(one.endpoint.port), context.language);
  }
}

void write_inventory(Context& context, const CaptureView& view) {
  const auto seen = capture::passive_inventory(view.analysis, view.shown);
  context.out.line(
      render::styled(context.tr("capture.inventory.title", base::escape_control(view.source),
                                count_text(seen.size())),
                     Role::heading, context.screen.palette));
  render::Table table({{.heading = context.tr("capture.column.server")},
                       {.heading = context.tr("capture.column.service")},
                       {.heading = context.tr("capture.inventory.product"), .fit = Fit::cut},
                       {.heading = context.tr("capture.inventory.evidence"), .fit = Fit::cut},
                       {.heading = context.tr("capture.inventory.remark"), .fit = Fit::cut}},
                      context.screen);
  for (const model::Observation& one : seen) {
    std::string product;
    if (one.service) {
      product = one.service->product;
      if (!one.service->version.empty()) product += " " + one.service->version;
    }
    const bool danger = !one.findings.empty();
    table.row({{to_text(one.endpoint), Role::accent},
               {service_text(one)},
               {product},
               {one.reason ? std::string(to_text(*one.reason)) : "-", Role::muted},
               {danger ? one.findings.front().title.in(context.language) : "", Role::danger_high}});
  }
  write_table(context, table);
}

}  // namespace minato::cli
