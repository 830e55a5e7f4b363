// `minato explain`: what a port, range, service or word means, here and in general.
#include "base/text_width.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/explain_card.h"
#include "cli/explain_json.h"
#include "cli/notes.h"
#include "cli/pictures.h"
#include "cli/socket_text.h"
#include "cli/topic.h"
#include "pipeline/local_view.h"

namespace minato::cli {
namespace {

/// Looks only at what the question is about: one port is asked of the kernel alone.
host::InventoryQuery query_of(const Question& question) {
  host::InventoryQuery query{.listeners_only = false, .port_side = host::PortSide::either};
  if (question.topics.size() != 1) return query;
  const model::PortSet& ports = question.topics.front().ports;
  std::optional<std::uint16_t> only;
  for (const model::Transport transport : model::kTransports) {
    for (const auto& [first, last] : ports.intervals(transport)) {
      if (first != last || (only && *only != first)) return query;
      only = first;
    }
  }
  query.port = only;
  return query;
}

ExitCode show_search(Context& context, const Arguments& arguments,
                     const registry::SearchResult& found) {
  if (context.json) {
    write_hits_json(context, found);
    return found.hits.empty() ? ExitCode::no : ExitCode::yes;
  }
  std::string words;
  for (const std::string& word : arguments.words()) words += (words.empty() ? "" : " ") + word;
  if (found.hits.empty()) {
    note(context, context.tr("explain.nothing", base::escape_control(words)));
    return ExitCode::no;
  }
  write_hits(context, base::escape_control(words), found);
  return ExitCode::yes;
}

std::string title_of(const Question& question) {
  return ports_text(question.topics.empty() ? question.range : question.topics.front().ports);
}

}  // namespace

base::Result<ExitCode> run_explain(Context& context, const Arguments& arguments) {
  const auto question = understand(arguments.words());
  if (!question) return base::fail(question.error());
  if (question->topics.empty() && question->range.empty()) {
    return show_search(context, arguments, question->found);
  }
  const auto view = pipeline::LocalView::create(query_of(*question));
  if (!view) return base::fail(view.error());

  const bool pictures = !arguments.has("--no-picture");
  std::vector<render::Scene> scenes;
  const auto file = arguments.value("--svg");
  if (file || (pictures && !context.json)) scenes = question_scenes(context, *question, *view);
  if (file) {
    const auto written =
        write_svg(*file, context.tr("explain.picture", title_of(*question)), scenes);
    if (!written) return base::fail(written.error());
  }
  if (context.json) {
    write_question_json(context, *question, *view);
    return ExitCode::yes;
  }
  if (!question->range.empty()) write_range(context, question->range, *view);
  for (const Topic& topic : question->topics) write_card(context, topic, *view);
  for (const render::Scene& scene : scenes) {
    if (pictures) write_scene(context, scene);
  }
  context.out.line();
  if (!context.quiet) write_next_steps(context, *question);
  limitation_notes(context, view->inventory());
  return ExitCode::yes;
}

}  // namespace minato::cli
