// `minato identify`: who answers at these endpoints; --learn: what to tell about one that nobody
// knows.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text_width.h"
#include "check/target.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/paragraph.h"
#include "cli/scan_services.h"
#include "cli/socket_json.h"
#include "identify/learn.h"
#include "pipeline/identification.h"
#include "registry/names.h"
#include "render/json.h"
#include "render/table.h"
#include "sys/attendant.h"
#include "sys/resolver.h"

namespace minato::cli {
namespace {

using pipeline::Identified;

/// What is asked: endpoints, and the names that were typed for them.
struct Wanted {
  std::vector<model::Endpoint> endpoints{};
  std::map<model::IpAddress, std::string> names{};
};

base::Result<Wanted> read_wanted(const Arguments& arguments) {
  Wanted wanted;
  for (const std::string& word : arguments.words()) {
    const auto target = check::parse_target(word);
    if (!target) return base::fail(target.error());
    model::IpAddress address;
    if (target->literal) {
      address = *target->literal;
    } else {
      const auto found = sys::resolve(target->host, std::nullopt);
      if (!found) return base::fail(found.error());
      address = found->front();
      wanted.names[address] = target->host;
    }
    wanted.endpoints.push_back({address, target->port});
  }
  return wanted;
}

base::Result<std::vector<Identified>> ask(const Context& context, const Arguments& arguments,
                                          const Wanted& wanted) {
  const auto options = read_identify_options(arguments);
  if (!options) return base::fail(options.error());
  const auto knowledge = read_knowledge(context, arguments);
  if (!knowledge) return base::fail(knowledge.error());
  std::stop_source stop;
  const auto attendant = sys::Attendant::start({.on_stop = [&stop] { stop.request_stop(); }});
  if (!attendant) return base::fail(attendant.error());
  auto identification = pipeline::Identification::create(*knowledge, *options);
  if (!identification) return base::fail(identification.error());
  std::vector<Identified> found;
  (*identification)->add(wanted.endpoints);
  (*identification)->close();
  const auto asked =
      (*identification)
          ->run(
              [&](const model::IpAddress& address) {
                const auto name = wanted.names.find(address);
                return name == wanted.names.end() ? std::string() : name->second;
              },
              [&](Identified&& one) { found.push_back(std::move(one)); }, stop.get_token());
  if (!asked) return base::fail(asked.error());
  std::ranges::sort(found, {}, &Identified::endpoint);
  return found;
}

bool answered(const Identified& one) {
  return std::ranges::any_of(one.evidence, [](const identify::Evidence& heard) {
    return heard.outcome != identify::Outcome::refused;
  });
}

void write_answers(Context& context, const std::vector<Identified>& found) {
  render::Table table({{.heading = context.tr("identify.column.endpoint")},
                       {.heading = context.tr("identify.column.service"), .fit = render::Fit::cut},
                       {.heading = context.tr("identify.column.product"), .fit = render::Fit::cut},
                       {.heading = context.tr("identify.column.more"), .fit = render::Fit::cut}},
                      context.screen);
  for (const Identified& one : found) {
    const model::Service& service = one.service;
    std::string more;
    for (const model::ServiceDetail& detail : service.details) {
      more += fmt::format("{}{} {}", more.empty() ? "" : ", ", detail.key, detail.value);
    }
    const std::string name =
        !service.name.empty() ? (service.tunnel.empty() ? "" : service.tunnel + "/") + service.name
        : answered(one)       ? context.tr("identify.unknown")
                              : context.tr("identify.nobody");
    table.row({{to_text(one.endpoint), render::Role::accent},
               {base::escape_control(name)},
               {base::escape_control(service.product + " " + service.version)},
               {base::escape_control(more), render::Role::muted}});
  }
  write_table(context, table);
}

void write_json(Context& context, const std::vector<Identified>& found, base::Timestamp now) {
  std::string text;
  for (const Identified& one : found) {
    if (!answered(one)) continue;
    render::append_json(text,
                        {.time = now,
                         .source = model::Source::check,
                         .endpoint = one.endpoint,
                         .state = model::PortState::open,
                         .name = registry::iana_name_of(one.endpoint.port),
                         .service = one.service.name.empty() ? nullptr : &one.service},
                        context.language);
  }
  context.out.write(text);
}

void write_drafts(Context& context, const std::vector<Identified>& found, const Wanted& wanted) {
  for (const Identified& one : found) {
    std::vector<std::string> names = {model::to_text(one.endpoint.address)};
    const auto typed = wanted.names.find(one.endpoint.address);
    if (typed != wanted.names.end()) names.push_back(typed->second);
    context.out.write(
        identify::fingerprint_draft(model::to_text(one.endpoint.port), one.evidence, names));
  }
}

}  // namespace

base::Result<ExitCode> run_identify(Context& context, const Arguments& arguments) {
  const auto wanted = read_wanted(arguments);
  if (!wanted) return base::fail(wanted.error());
  const auto found = ask(context, arguments, *wanted);
  if (!found) return base::fail(found.error());
  const auto known = static_cast<std::uint64_t>(std::ranges::count_if(
      *found, [](const Identified& one) { return !one.service.name.empty(); }));
  if (arguments.has("--learn")) {
    write_drafts(context, *found, *wanted);
  } else if (context.json) {
    write_json(context, *found, base::SystemClock().now());
    write_summary(context, "identify", {{"asked", wanted->endpoints.size()}, {"known", known}});
  } else {
    write_answers(context, *found);
  }
  return known == wanted->endpoints.size() ? ExitCode::yes : ExitCode::no;
}

}  // namespace minato::cli
