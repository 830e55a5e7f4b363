// Filling the JSON views of render from the joined view of pipeline.
#include "cli/socket_json.h"

#include <chrono>

namespace minato::cli {
namespace {
constexpr std::size_t kPortion = 1 << 16;  // bytes written at once
}

render::ObservationView json_view(const Context& context, const pipeline::LocalSocket& local,
                                  std::string& danger_reason, std::string& advice) {
  render::ObservationView view = render::view_of(*local.socket);
  view.time = context.started;
  view.name = local.name;
  view.processes = local.processes;
  if (!pipeline::is_listening(*local.socket)) return view;
  danger_reason = base::text(context.language, local.danger.reason_key);
  advice = local.danger.advice_key.empty() ? std::string_view{}
                                           : base::text(context.language, local.danger.advice_key);
  view.exposure = &local.exposure;
  view.danger = local.danger.level;
  view.danger_reason = danger_reason;
  view.advice = advice;
  return view;
}

void write_observations(Context& context, const std::vector<const pipeline::LocalSocket*>& rows) {
  std::string text;
  std::string danger_reason;
  std::string advice;
  for (const pipeline::LocalSocket* row : rows) {
    render::append_json(text, json_view(context, *row, danger_reason, advice), context.language);
    if (text.size() < kPortion) continue;
    context.out.write(text);
    text.clear();
  }
  context.out.write(text);
}

void write_summary(Context& context, std::string_view command, const Counts& counts,
                   std::span<const host::Limitation> hidden) {
  std::vector<render::Skipped> skipped;
  for (const host::Limitation& limitation : hidden) {
    skipped.push_back({.what = limitation.key,
                       .why = base::tr_args(context.language, limitation.key, limitation.args)});
  }
  const base::SystemClock clock;
  const std::chrono::duration<double> taken = clock.now() - context.started;
  std::string text;
  render::append_json(text, {.command = command,
                             .time = clock.now(),
                             .seconds = taken.count(),
                             .counts = counts,
                             .skipped = skipped});
  context.out.write(text);
}

void write_sockets_json(Context& context, std::string_view command, const pipeline::LocalView& view,
                        const std::vector<const pipeline::LocalSocket*>& rows) {
  write_observations(context, rows);
  std::uint64_t listening = 0;
  for (const pipeline::LocalSocket* row : rows)
    listening += pipeline::is_listening(*row->socket) ? 1 : 0;
  write_summary(context, command, {{"sockets", rows.size()}, {"listening", listening}},
                view.inventory().limitations);
}

}  // namespace minato::cli
