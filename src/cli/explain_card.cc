// A card reads from the general to what is here: what it is, how dangerous, what to do, who has it.
#include "cli/explain_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"
#include "cli/paragraph.h"
#include "cli/socket_text.h"
#include "registry/range_class.h"
#include "sys/port_sysctls.h"

namespace minato::cli {
namespace {

using model::Transport;
using pipeline::LocalSocket;
using registry::Knowledge;
using render::Role;

constexpr std::size_t kMostHere = 8;  // rows of "here, now"; ls shows the rest

std::string joined(const registry::TextList& list) {
  std::string text;
  for (const std::string_view item : list)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", item);
  return text;
}

std::uint16_t first_number(const model::PortSet& ports) {
  for (const Transport transport : model::kTransports) {
    const auto intervals = ports.intervals(transport);
    if (!intervals.empty()) return intervals.front().first;
  }
  return 0;
}

/// Japanese sentences follow each other without a space.
const char* between_sentences(const Context& context) {
  return context.language == base::Language::ja ? "" : " ";
}

/// Which of the three ranges, and what that means on this very machine.
std::string range_text(const Context& context, std::uint16_t number) {
  const model::PortRange range = model::range_of(number);
  const sys::PortSysctls settings = sys::read_port_sysctls();
  std::string text = context.tr("explain.range", registry::range_title(range, context.language));
  if (number < settings.unprivileged_start) {
    text += between_sentences(context) +
            context.tr("explain.needs-privilege", settings.unprivileged_start);
  }
  if (number >= settings.ephemeral.first && number <= settings.ephemeral.last) {
    text +=
        ' ' + context.tr("explain.is-ephemeral", settings.ephemeral.first, settings.ephemeral.last);
  }
  if (settings.reserved.contains({number, Transport::tcp}))
    text += between_sentences(context) + context.tr("explain.is-reserved");
  return text;
}

void write_title(Context& context, const Topic& topic) {
  std::string title = ports_text(topic.ports);
  if (topic.knowledge) {
    title += fmt::format("  {}", topic.knowledge->title(context.language));
  } else if (topic.iana && !topic.iana->name().empty()) {
    title += fmt::format("  {}", topic.iana->name());
  } else {
    title += "  " + context.tr("explain.nobody");
  }
  context.out.line(render::styled(title, Role::heading, context.screen.palette));
}

void write_danger(Context& context, const Knowledge& service) {
  const auto severity = static_cast<model::Severity>(service.danger());
  const std::string level = render::styled(
      base::text(context.language, fmt::format("danger.level.{}", to_text(severity))),
      render::danger_role(severity), context.screen.palette);
  // The level in colour stands alone: wrapping counts columns, not escape sequences.
  write_field(context, context.tr("explain.field.danger"), "", level);
  write_paragraph(context, service.danger_reason(context.language), kFieldColumns);
  write_field(context, context.tr("explain.field.protection"),
              fmt::format("{}, {}", registry::encrypted_text(service.encrypted(), context.language),
                          registry::authenticated_text(service.authenticated(), context.language)));
  if (const auto instead = service.alternative()) {
    write_field(context, context.tr("explain.field.instead"),
                fmt::format("{} ({})", instead->title(context.language),
                            to_text(instead->canonical_port())));
  }
}

void write_countermeasures(Context& context, const Knowledge& service) {
  std::size_t number = 0;
  for (const registry::Countermeasure& measure : service.countermeasures()) {
    std::string text = fmt::format("{}. {}", ++number, measure.text(context.language));
    if (!measure.references().empty()) text += fmt::format(" [{}]", joined(measure.references()));
    write_field(context, number == 1 ? context.tr("explain.field.to-do") : std::string{}, text);
  }
}

void write_iana(Context& context, const Topic& topic) {
  if (!topic.iana || topic.iana->name().empty()) {
    write_field(context, "IANA", context.tr("explain.not-registered"));
    return;
  }
  write_field(context, "IANA",
              topic.iana->description().empty()
                  ? std::string(topic.iana->name())
                  : fmt::format("{}: {}", topic.iana->name(), topic.iana->description()));
}

std::string here_line(const Context& context, const LocalSocket& local) {
  const model::Socket& socket = *local.socket;
  const std::string who =
      holder_text(local).empty() ? context.tr("explain.unseen") : holder_text(local);
  if (pipeline::is_listening(socket)) {
    return context.tr("explain.here.listens", base::escape_control(who),
                      base::escape_control(local_text(socket)),
                      to_text(socket.local.port.transport),
                      reach_text(local.exposure.exposure, context.language));
  }
  return context.tr("explain.here.talks", base::escape_control(who), local_text(socket),
                    remote_text(socket), to_text(socket.state));
}

void write_here(Context& context, const Topic& topic, const pipeline::LocalView& view) {
  std::vector<const LocalSocket*> here;
  for (const LocalSocket& local : view.sockets()) {
    const model::Socket& socket = *local.socket;
    const bool far = socket.remote && topic.ports.contains(socket.remote->port);
    if (far || topic.ports.contains(socket.local.port)) here.push_back(&local);
  }
  std::ranges::stable_sort(here, [](const auto* a, const auto* b) {
    return pipeline::is_listening(*a->socket) > pipeline::is_listening(*b->socket);
  });
  std::string heading = context.tr("explain.field.here");
  if (here.empty()) write_field(context, heading, context.tr("explain.here.nobody"));
  for (std::size_t i = 0; i < here.size() && i < kMostHere; ++i) {
    write_field(context, heading, here_line(context, *here[i]));
    heading.clear();
    const bool listening = pipeline::is_listening(*here[i]->socket);
    const std::string why = reach_reason(here[i]->exposure, context.language);
    if (listening && !why.empty()) {
      write_paragraph(context, context.tr("explain.here.because", base::escape_control(why)),
                      kFieldColumns + 2);
    }
  }
  if (here.size() > kMostHere) {
    write_field(
        context, "",
        context.tr("explain.here.more", here.size() - kMostHere, first_number(topic.ports)));
  }
}

}  // namespace

void write_card(Context& context, const Topic& topic, const pipeline::LocalView& view) {
  write_title(context, topic);
  if (topic.knowledge) write_paragraph(context, topic.knowledge->explanation(context.language), 2);
  context.out.line();
  write_field(context, context.tr("explain.field.range"),
              range_text(context, first_number(topic.ports)));
  write_iana(context, topic);
  if (topic.knowledge) {
    write_danger(context, *topic.knowledge);
    write_countermeasures(context, *topic.knowledge);
    if (!topic.knowledge->products().empty()) {
      write_field(context, context.tr("explain.field.products"),
                  joined(topic.knowledge->products()));
    }
  }
  for (std::size_t i = 0; i < topic.others.size(); ++i) {
    write_field(context, i == 0 ? context.tr("explain.field.also") : std::string{},
                std::string(topic.others[i].title(context.language)));
  }
  write_here(context, topic, view);
  context.out.line();
}

}  // namespace minato::cli
