// From words to topics: numbers first, then names, then everything else is searched for.
#include "cli/topic.h"

#include <algorithm>

#include "base/strings.h"
#include "registry/names.h"

namespace minato::cli {
namespace {

using model::Transport;
using registry::Knowledge;

constexpr std::array kUsual = {Transport::tcp, Transport::udp};

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

bool looks_like_ports(std::string_view text) {
  if (text.empty()) return false;
  const bool prefixed = text.size() > 2 && text[1] == ':' &&
                        std::string_view("TUSDtusd").find(text[0]) != std::string_view::npos;
  const char first = prefixed ? text[2] : text[0];
  return (first >= '0' && first <= '9') || first == '-';
}

model::PortSet ports_of(const Knowledge& service) {
  model::PortSet ports;
  for (const registry::ServicePorts& at : service.ports())
    ports.add(at.transport, {at.first, at.last});
  return ports;
}

Topic topic_about(const Knowledge& service) {
  Topic topic{.ports = ports_of(service), .knowledge = service};
  topic.iana = registry::iana_at(service.canonical_port());
  return topic;
}

/// The distinct numbers of a set, with the transports each was asked for.
std::vector<std::pair<std::uint16_t, std::vector<Transport>>> numbers_of(
    const model::PortSet& ports, std::size_t most) {
  std::vector<std::pair<std::uint16_t, std::vector<Transport>>> numbers;
  for (const Transport transport : model::kTransports) {
    for (const auto& [first, last] : ports.intervals(transport)) {
      for (std::uint32_t n = first; n <= last; ++n) {
        const auto number = static_cast<std::uint16_t>(n);
        const auto at =
            std::ranges::find(numbers, number, [](const auto& pair) { return pair.first; });
        if (at != numbers.end()) {
          at->second.push_back(transport);
        } else {
          numbers.emplace_back(number, std::vector{transport});
        }
        if (numbers.size() > most) return numbers;
      }
    }
  }
  return numbers;
}

Question about_ports(const model::PortSet& ports) {
  Question question;
  const auto numbers = numbers_of(ports, kMostCards);
  const bool contiguous =
      numbers.size() > 1 && std::ranges::any_of(model::kTransports, [&](Transport t) {
        return std::ranges::any_of(ports.intervals(t),
                                   [](const auto& i) { return i.first != i.last; });
      });
  if (contiguous || numbers.size() > kMostCards) {
    question.range = ports;
    return question;
  }
  for (const auto& [number, transports] : numbers)
    question.topics.push_back(topic_of(number, transports));
  return question;
}

std::optional<Question> about_name(std::string_view word) {
  const std::string name = base::to_lower(word);
  Question question;
  if (const auto service = registry::knowledge_by_id(name)) {
    question.topics.push_back(topic_about(*service));
    return question;
  }
  const auto ports = model::PortSet::parse(name, registry::ServiceNames(), kUsual);
  if (ports) return about_ports(*ports);
  return std::nullopt;
}

}  // namespace

Topic topic_of(std::uint16_t number, const std::vector<Transport>& transports) {
  Topic topic;
  for (const Transport transport : transports) {
    const model::Port port{number, transport};
    topic.ports.add(port);
    if (!topic.knowledge) topic.knowledge = registry::knowledge_at(port);
    if (!topic.iana) topic.iana = registry::iana_at(port);
  }
  for (const Knowledge& service : registry::all_knowledge_at(number)) {
    if (topic.knowledge && service != *topic.knowledge) topic.others.push_back(service);
  }
  return topic;
}

base::Result<Question> understand(const std::vector<std::string>& words) {
  const std::string text = words.size() == 1 ? words.front() : join(words);
  const bool all_ports = std::ranges::all_of(words, looks_like_ports);
  if (all_ports) {
    model::PortSet ports;
    for (const std::string& word : words) {
      const auto parsed = model::PortSet::parse(word, registry::ServiceNames(), kUsual);
      if (!parsed) return base::fail(parsed.error());
      for (const Transport transport : model::kTransports) {
        for (const auto& interval : parsed->intervals(transport)) ports.add(transport, interval);
      }
    }
    return about_ports(ports);
  }
  if (words.size() == 1) {
    if (auto question = about_name(words.front())) return std::move(*question);
  }
  return Question{.found = registry::search(text)};
}

}  // namespace minato::cli
