// Names of ports: our knowledge first, IANA after it.
#include "registry/names.h"

#include <algorithm>

#include "base/strings.h"
#include "base/suggest.h"
#include "registry/iana.h"
#include "registry/knowledge.h"

namespace minato::registry {
namespace {

void add_range(std::vector<model::Port>& ports, std::uint32_t first, std::uint32_t last,
               model::Transport transport) {
  for (std::uint32_t number = first; number <= last; ++number) {
    ports.push_back({static_cast<std::uint16_t>(number), transport});
  }
}

void add(std::vector<model::Port>& ports, const Knowledge& service) {
  for (const ServicePorts& own : service.ports()) {
    add_range(ports, own.first, own.last, own.transport);
  }
}

void add(std::vector<model::Port>& ports, const IanaEntry& entry) {
  for (const model::Transport transport : model::kTransports) {
    if (entry.has(transport)) add_range(ports, entry.first(), entry.last(), transport);
  }
}

bool has_alias(const Knowledge& service, std::string_view word) {
  const TextList aliases = service.aliases();
  return std::find(aliases.begin(), aliases.end(), word) != aliases.end();
}

std::vector<model::Port> ports_with_alias(std::string_view word) {
  std::vector<model::Port> ports;
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    if (has_alias(service, word)) add(ports, service);
  }
  return ports;
}

}  // namespace

std::string_view name_of(model::Port port) {
  if (const auto service = knowledge_at(port)) return service->id();
  const auto entry = iana_at(port);
  return entry ? entry->name() : std::string_view();
}

std::string_view iana_name_of(model::Port port) {
  const auto service = knowledge_at(port);
  if (service && iana_assigns(port, service->iana_name())) return service->iana_name();
  const auto entry = iana_at(port);
  return entry ? entry->name() : std::string_view();
}

std::vector<model::Port> ServiceNames::ports_named(std::string_view pattern) const {
  const std::string lower = base::to_lower(pattern);
  std::vector<model::Port> ports;
  // What people call nomad is not the nomad that IANA registered elsewhere: an id of ours means
  // IANA's ports of that name too only when it is the same service.
  const auto exact = knowledge_by_id(lower);
  const bool same_as_iana = !exact || base::to_lower(exact->iana_name()) == lower;
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    if (base::matches_glob(lower, service.id())) add(ports, service);
  }
  if (same_as_iana) {
    for (const IanaEntry& entry : iana_matching(lower)) add(ports, entry);
  }
  if (ports.empty()) ports = ports_with_alias(lower);
  std::ranges::sort(ports);
  const auto repeated = std::ranges::unique(ports);
  ports.erase(repeated.begin(), repeated.end());
  return ports;
}

std::string ServiceNames::suggestion_for(std::string_view name) const {
  if (name.empty()) return {};
  std::vector<std::string_view> candidates;
  candidates.reserve(knowledge_count() + iana_count());
  for (std::size_t i = 0; i < knowledge_count(); ++i) candidates.push_back(knowledge_entry(i).id());
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    for (const std::string_view alias : knowledge_entry(i).aliases()) candidates.push_back(alias);
  }
  // Of equally near ones the first is suggested. People seldom mistype the first letter: for htps
  // https comes before ftps.
  std::ranges::stable_partition(
      candidates, [&](std::string_view word) { return word.front() == name.front(); });
  for (std::size_t i = 0; i < iana_count(); ++i) {
    if (!iana_entry(i).name().empty()) candidates.push_back(iana_entry(i).name());
  }
  return std::string(base::suggest(name, candidates).value_or(std::string_view()));
}

}  // namespace minato::registry
