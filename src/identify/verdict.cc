// Choosing among matches, and putting a service together.
#include "identify/verdict.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "identify/package.h"

namespace minato::identify {
namespace {

constexpr std::size_t kLongestField = 120;
constexpr std::size_t kMostDetails = 16;
constexpr std::uint8_t kSpokenConfidence = 90;  ///< the protocol was spoken, nothing else is known

struct Found {
  Match match{};
  const Evidence* evidence = nullptr;
};

/// Printable ASCII without quotes, as versions and host names are: anything else is not believed.
bool plain(std::string_view text) {
  return !text.empty() && text.size() <= kLongestField &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '"'; });
}

/// One field of a CPE 2.3 formatted string (NISTIR 7695 section 6.2): punctuation is quoted.
std::string cpe_field(std::string_view text) {
  std::string out;
  for (const char letter : base::to_lower(text)) {
    const bool word = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                      letter == '_' || letter == '.' || letter == '-';
    if (!word) out += '\\';
    out += letter;
  }
  return out;
}

/// "vendor:product" or "o:vendor:product" or "o:vendor:product:version".
std::string cpe_name(std::string_view shorthand, std::string_view version) {
  auto parts = base::split(shorthand, ':');
  std::string kind = "a";
  if (parts.front().size() == 1) {
    kind = parts.front();
    parts.erase(parts.begin());
  }
  std::string out = "cpe:2.3:" + kind;
  for (const std::string_view part : parts) out += ":" + cpe_field(part);
  if (parts.size() < 3) out += version.empty() ? ":*" : ":" + cpe_field(version);
  return out + ":*:*:*:*:*:*:*";
}

void add_detail(model::Service& service, std::string_view key, std::string_view value) {
  value = base::trim(value).substr(0, kLongestField);
  if (value.empty() || service.details.size() >= kMostDetails) return;
  for (const model::ServiceDetail& known : service.details) {
    if (known.key == key) return;
  }
  service.details.push_back({std::string(key), std::string(value)});
}

std::string_view version_of(const Match& match) {
  const std::string_view read = match.group("version");
  if (!read.empty()) return read;
  return match.fingerprint->version;
}

/// Better: whom the user or the rank prefers, then who knows a version, then who is surer.
bool better(const Found& one, const Found& other) {
  const auto worth = [](const Found& found) {
    const Fingerprint& print = *found.match.fingerprint;
    return std::array<unsigned, 4>{print.role == Role::product, print.rank,
                                   !version_of(found.match).empty(), print.confidence};
  };
  return worth(one) > worth(other);
}

void tell_package(model::Service& service, std::string_view package) {
  const auto meaning = package_meaning(package);
  if (!meaning) return;
  const std::string os =
      meaning->distribution + (meaning->release.empty() ? "" : " " + meaning->release);
  service.details.insert(service.details.begin(), {"os", os});
  add_detail(service, "package", meaning->revision);
  if (meaning->patched) add_detail(service, "patched", "yes");
  if (!meaning->os_cpe.empty()) service.cpe.push_back(cpe_name(meaning->os_cpe, ""));
}

void tell_product(model::Service& service, const Match& match) {
  const Fingerprint& print = *match.fingerprint;
  service.product = print.product;
  service.confidence = print.confidence;
  const std::string_view version = version_of(match);
  if (plain(version) || version.find(' ') != std::string_view::npos) {
    service.version = base::trim(version).substr(0, kLongestField);
  }
  for (const std::string_view cpe : base::words(print.cpe)) {
    service.cpe.push_back(cpe_name(cpe, plain(service.version) ? service.version : ""));
  }
  tell_package(service, match.group("package"));
  add_detail(service, "os", match.group("os").empty() ? print.os : match.group("os"));
  add_detail(service, "device",
             match.group("device").empty() ? print.device : match.group("device"));
  if (plain(match.group("host"))) add_detail(service, "host", match.group("host"));
  add_detail(service, "info", match.group("info"));
}

void tell_components(model::Service& service, std::span<const Found> all) {
  for (const Found& found : all) {
    const Fingerprint& print = *found.match.fingerprint;
    if (print.role != Role::component) continue;
    std::string text(print.product);
    const std::string_view version = version_of(found.match);
    if (plain(version)) text += " " + std::string(version);
    add_detail(service, "with " + base::to_lower(print.product), text);
  }
}

/// A web server that was asked in plain text where it speaks TLS: what it says inside counts.
bool is_wrong_door(const Evidence& one, std::span<const Evidence> all) {
  return !one.inside_tls && one.facts.number("http.status") == 400 &&
         std::ranges::any_of(all, [](const Evidence& other) {
           return other.inside_tls && other.facts.has("tls.version");
         });
}

std::vector<Found> all_matches(const Knowledge& knowledge, std::span<const Evidence> evidence) {
  std::vector<Found> out;
  for (const Evidence& one : evidence) {
    if (is_wrong_door(one, evidence)) continue;
    for (const talk::Fact& fact : one.facts.entries()) {
      if (!knowledge.looks_at(fact.key)) continue;
      for (Match& match : knowledge.matches(fact.key, fact.value)) {
        out.push_back({std::move(match), &one});
      }
    }
  }
  return out;
}

}  // namespace

Knowledge Knowledge::with(std::vector<FingerprintSet> own) {
  Knowledge out;
  out.sets_ = std::move(own);
  out.sets_.push_back(FingerprintSet::builtin());
  for (const FingerprintSet& set : out.sets_) {
    for (const Fingerprint& print : set.all()) out.facts_.push_back(print.fact);
  }
  std::ranges::sort(out.facts_);
  const auto rest = std::ranges::unique(out.facts_);
  out.facts_.erase(rest.begin(), rest.end());
  return out;
}

std::vector<Match> Knowledge::matches(std::string_view fact, std::string_view value) const {
  std::vector<Match> out;
  for (const FingerprintSet& set : sets_) {
    for (Match& match : set.matches(fact, value)) out.push_back(std::move(match));
  }
  return out;
}

bool Knowledge::looks_at(std::string_view fact) const {
  return std::ranges::binary_search(facts_, fact);
}

model::Service judge(const Knowledge& knowledge, std::span<const Evidence> evidence) {
  model::Service service;
  const std::vector<Found> all = all_matches(knowledge, evidence);
  const Found* best = nullptr;
  for (const Found& found : all) {
    if (found.match.fingerprint->role == Role::component) continue;
    if (best == nullptr || better(found, *best)) best = &found;
  }
  const auto spoken = std::ranges::find_if(evidence, [&](const Evidence& one) {
    return one.outcome == Outcome::spoke && one.protocol != nullptr &&
           !is_wrong_door(one, evidence);
  });
  if (best != nullptr) {
    service.name = best->match.fingerprint->service;
    service.tunnel = best->evidence->inside_tls ? "tls" : "";
    service.confidence = best->match.fingerprint->confidence;
    if (best->match.fingerprint->role == Role::product) tell_product(service, best->match);
  } else if (spoken != evidence.end()) {
    service.name = spoken->protocol->name;
    service.tunnel = spoken->inside_tls ? "tls" : "";
    service.confidence = kSpokenConfidence;
  } else {
    return service;
  }
  tell_components(service, all);
  for (const Evidence& one : evidence) {
    if (is_wrong_door(one, evidence)) continue;
    add_detail(service, "title", one.facts.text("http.title"));
    add_detail(service, "alpn", one.facts.text("tls.alpn"));
    add_detail(service, "tls", one.facts.text("tls.version"));
  }
  return service;
}

}  // namespace minato::identify
