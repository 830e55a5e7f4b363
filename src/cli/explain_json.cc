// `port` objects: what the registry knows, and `here`, the observations on this machine.
#include "cli/explain_json.h"

#include <algorithm>
#include <deque>

#include "cli/socket_json.h"
#include "registry/names.h"
#include "render/json.h"

namespace minato::cli {
namespace {

using model::Transport;
using pipeline::LocalSocket;

/// The texts that views point to, until they are written.
struct Texts {
  std::deque<std::string> kept;
  std::string& next() { return kept.emplace_back(); }
};

std::vector<render::ObservationView> observations_at(const Context& context, model::Port port,
                                                     const pipeline::LocalView& view,
                                                     Texts& texts) {
  std::vector<render::ObservationView> here;
  for (const LocalSocket& local : view.sockets()) {
    const model::Socket& socket = *local.socket;
    const bool far = socket.remote && socket.remote->port == port;
    if (!far && socket.local.port != port) continue;
    std::string& reason = texts.next();
    std::string& advice = texts.next();
    here.push_back(json_view(context, local, reason, advice));
  }
  return here;
}

void write_port(Context& context, model::Port port,
                const std::optional<registry::Knowledge>& knowledge,
                const std::optional<registry::IanaEntry>& iana,
                std::span<const render::ObservationView> here) {
  render::PortView view{.port = port, .name = registry::name_of(port), .here = here};
  std::vector<std::string> countermeasures;
  std::vector<std::string> references;
  if (iana) view.description = iana->description();
  if (knowledge) {
    view.name = knowledge->id();
    view.description = knowledge->title(context.language);
    view.explanation = knowledge->explanation(context.language);
    view.danger = static_cast<model::Severity>(knowledge->danger());
    view.danger_reason = knowledge->danger_reason(context.language);
    view.encrypted = registry::to_text(knowledge->encrypted());
    view.authenticated = registry::to_text(knowledge->authenticated());
    if (const auto instead = knowledge->alternative()) view.alternative = instead->id();
    for (const auto& measure : knowledge->countermeasures()) {
      countermeasures.emplace_back(measure.text(context.language));
      for (const std::string_view reference : measure.references()) {
        if (std::ranges::find(references, reference) == references.end())
          references.emplace_back(reference);
      }
    }
  }
  view.countermeasures = countermeasures;
  view.references = references;
  std::string text;
  render::append_json(text, view, context.language);
  context.out.write(text);
}

/// A port of a range comes only when it is known or somebody is there.
bool write_port_of_range(Context& context, model::Port port, const pipeline::LocalView& view) {
  Texts texts;
  const auto here = observations_at(context, port, view, texts);
  if (registry::name_of(port).empty() && here.empty()) return false;
  write_port(context, port, registry::knowledge_at(port), registry::iana_at(port), here);
  return true;
}

}  // namespace

void write_question_json(Context& context, const Question& question,
                         const pipeline::LocalView& view) {
  std::uint64_t written = 0;
  for (const Topic& topic : question.topics) {
    for (const Transport transport : model::kTransports) {
      for (const auto& [first, last] : topic.ports.intervals(transport)) {
        for (std::uint32_t n = first; n <= last; ++n, ++written) {
          const model::Port port{static_cast<std::uint16_t>(n), transport};
          Texts texts;
          const auto here = observations_at(context, port, view, texts);
          const bool own = topic.knowledge && topic.knowledge->lives_at(port);
          write_port(context, port, own ? topic.knowledge : registry::knowledge_at(port),
                     registry::iana_at(port), here);
        }
      }
    }
  }
  for (const Transport transport : model::kTransports) {
    for (const auto& [first, last] : question.range.intervals(transport)) {
      for (std::uint32_t n = first; n <= last; ++n) {
        written +=
            write_port_of_range(context, {static_cast<std::uint16_t>(n), transport}, view) ? 1 : 0;
      }
    }
  }
  write_summary(context, "explain", {{"ports", written}}, view.inventory().limitations);
}

void write_hits_json(Context& context, const registry::SearchResult& found) {
  for (const registry::Hit& hit : found.hits) {
    if (hit.knowledge) {
      write_port(context, hit.knowledge->canonical_port(), hit.knowledge, std::nullopt, {});
    } else if (hit.iana) {
      const auto transport =
          std::ranges::find_if(model::kTransports, [&](Transport t) { return hit.iana->has(t); });
      const Transport first = transport == model::kTransports.end() ? Transport::tcp : *transport;
      write_port(context, {hit.iana->first(), first}, std::nullopt, hit.iana, {});
    }
  }
  write_summary(context, "explain", {{"ports", found.hits.size()}, {"matches", found.total}});
}

}  // namespace minato::cli
