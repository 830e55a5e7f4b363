// Recursive descent over the words; parentheses may stand alone or at a word.
#include "capture/conversation_filter.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "base/suggest.h"
#include "registry/names.h"

namespace minato::capture {
namespace {

constexpr std::array<std::string_view, 16> kWords = {
    "port", "host", "service", "process", "state", "tcp", "udp", "sctp",
    "dccp", "ipv4", "ipv6",    "and",     "or",    "not", "(",   ")"};
constexpr std::array<std::string_view, 8> kStates = {"unanswered", "half-open",     "established",
                                                     "closing",    "closed",        "refused",
                                                     "reset",      "retransmitting"};
constexpr std::array<std::string_view, 4> kCarriers = {"tcp", "udp", "sctp", "dccp"};
constexpr std::size_t kDeepest = 32;

base::Error wrong(std::string_view key, const std::string& word,
                  std::span<const std::string_view> known) {
  return base::input_error(
      std::string(key), {word},
      {word, 0, word.size(), std::string(base::suggest(word, known).value_or(""))});
}

std::vector<std::string> tokens_of(const std::vector<std::string>& words) {
  std::vector<std::string> tokens;
  for (const std::string& word : words) {
    for (const std::string_view part : base::words(word)) {
      std::string token;
      for (const char letter : part) {
        if (letter != '(' && letter != ')') {
          token += letter;
          continue;
        }
        if (!token.empty()) tokens.push_back(token);
        token.clear();
        tokens.emplace_back(1, letter);
      }
      if (!token.empty()) tokens.push_back(token);
    }
  }
  return tokens;
}

}  // namespace

class ConversationFilter::Parser {
 public:
  Parser(std::vector<std::string> tokens, ConversationFilter& filter)
      : tokens_(std::move(tokens)), filter_(filter) {}

  base::Result<std::size_t> run() {
    auto root = any(0);
    if (root && at_ < tokens_.size()) {
      return base::fail(wrong("error.capture.filter-word", tokens_[at_], kWords));
    }
    return root;
  }

 private:
  using Index = base::Result<std::size_t>;

  [[nodiscard]] bool is(std::string_view word) const {
    return at_ < tokens_.size() && base::to_lower(tokens_[at_]) == word;
  }
  bool take(std::string_view word) {
    const bool there = is(word);
    if (there) ++at_;
    return there;
  }
  std::size_t add(Node node) {
    filter_.nodes_.push_back(std::move(node));
    return filter_.nodes_.size() - 1;
  }

  Index any(std::size_t depth) {
    Node node{.kind = Kind::any_of};
    do {
      auto part = all(depth);
      if (!part) return part;
      node.parts.push_back(*part);
    } while (take("or"));
    return node.parts.size() == 1 ? node.parts.front() : add(std::move(node));
  }

  Index all(std::size_t depth) {
    Node node{.kind = Kind::all_of};
    do {
      auto part = one(depth);
      if (!part) return part;
      node.parts.push_back(*part);
      // "and" may be left out between two conditions.
    } while (take("and") || (at_ < tokens_.size() && !is("or") && !is(")")));
    return node.parts.size() == 1 ? node.parts.front() : add(std::move(node));
  }

  Index one(std::size_t depth) {
    if (at_ == tokens_.size() || depth == kDeepest) {
      const std::string last = tokens_.empty() ? "" : tokens_.back();
      return base::fail(wrong("error.capture.filter-end", last, {}));
    }
    if (take("not")) {
      auto part = one(depth + 1);
      if (!part) return part;
      return add({.kind = Kind::none_of, .parts = {*part}});
    }
    if (take("(")) {
      auto inner = any(depth + 1);
      if (inner && !take(")")) {
        return base::fail(wrong("error.capture.filter-end", tokens_.back(), {}));
      }
      return inner;
    }
    return condition();
  }

  Index condition() {
    const std::string token = tokens_[at_++];
    const std::string word = base::to_lower(token);
    const auto carrier = std::ranges::find(kCarriers, word);
    if (carrier != kCarriers.end()) {
      return add({.kind = Kind::carrier,
                  .number = static_cast<std::uint8_t>(carrier - kCarriers.begin())});
    }
    if (word == "ipv4" || word == "ipv6") {
      return add({.kind = Kind::family, .number = static_cast<std::uint8_t>(word == "ipv6")});
    }
    const bool with_value = word == "port" || word == "host" || word == "service" ||
                            word == "process" || word == "state";
    if (!with_value) return base::fail(wrong("error.capture.filter-word", token, kWords));
    if (at_ == tokens_.size()) return base::fail(wrong("error.capture.filter-end", token, {}));
    const std::string value = tokens_[at_++];
    if (word == "port") return ports(value);
    if (word == "host") return host(value);
    if (word == "state") return state(value);
    return add(
        {.kind = word == "service" ? Kind::service : Kind::process, .text = base::to_lower(value)});
  }

  Index ports(const std::string& value) {
    Node node{.kind = Kind::port};
    for (const std::string_view part : base::split(value, ',')) {
      const std::size_t dash = part.find('-');
      const auto first = base::parse_number<std::uint16_t>(part.substr(0, dash));
      const auto last = dash == std::string_view::npos
                            ? first
                            : base::parse_number<std::uint16_t>(part.substr(dash + 1));
      if (first && last && *first <= *last) {
        node.ports.emplace_back(*first, *last);
        continue;
      }
      const registry::ServiceNames names;
      for (const model::Port port : names.ports_named(part)) {
        node.ports.emplace_back(port.number, port.number);
      }
      if (!node.ports.empty()) continue;
      const std::string near = names.suggestion_for(part);
      return base::fail(
          base::input_error("error.capture.filter-port", {value}, {value, 0, value.size(), near}));
    }
    return add(std::move(node));
  }

  Index host(const std::string& value) {
    const bool address = value.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string::npos;
    if (const auto prefix = model::Prefix::parse(value)) {
      return add({.kind = Kind::prefix, .prefix = *prefix});
    } else if (address && value.find_first_of(".:") != std::string::npos) {
      return base::fail(prefix.error());
    }
    return add({.kind = Kind::name, .text = base::to_lower(value)});
  }

  Index state(const std::string& value) {
    const auto known = std::ranges::find(kStates, base::to_lower(value));
    if (known == kStates.end()) {
      return base::fail(wrong("error.capture.filter-state", value, kStates));
    }
    const auto number = static_cast<std::uint8_t>(known - kStates.begin());
    if (number + 1U == kStates.size()) return add({.kind = Kind::retransmitting});
    return add({.kind = Kind::state, .number = number});
  }

  std::vector<std::string> tokens_;
  ConversationFilter& filter_;
  std::size_t at_ = 0;
};

base::Result<ConversationFilter> ConversationFilter::parse(const std::vector<std::string>& words) {
  ConversationFilter filter;
  std::vector<std::string> tokens = tokens_of(words);
  if (tokens.empty()) return filter;
  const auto root = Parser(std::move(tokens), filter).run();
  if (!root) return base::fail(root.error());
  filter.root_ = *root;
  return filter;
}

bool ConversationFilter::passes(const FilterSubject& subject) const {
  return nodes_.empty() || holds(root_, subject);
}

bool ConversationFilter::holds(std::size_t at, const FilterSubject& subject) const {
  const Node& node = nodes_[at];
  const Conversation& conversation = subject.conversation;
  const auto part_holds = [&](std::size_t part) { return holds(part, subject); };
  const auto has = [&](std::string_view text) {
    return base::to_lower(text).find(node.text) != std::string::npos;
  };
  switch (node.kind) {
    case Kind::all_of:
      return std::ranges::all_of(node.parts, part_holds);
    case Kind::any_of:
      return std::ranges::any_of(node.parts, part_holds);
    case Kind::none_of:
      return std::ranges::none_of(node.parts, part_holds);
    case Kind::port:
      return std::ranges::any_of(node.ports, [&](const auto& range) {
        const auto inside = [&](std::uint16_t port) {
          return port >= range.first && port <= range.second;
        };
        return inside(conversation.key.low_port) || inside(conversation.key.high_port);
      });
    case Kind::prefix:
      return node.prefix.contains(conversation.key.low().address) ||
             node.prefix.contains(conversation.key.high().address);
    case Kind::name:
      return has(subject.client_name) || has(subject.server_name) ||
             (subject.facts != nullptr && has(subject.facts->server_name));
    case Kind::service:
      return base::to_lower(subject.service) == node.text ||
             (subject.facts != nullptr &&
              (subject.facts->service == node.text || subject.facts->tunnel == node.text));
    case Kind::process:
      return has(subject.client_process) || has(subject.server_process);
    case Kind::state:
      return static_cast<std::uint8_t>(conversation.state()) == node.number;
    case Kind::retransmitting:
      return conversation.tcp.retransmissions() > 0;
    case Kind::carrier:
      return static_cast<std::uint8_t>(conversation.key.carrier) == node.number;
    case Kind::family:
      return static_cast<std::uint8_t>(conversation.key.family) == node.number;
  }
  return false;
}

}  // namespace minato::capture
