// One row a hop; the verdict below.
#include "cli/check/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/check/text.h"
#include "cli/paragraph.h"
#include "render/check/json.h"
#include "render/table.h"

namespace minato::cli {
namespace {

using check::Hop;
using check::HopAnswer;
using check::Path;

const Hop* hop_at(const Path& path, std::size_t place) {
  return place < path.hops.size() ? &path.hops[place] : nullptr;
}

std::string cell_of(const Context& context, const Hop* hop) {
  if (hop == nullptr) return "";
  if (hop->answer == HopAnswer::silent) return "*";
  std::string words = duration_text(hop->rtt);
  if (hop->answer == HopAnswer::reached) words += " " + context.tr("check.path.reached");
  if (hop->answer == HopAnswer::rejected) words += " " + context.tr("check.path.rejected");
  return words;
}

std::string address_of(const Hop* hop) {
  return hop != nullptr && hop->address ? model::to_text(*hop->address) : "";
}

std::string verdict_of(const Context& context, const pipeline::CheckSession::Paths& paths) {
  const std::string port = model::to_text(paths.asked.to.port);
  const Hop* const last = paths.asked.last_answer();
  if (paths.asked.reached()) {
    return context.tr("check.path.through", port, paths.asked.hops.size());
  }
  if (last == nullptr) return context.tr("check.path.nobody", port);
  const std::string where = model::to_text(*last->address);
  if (last->answer == HopAnswer::rejected) {
    return context.tr("check.path.refused-by", port, where, last->number);
  }
  const Hop* const further = paths.udp.last_answer();
  if (further != nullptr && further->number > last->number) {
    return context.tr("check.path.filtered", port, where, last->number,
                      model::to_text(*further->address));
  }
  return context.tr("check.path.ends", port, where, last->number);
}

void write_paths_json(Context& context, const check::CheckResult& result,
                      const pipeline::CheckSession::Paths& paths) {
  static constexpr std::array<std::string_view, 4> kWords = {"silent", "passed-on", "reached",
                                                             "rejected"};
  std::vector<render::HopView> hops;
  std::chrono::nanoseconds longest{};
  for (const Hop& hop : paths.asked.hops) {
    longest = std::max(longest, hop.rtt);
    hops.push_back(
        {.number = hop.number,
         .answer = kWords[static_cast<std::size_t>(hop.answer)],
         .address = address_of(&hop),
         .rtt_us = std::chrono::duration_cast<std::chrono::microseconds>(hop.rtt).count()});
  }
  const std::string verdict = verdict_of(context, paths);
  std::string text;
  render::append_json(
      text,
      render::StageView{
          .time = result.time,
          .target = result.target.text,
          .stage = "path",
          .outcome = paths.asked.reached() ? "ok" : "failed",
          .duration_us = std::chrono::duration_cast<std::chrono::microseconds>(longest).count(),
          .explanation = verdict,
          .hops = hops});
  context.out.write(text);
}

}  // namespace

void write_paths(Context& context, const check::CheckResult& result,
                 const pipeline::CheckSession::Paths& paths) {
  if (context.json) return write_paths_json(context, result, paths);
  render::Table table({{.heading = context.tr("check.path.hop"), .align = base::Align::right},
                       {.heading = context.tr("check.path.address")},
                       {.heading = model::to_text(paths.asked.to.port)},
                       {.heading = "UDP"}},
                      context.screen);
  const std::size_t rows = std::max(paths.asked.hops.size(), paths.udp.hops.size());
  for (std::size_t i = 0; i < rows; ++i) {
    const Hop* const asked = hop_at(paths.asked, i);
    const Hop* const udp = hop_at(paths.udp, i);
    std::string address = address_of(asked);
    if (address.empty()) address = address_of(udp);
    const std::string number = fmt::format("{}", i + 1);
    const std::string first = cell_of(context, asked);
    const std::string second = cell_of(context, udp);
    table.row({{number, render::Role::muted},
               {address.empty() ? std::string_view("*") : address},
               {first, render::Role::accent},
               {second, render::Role::muted}});
  }
  write_table(context, table);
  write_paragraph(context, verdict_of(context, paths), 2);
  context.out.line();
}

}  // namespace minato::cli
