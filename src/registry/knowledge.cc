// Lookups over the generated knowledge tables.
#include "registry/knowledge.h"

#include <algorithm>
#include <span>

#include "base/check.h"
#include "registry/data.h"

namespace minato::registry {
namespace {

std::span<const data::KnowledgeRow> services() { return {data::kKnowledge, data::kKnowledgeCount}; }

std::span<const data::PlaceRow> single_places() { return {data::kPlaces, data::kPlaceSingleCount}; }

std::span<const data::PlaceRow> wide_places() {
  return std::span<const data::PlaceRow>(data::kPlaces, data::kPlaceCount)
      .subspan(data::kPlaceSingleCount);
}

std::span<const data::PlaceRow> places_at(std::uint16_t number) {
  const data::Slice found =
      data::rows_at(number, data::kPlacePortBits, data::kPlacePortRanks, data::kPlacePortStarts);
  return single_places().subspan(found.first, found.count);
}

bool covers(const data::PlaceRow& place, std::uint16_t number) {
  return place.first <= number && number <= place.last;
}

bool carries(const data::PlaceRow& place, model::Transport transport) {
  return (place.transports & (1U << static_cast<unsigned>(transport))) != 0;
}

Knowledge service_of(const data::PlaceRow& place) {
  return Knowledge(data::kKnowledge[place.service]);
}

void add_once(std::vector<Knowledge>& all, const data::PlaceRow& place) {
  const Knowledge service = service_of(place);
  if (std::ranges::find(all, service) == all.end()) all.push_back(service);
}

std::span<const data::PortRow> ports_of(const data::KnowledgeRow& row) {
  return {data::kKnowledgePorts + row.ports.first, row.ports.count};
}

std::string_view choose(const data::TextPair& pair, base::Language language) {
  return data::view(language == base::Language::ja ? pair.ja : pair.en);
}

TextList list(const data::Slice& slice) { return {slice.first, slice.count}; }

bool is_served_by(const Knowledge& service, std::string_view process) {
  const TextList names = service.processes();
  const auto has = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  // php-fpm8.2 and postgres15 are php-fpm and postgres.
  const std::size_t end = process.find_last_not_of("0123456789.");
  return has(process) || (end != std::string_view::npos && has(process.substr(0, end + 1)));
}

}  // namespace

std::string_view TextList::text_at(std::size_t row) { return data::view(data::kTextLists[row]); }

std::string_view Countermeasure::id() const { return data::view(row_->id); }
std::string_view Countermeasure::text(base::Language language) const {
  return choose(row_->text, language);
}
TextList Countermeasure::references() const { return list(row_->references); }

std::string_view Knowledge::id() const { return data::view(row_->id); }
std::string_view Knowledge::iana_name() const { return data::view(row_->iana); }
std::string_view Knowledge::title(base::Language language) const {
  return choose(row_->title, language);
}
std::string_view Knowledge::explanation(base::Language language) const {
  return choose(row_->explain, language);
}
std::string_view Knowledge::danger_reason(base::Language language) const {
  return choose(row_->danger_reason, language);
}
Answer Knowledge::encrypted() const { return static_cast<Answer>(row_->encrypted); }
Answer Knowledge::authenticated() const { return static_cast<Answer>(row_->authenticated); }
Danger Knowledge::danger() const { return static_cast<Danger>(row_->danger); }
TextList Knowledge::aliases() const { return list(row_->aliases); }
TextList Knowledge::products() const { return list(row_->products); }
TextList Knowledge::processes() const { return list(row_->processes); }
TextList Knowledge::references() const { return list(row_->references); }

std::vector<ServicePorts> Knowledge::ports() const {
  std::vector<ServicePorts> result;
  for (const data::PortRow& port : ports_of(*row_)) {
    result.push_back({port.first, port.last, static_cast<model::Transport>(port.transport)});
  }
  return result;
}

model::Port Knowledge::canonical_port() const {
  const data::PortRow& port = ports_of(*row_).front();
  return {port.first, static_cast<model::Transport>(port.transport)};
}

bool Knowledge::lives_at(model::Port port) const {
  return std::ranges::any_of(ports_of(*row_), [&](const data::PortRow& own) {
    return own.first <= port.number && port.number <= own.last &&
           static_cast<model::Transport>(own.transport) == port.transport;
  });
}

std::optional<Knowledge> Knowledge::alternative() const {
  if (row_->alternative == data::kNothing) return std::nullopt;
  return Knowledge(data::kKnowledge[row_->alternative]);
}

std::vector<Countermeasure> Knowledge::countermeasures() const {
  std::vector<Countermeasure> result;
  const std::span<const data::CountermeasureRow> rows(
      data::kCountermeasures + row_->countermeasures.first, row_->countermeasures.count);
  for (const data::CountermeasureRow& row : rows) result.emplace_back(row);
  return result;
}

std::size_t knowledge_count() { return data::kKnowledgeCount; }

Knowledge knowledge_entry(std::size_t position) {
  MINATO_CHECK(position < data::kKnowledgeCount);
  return Knowledge(data::kKnowledge[position]);
}

std::optional<Knowledge> knowledge_at(model::Port port) {
  for (const data::PlaceRow& place : places_at(port.number)) {
    if (carries(place, port.transport)) return service_of(place);
  }
  return std::nullopt;
}

std::optional<Knowledge> knowledge_at(model::Port port, std::string_view process) {
  for (const data::PlaceRow& place : places_at(port.number)) {
    if (carries(place, port.transport) && is_served_by(service_of(place), process)) {
      return service_of(place);
    }
  }
  for (const data::PlaceRow& place : wide_places()) {
    if (covers(place, port.number) && carries(place, port.transport) &&
        is_served_by(service_of(place), process)) {
      return service_of(place);
    }
  }
  return knowledge_at(port);
}

std::vector<Knowledge> knowledge_of_process(std::string_view process) {
  std::vector<Knowledge> all;
  for (const data::KnowledgeRow& row : services()) {
    if (is_served_by(Knowledge(row), process)) all.emplace_back(row);
  }
  return all;
}

std::vector<Knowledge> all_knowledge_at(std::uint16_t number) {
  std::vector<Knowledge> all;
  for (const data::PlaceRow& place : places_at(number)) add_once(all, place);
  for (const data::PlaceRow& place : wide_places()) {
    if (covers(place, number)) add_once(all, place);
  }
  return all;
}

std::vector<Knowledge> knowledge_between(std::uint16_t first, std::uint16_t last) {
  std::vector<const data::PlaceRow*> found;
  for (const data::PlaceRow& place : std::span(data::kPlaces, data::kPlaceCount)) {
    if (place.first <= last && first <= place.last) found.push_back(&place);
  }
  std::ranges::stable_sort(
      found, {}, [&](const data::PlaceRow* place) { return std::max(place->first, first); });
  std::vector<Knowledge> all;
  for (const data::PlaceRow* place : found) add_once(all, *place);
  return all;
}

std::optional<Knowledge> knowledge_by_id(std::string_view id) {
  const auto found = std::ranges::lower_bound(
      services(), id, {}, [](const data::KnowledgeRow& row) { return data::view(row.id); });
  if (found == services().end() || data::view(found->id) != id) return std::nullopt;
  return Knowledge(*found);
}

}  // namespace minato::registry
