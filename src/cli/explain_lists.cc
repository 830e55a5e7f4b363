// Lists of an explanation: the ports of a range, the hits of a search, what to type next.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text_width.h"
#include "cli/explain_card.h"
#include "cli/paragraph.h"
#include "cli/socket_text.h"
#include "registry/names.h"
#include "registry/range_class.h"
#include "render/table.h"

namespace minato::cli {
namespace {

using model::Transport;
using pipeline::LocalSocket;
using render::Fit;

constexpr std::size_t kMostRows = 200;

struct RangeRow {
  std::string transports;
  std::string name;
  std::string what;
  model::Severity danger = model::Severity::none;
  bool known = false;
  std::string here;
};

/// Who listens at each port of the range.
std::multimap<std::uint16_t, const LocalSocket*> listeners_in(const model::PortSet& range,
                                                              const pipeline::LocalView& view) {
  std::multimap<std::uint16_t, const LocalSocket*> found;
  for (const LocalSocket& local : view.sockets()) {
    const model::Port port = local.socket->local.port;
    if (pipeline::is_listening(*local.socket) && range.contains(port))
      found.emplace(port.number, &local);
  }
  return found;
}

RangeRow row_of(const Context& context, std::uint16_t number, const model::PortSet& range) {
  std::vector<Transport> transports;
  for (const Transport t : model::kTransports) {
    if (range.contains({number, t})) transports.push_back(t);
  }
  const Topic topic = topic_of(number, transports);
  RangeRow row;
  for (const Transport t : transports) {
    if (registry::name_of({number, t}).empty()) continue;
    row.transports += fmt::format("{}{}", row.transports.empty() ? "" : ",", to_text(t));
  }
  if (topic.knowledge) {
    row.name = topic.knowledge->id();
    row.what = topic.knowledge->title(context.language);
    row.danger = static_cast<model::Severity>(topic.knowledge->danger());
    row.known = true;
  } else if (topic.iana) {
    row.name = topic.iana->name();
    row.what = topic.iana->description();
  }
  return row;
}

std::string holders_of(const std::multimap<std::uint16_t, const LocalSocket*>& listeners,
                       std::uint16_t number) {
  std::string text;
  const auto [first, last] = listeners.equal_range(number);
  for (auto at = first; at != last; ++at) {
    const std::string holder = holder_text(*at->second);
    if (text.find(holder) == std::string::npos || text.empty()) {
      text += fmt::format("{}{}", text.empty() ? "" : ", ", holder.empty() ? "?" : holder);
    }
  }
  return text;
}

/// The numbers of the set where something is known or somebody listens, ascending.
std::vector<std::uint16_t> noteworthy(
    const model::PortSet& range,
    const std::multimap<std::uint16_t, const LocalSocket*>& listeners) {
  std::vector<std::uint16_t> numbers;
  for (std::uint32_t n = 0; n <= 65535; ++n) {
    const auto number = static_cast<std::uint16_t>(n);
    const bool known = std::ranges::any_of(model::kTransports, [&](Transport t) {
      return range.contains({number, t}) && !registry::name_of({number, t}).empty();
    });
    if (known || listeners.contains(number)) numbers.push_back(number);
  }
  return numbers;
}

std::string range_sentence(const Context& context, const model::PortSet& range) {
  std::string text;
  for (const auto kind :
       {model::PortRange::system, model::PortRange::user, model::PortRange::dynamic}) {
    const auto bounds = registry::bounds_of(kind);
    const bool touches = std::ranges::any_of(model::kTransports, [&](Transport t) {
      return std::ranges::any_of(range.intervals(t), [&](const auto& i) {
        return i.first <= bounds.last && i.last >= bounds.first;
      });
    });
    if (!touches) continue;
    text += (text.empty() || context.language == base::Language::ja ? "" : " ") +
            context.tr("explain.range", registry::range_title(kind, context.language), bounds.first,
                       bounds.last);
  }
  return text;
}

}  // namespace

void write_range(Context& context, const model::PortSet& range, const pipeline::LocalView& view) {
  const auto listeners = listeners_in(range, view);
  const auto numbers = noteworthy(range, listeners);
  context.out.line(
      render::styled(context.tr("explain.range-title", ports_text(range), numbers.size()),
                     render::Role::heading, context.screen.palette));
  write_paragraph(context, range_sentence(context, range), 2);
  context.out.line();
  render::Table table(
      {{.heading = context.tr("ls.column.port"), .align = base::Align::right},
       {.heading = context.tr("ls.column.transport"), .hide = 2},
       {.heading = context.tr("ls.column.service"), .fit = Fit::cut},
       {.heading = context.tr("explain.column.what"), .fit = Fit::cut, .minimum = 20},
       {.heading = context.tr("explain.field.danger"), .hide = 1},
       {.heading = context.tr("explain.column.here"), .fit = Fit::cut, .minimum = 10}},
      context.screen);
  for (std::size_t i = 0; i < numbers.size() && i < kMostRows; ++i) {
    const RangeRow row = row_of(context, numbers[i], range);
    const std::string number = fmt::format("{}", numbers[i]);
    const std::string here = holders_of(listeners, numbers[i]);
    const std::string_view danger =
        row.known
            ? base::text(context.language, fmt::format("danger.level.{}", to_text(row.danger)))
            : std::string_view{};
    table.row({{number, render::Role::accent},
               {row.transports, render::Role::muted},
               {row.name},
               {row.what},
               {danger, render::danger_role(row.danger)},
               {here, render::Role::ok}});
  }
  if (numbers.size() > kMostRows)
    table.note(context.tr("explain.more-ports", numbers.size() - kMostRows));
  write_table(context, table);
  context.out.line();
}

void write_hits(Context& context, std::string_view words, const registry::SearchResult& found) {
  context.out.line(render::styled(context.tr("explain.hits-title", words, found.total),
                                  render::Role::heading, context.screen.palette));
  render::Table table(
      {{.heading = context.tr("ls.column.port")},
       {.heading = context.tr("ls.column.service"), .fit = Fit::cut},
       {.heading = context.tr("explain.column.what"), .fit = Fit::cut, .minimum = 20},
       {.heading = context.tr("explain.field.danger"), .hide = 1}},
      context.screen);
  for (const registry::Hit& hit : found.hits) {
    if (hit.knowledge) {
      const auto severity = static_cast<model::Severity>(hit.knowledge->danger());
      table.row({{to_text(hit.knowledge->canonical_port()), render::Role::accent},
                 {hit.knowledge->id()},
                 {hit.knowledge->title(context.language)},
                 {base::text(context.language, fmt::format("danger.level.{}", to_text(severity))),
                  render::danger_role(severity)}});
    } else if (hit.iana) {
      table.row({{fmt::format("{}", hit.iana->first()), render::Role::accent},
                 {hit.iana->name()},
                 {hit.iana->description(), render::Role::muted}});
    }
  }
  write_table(context, table);
  if (found.total > found.hits.size()) {
    write_paragraph(context, context.tr("explain.more-hits", found.total - found.hits.size()), 2);
  }
}

void write_next_steps(Context& context, const Question& question) {
  std::vector<std::string> lines;
  const auto port_of = [](const Topic& topic) -> std::uint16_t {
    for (const Transport t : model::kTransports) {
      const auto intervals = topic.ports.intervals(t);
      if (!intervals.empty()) return intervals.front().first;
    }
    return 0;
  };
  if (!question.topics.empty()) {
    const std::uint16_t number = port_of(question.topics.front());
    lines.push_back(fmt::format("minato ls :{}", number));
    lines.push_back(fmt::format("minato free :{}", number));
    lines.push_back(fmt::format("minato explain {} --svg port-{}.svg", number, number));
  } else {
    lines.emplace_back("minato ls");
    lines.emplace_back("minato free 3");
  }
  std::string text;
  const char* const separator =
      context.screen.charset == render::Charset::ascii ? "  |  " : "  ·  ";
  for (const std::string& line : lines) text += (text.empty() ? "" : separator) + line;
  write_field(context, context.tr("explain.field.next"), text);
}

}  // namespace minato::cli
