// Search: parse the query, ask every service and every IANA entry how well it matches, sort.
#include "registry/search.h"

#include <algorithm>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "base/strings.h"
#include "base/suggest.h"
#include "registry/fold.h"

namespace minato::registry {
namespace {

constexpr std::size_t kLongestQuery = 200;
constexpr std::size_t kMostWords = 8;
constexpr std::size_t kMostFuzzy = 5;

struct Query {
  std::string text;  ///< folded, words joined by one space
  std::vector<std::string> words;
  std::optional<model::Transport> transport;
  std::optional<std::pair<std::uint16_t, std::uint16_t>> numbers;  ///< first and last port
};

/// How well something matched; smaller is better. `place`: where the worst word was found.
struct Score {
  Match match = Match::word;
  unsigned place = 0;
};

std::string_view cut(std::string_view query) {
  std::size_t length = std::min(query.size(), kLongestQuery);
  // Never through a character: back to the first byte of the one that is cut.
  while (length < query.size() && length > 0 && (query[length] & 0xC0) == 0x80) --length;
  return query.substr(0, length);
}

std::optional<model::Transport> transport_of(std::string_view word) {
  for (const model::Transport transport : model::kTransports) {
    if (model::to_text(transport) == word) return transport;
  }
  return std::nullopt;
}

/// "443", "6000-6063"; backwards ranges and numbers over 65535 are words like any other.
std::optional<std::pair<std::uint16_t, std::uint16_t>> numbers_of(std::string_view word) {
  const std::size_t dash = word.find('-');
  const auto first = base::parse_number<std::uint16_t>(word.substr(0, dash));
  const auto last = dash == std::string_view::npos
                        ? first
                        : base::parse_number<std::uint16_t>(word.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return std::pair(*first, *last);
}

Query parse(std::string_view typed) {
  Query query;
  const std::string folded = fold(cut(typed));
  for (std::string_view word : base::words(folded)) {
    const std::size_t slash = word.rfind('/');  // none: 0 after the + 1, the whole word
    const auto transport = transport_of(word.substr(slash + 1));
    if (transport) {
      query.transport = transport;
      word = slash == std::string_view::npos ? std::string_view() : word.substr(0, slash);
    }
    if (!word.empty() && query.words.size() < kMostWords) query.words.emplace_back(word);
  }
  for (const std::string& word : query.words) {
    if (!query.text.empty()) query.text += ' ';
    query.text += word;
  }
  if (query.words.size() == 1) query.numbers = numbers_of(query.words.front());
  return query;
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

bool any_equal(const TextList& texts, std::string_view folded) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](std::string_view text) { return base::to_lower(text) == folded; });
}

bool is_prefix(std::string_view name, std::string_view folded) {
  return base::to_lower(name.substr(0, folded.size())) == folded;
}

Found best_in(const TextList& texts, std::string_view word) {
  Found best = Found::nowhere;
  for (const std::string_view text : texts) best = std::min(best, find_word(text, word));
  return best;
}

/// Where one word stands in a service: smaller is better, 0 to 2 names and titles, 3 to 5 texts.
std::optional<unsigned> place_of(const Knowledge& service, std::string_view word) {
  using base::Language;
  const Found head =
      std::min({find_word(service.id(), word), best_in(service.aliases(), word),
                find_word(service.iana_name(), word), find_word(service.title(Language::en), word),
                find_word(service.title(Language::ja), word)});
  if (head != Found::nowhere) return static_cast<unsigned>(head);
  const Found body =
      std::min({best_in(service.products(), word), best_in(service.processes(), word),
                find_word(service.explanation(Language::en), word),
                find_word(service.explanation(Language::ja), word)});
  if (body != Found::nowhere) return 3 + static_cast<unsigned>(body);
  return std::nullopt;
}

std::optional<unsigned> place_of(const IanaEntry& entry, std::string_view word) {
  const Found found = std::min(find_word(entry.name(), word), find_word(entry.description(), word));
  if (found == Found::nowhere) return std::nullopt;
  return static_cast<unsigned>(found);
}

/// The place of the worst-placed word; nothing when one of them is not there.
template <typename Entry>
std::optional<Score> score_words(const Entry& entry, const Query& query) {
  Score score;
  for (const std::string& word : query.words) {
    const auto place = place_of(entry, word);
    if (!place) return std::nullopt;
    score.place = std::max(score.place, *place);
  }
  return score;
}

std::optional<Score> score_of(const Knowledge& service, const Query& query) {
  if (query.words.empty()) return Score{};
  const std::string_view iana = service.iana_name();
  if (service.id() == query.text) return Score{Match::name, 0};
  if (has_wildcard(query.text)) {
    if (!base::matches_glob(query.text, service.id())) return std::nullopt;
    return Score{Match::name, 1};
  }
  if (base::to_lower(iana) == query.text) return Score{Match::name, 1};
  if (any_equal(service.aliases(), query.text)) return Score{Match::alias, 0};
  if (any_equal(service.products(), query.text) || any_equal(service.processes(), query.text)) {
    return Score{Match::alias, 1};
  }
  if (is_prefix(service.id(), query.text) || is_prefix(iana, query.text)) {
    return Score{Match::prefix, 0};
  }
  auto score = score_words(service, query);
  const auto word_start = static_cast<unsigned>(Found::word_start);
  if (score && score->place <= word_start) score = Score{Match::prefix, score->place + 1};
  return score;
}

std::optional<Score> score_of(const IanaEntry& entry, const Query& query) {
  if (entry.name().empty()) return std::nullopt;
  if (query.words.empty()) return Score{};
  if (has_wildcard(query.text)) {
    if (!base::matches_glob(query.text, base::to_lower(entry.name()))) return std::nullopt;
    return Score{Match::name, 2};
  }
  if (is_prefix(entry.name(), query.text)) {
    const bool exact = entry.name().size() == query.text.size();
    if (exact) return Score{Match::name, 2};
    if (entry.status() != IanaStatus::historic) return Score{Match::prefix, 2};
  }
  if (entry.status() == IanaStatus::historic) return std::nullopt;
  return score_words(entry, query);
}

struct Scored {
  Hit hit;
  unsigned place = 0;
  model::Port port;  ///< the one to sort by

  [[nodiscard]] auto order() const {
    const unsigned number = port.number;
    const bool by_port = hit.match == Match::number;
    return std::tuple(hit.match, !hit.knowledge.has_value(), by_port ? number : place,
                      by_port ? place : number, port.transport);
  }
};

model::Transport first_transport(const IanaEntry& entry) {
  for (const model::Transport transport : model::kTransports) {
    if (entry.has(transport)) return transport;
  }
  return model::Transport::tcp;
}

bool carried_by(const Knowledge& service, const Query& query) {
  if (!query.transport) return true;
  const std::vector<ServicePorts> ports = service.ports();
  return std::ranges::any_of(
      ports, [&](const ServicePorts& own) { return own.transport == *query.transport; });
}

/// The first of the service's ports that lies in what was asked for.
std::optional<model::Port> port_asked_for(const Knowledge& service, const Query& query) {
  for (const ServicePorts& own : service.ports()) {
    if (query.transport && own.transport != *query.transport) continue;
    const auto [first, last] = *query.numbers;
    if (own.first <= last && first <= own.last) {
      return model::Port{std::max(own.first, first), own.transport};
    }
  }
  return std::nullopt;
}

void find_services(const Query& query, std::vector<Scored>& found) {
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    if (query.numbers) {
      const auto port = port_asked_for(service, query);
      if (!port) continue;
      // Whose first port it is comes before who also uses it: the order of knowledge_at().
      const unsigned place = knowledge_at(*port) == service ? 0 : 1;
      found.push_back({{Match::number, service, {}}, place, *port});
    } else if (carried_by(service, query)) {
      const auto score = score_of(service, query);
      if (score) {
        found.push_back({{score->match, service, {}}, score->place, service.canonical_port()});
      }
    }
  }
}

/// The service is what the entry registers, be it that we know it on another transport only.
bool stands_for(const Knowledge& service, const IanaEntry& entry) {
  if (service.iana_name() != entry.name()) return false;
  const std::vector<ServicePorts> ports = service.ports();
  return std::ranges::any_of(ports, [&](const ServicePorts& own) {
    return own.first <= entry.first() && entry.first() <= own.last;
  });
}

void find_iana(const Query& query, std::vector<Scored>& found) {
  const std::size_t services = found.size();
  for (std::size_t i = 0; i < iana_count(); ++i) {
    const IanaEntry entry = iana_entry(i);
    if (query.transport && !entry.has(*query.transport)) continue;
    auto score = query.numbers ? std::optional<Score>() : score_of(entry, query);
    if (query.numbers && entry.first() <= query.numbers->second &&
        query.numbers->first <= entry.last()) {
      score = Score{Match::number, static_cast<unsigned>(entry.status())};
    }
    if (!score) continue;
    const bool known = std::ranges::any_of(
        std::span(found).first(services),
        [&](const Scored& scored) { return stands_for(*scored.hit.knowledge, entry); });
    if (known) continue;
    const model::Port port{entry.first(), query.transport.value_or(first_transport(entry))};
    found.push_back({{score->match, {}, entry}, score->place, port});
  }
}

/// Nothing was found: names that are spelt nearly so, the nearest first.
void find_nearly(const Query& query, std::vector<Scored>& found) {
  if (query.words.size() != 1 || query.numbers || has_wildcard(query.text)) return;
  const std::size_t length = query.text.size();
  const std::size_t allowed = std::max<std::size_t>(1, length / 3);
  const auto distance_to = [&](std::string_view name) {
    const std::size_t gap = name.size() > length ? name.size() - length : length - name.size();
    return gap > allowed ? allowed + 1 : base::edit_distance(query.text, name);
  };
  for (std::size_t i = 0; i < knowledge_count(); ++i) {
    const Knowledge service = knowledge_entry(i);
    std::size_t distance = distance_to(service.id());
    for (const std::string_view alias : service.aliases()) {
      distance = std::min(distance, distance_to(alias));
    }
    if (distance > allowed || !carried_by(service, query)) continue;
    found.push_back(
        {{Match::fuzzy, service, {}}, static_cast<unsigned>(distance), service.canonical_port()});
  }
  for (std::size_t i = 0; i < iana_count(); ++i) {
    const IanaEntry entry = iana_entry(i);
    if (entry.name().empty()) continue;
    const std::size_t distance = distance_to(entry.name());
    if (distance > allowed || (query.transport && !entry.has(*query.transport))) continue;
    found.push_back({{Match::fuzzy, {}, entry},
                     static_cast<unsigned>(distance),
                     {entry.first(), first_transport(entry)}});
  }
  const auto nearest = [&](const Scored& scored) {
    const Hit& hit = scored.hit;
    const std::string_view name = hit.knowledge ? hit.knowledge->id() : hit.iana->name();
    const bool other_letter =
        base::to_lower(name).front() != query.text.front();  // seldom mistyped
    return std::tuple(scored.place, !hit.knowledge, other_letter, scored.port.number);
  };
  std::ranges::stable_sort(found, {}, nearest);
  if (found.size() > kMostFuzzy) found.resize(kMostFuzzy);
}

}  // namespace

SearchResult search(std::string_view query, const SearchOptions& options) {
  const Query parsed = parse(query);
  SearchResult result;
  if (parsed.words.empty() && !parsed.transport) return result;
  std::vector<Scored> found;
  find_services(parsed, found);
  find_iana(parsed, found);
  std::ranges::stable_sort(found, {}, &Scored::order);
  if (found.empty()) find_nearly(parsed, found);
  result.total = found.size();
  for (const Scored& scored : found) {
    if (result.hits.size() == options.limit) break;
    result.hits.push_back(scored.hit);
  }
  return result;
}

}  // namespace minato::registry
