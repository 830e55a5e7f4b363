// Redacting, choosing the fact that tells most, and turning it into a pattern.
#include "identify/learn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"
#include "model/ip_address.h"

namespace minato::identify {
namespace {

constexpr std::size_t kLongestLine = 160;
constexpr std::size_t kMostFacts = 40;
constexpr std::size_t kRandomLetters = 20;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == ':' || c == '-' || c == '_' || c == '@' || c == '+' || c == '=' || c == '/';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Letters and digits mixed, and too many of them to be a word or a version.
bool is_random(std::string_view word) {
  const auto digits = std::ranges::count_if(word, is_digit);
  const bool plain = std::ranges::all_of(word, [](char c) { return is_word(c) && c != '.'; });
  const bool both = std::ranges::any_of(word, is_lower) && std::ranges::any_of(word, is_upper);
  return word.size() >= kRandomLetters && plain && (digits >= 4 || (digits > 0 && both));
}

/// A name of the DNS by its looks: three labels, or two that end as networks' names do. Classes of
/// programs ("org.apache.tomcat") are written the other way round.
bool is_host_name(std::string_view word) {
  constexpr std::array<std::string_view, 14> kEnds = {
      "com",      "net",  "org",  "edu",  "gov",     "local", "lan",
      "internal", "home", "corp", "test", "example", "arpa",  "intranet"};
  constexpr std::array<std::string_view, 3> kClasses = {"com", "net", "org"};
  const auto labels = base::split(word, '.');
  const bool plain = std::ranges::all_of(labels, [](std::string_view label) {
    return !label.empty() && std::ranges::all_of(label, [](char c) {
      return is_digit(c) || is_lower(c) || is_upper(c) || c == '-' || c == '_';
    });
  });
  if (!plain || labels.size() < 2) return false;
  const std::string end = base::to_lower(labels.back());
  if (std::ranges::find(kEnds, end) != kEnds.end()) return true;
  const bool letters = end.size() >= 2 && std::ranges::all_of(end, is_lower);
  return labels.size() >= 3 && letters &&
         std::ranges::find(kClasses, base::to_lower(labels.front())) == kClasses.end();
}

std::string redacted_word(std::string_view word, std::span<const std::string> names) {
  const std::string lower = base::to_lower(word);
  for (const std::string& name : names) {
    if (!name.empty() && lower == base::to_lower(name)) return "<host>";
  }
  if (model::IpAddress::parse(word)) return "<address>";
  const std::size_t at = word.find('@');
  if (at != std::string_view::npos && at > 0 && word.find('.', at) != std::string_view::npos) {
    return "<mail>";
  }
  if (is_random(word)) return "<random>";
  if (is_host_name(word)) return "<host>";
  // "http://10.0.0.5:80/", "from=host": what stands between the marks.
  const std::size_t mark = word.find_first_of("/=:");
  if (mark == std::string_view::npos) return std::string(word);
  return redacted_word(word.substr(0, mark), names) + word[mark] +
         redacted_word(word.substr(mark + 1), names);
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\\') {
      out += R"(\\)";
    } else {
      out += code >= 0x20 && code < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", code);
    }
  }
  return out;
}

/// The first line that has something, without its end.
std::string_view first_line(std::string_view text) {
  for (const std::string_view line : base::split(text, '\n')) {
    const std::string_view trimmed = base::trim(line);
    if (!trimmed.empty()) return trimmed;
  }
  return {};
}

/// How much a fact says about the program: its own words first.
int worth(std::string_view key) {
  constexpr std::array<std::string_view, 8> kTelling = {
      ".banner", ".greeting", ".version", ".server", ".vendor", "greeting", "answer", ".title"};
  const auto* const at =
      std::ranges::find_if(kTelling, [key](std::string_view end) { return key.ends_with(end); });
  return static_cast<int>(at - kTelling.begin());
}

const talk::Fact* most_telling(std::span<const Evidence> evidence) {
  const talk::Fact* best = nullptr;
  for (const Evidence& one : evidence) {
    for (const talk::Fact& fact : one.facts.entries()) {
      if (first_line(fact.value).size() < 2) continue;
      if (best == nullptr || worth(fact.key) < worth(best->key)) best = &fact;
    }
  }
  return best;
}

/// Digits with dots between them that begin here: their length; 0 when there are none.
std::size_t version_length(std::string_view text) {
  std::size_t end = 0;
  std::size_t dots = 0;
  while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 ||
                               (text[end] == '.' && end > 0))) {
    if (text[end] == '.') ++dots;
    ++end;
  }
  while (end > 0 && text[end - 1] == '.') --end, --dots;
  return dots > 0 ? end : 0;
}

struct Draft {
  std::string pattern = "^";
  std::string version{};
};

/// The line as a pattern: its first version is read, others and the redacted parts may differ.
Draft draft_of(std::string_view line) {
  Draft draft;
  for (std::size_t at = 0; at < line.size();) {
    const std::string_view rest = line.substr(at);
    const std::size_t mark = rest.starts_with('<') ? rest.find('>') : std::string_view::npos;
    if (mark != std::string_view::npos) {
      draft.pattern += R"(\S+)";
      at += mark + 1;
    } else if (const std::size_t length = version_length(rest); length > 0) {
      draft.pattern += draft.version.empty() ? R"((?<version>\d+(?:\.\d+)+))" : R"(\d+(?:\.\d+)+)";
      if (draft.version.empty()) draft.version = rest.substr(0, length);
      at += length;
    } else if (rest[0] == '\\') {  // printable() wrote it: an escape of patterns, too
      const std::size_t length = rest.substr(1).starts_with('x') ? 4 : 2;
      draft.pattern += rest.substr(0, length);
      at += std::min(length, rest.size());
    } else {
      constexpr std::string_view kSpecial = R"(^$.|?*+()[]{}')";
      if (rest[0] == '\'') {
        draft.pattern += '.';  // a quotation mark would end the text in the file
      } else {
        if (kSpecial.find(rest[0]) != std::string_view::npos) draft.pattern += '\\';
        draft.pattern += rest[0];
      }
      ++at;
    }
  }
  return draft;
}

std::string without_quotes(std::string text) {
  std::ranges::replace(text, '\'', '"');
  return text;
}

}  // namespace

std::string redacted(std::string_view text, std::span<const std::string> names) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end == at) {
      out += text[at++];
      continue;
    }
    std::string_view word = text.substr(at, end - at);
    std::string_view tail = word;
    while (!word.empty() && (word.back() == '.' || word.back() == ':')) word.remove_suffix(1);
    tail.remove_prefix(word.size());
    out += redacted_word(word, names);
    out += tail;
    at = end;
  }
  return out;
}

std::string fingerprint_draft(std::string_view port, std::span<const Evidence> evidence,
                              std::span<const std::string> names) {
  std::string out = fmt::format("# minato identify --learn {}\n", port);
  std::set<std::string> told;
  for (const Evidence& one : evidence) {
    for (const talk::Fact& fact : one.facts.entries()) {
      const std::string value =
          printable(std::string_view(redacted(fact.value, names)).substr(0, kLongestLine));
      std::string line = fmt::format("#   {} = {}\n", printable(fact.key), value);
      if (told.size() == kMostFacts) break;
      if (told.insert(line).second) out += line;
    }
  }
  const talk::Fact* const best = most_telling(evidence);
  if (best == nullptr) return out;
  const std::string line = without_quotes(printable(
      std::string_view(redacted(first_line(best->value), names)).substr(0, kLongestLine)));
  const Draft draft = draft_of(line);
  const auto spoken = std::ranges::find_if(evidence, [](const Evidence& one) {
    return one.outcome == Outcome::spoke && one.protocol != nullptr;
  });
  // The first line of a longer text may have anything before it.
  const bool whole = first_line(best->value).data() == best->value.data();
  out += fmt::format(
      "\n[[fingerprint]]\nproduct = \"FILL IN\"\nservice = \"{}\"\nfact = \"{}\"\npattern = '{}'\n",
      spoken == evidence.end() ? "fill-in" : spoken->protocol->name, best->key,
      whole ? draft.pattern : draft.pattern.substr(1));
  out += draft.version.empty()
             ? fmt::format("examples = [['{}']]\n", line)
             : fmt::format("examples = [['{}', 'version={}']]\n", line, draft.version);
  return out;
}

}  // namespace minato::identify
