// Finding the patterns of a fact and trying them.
#include "identify/fingerprint_set.h"

#include <algorithm>
#include <functional>

#include "identify/fingerprint_data.h"

namespace minato::identify {
namespace {

Fingerprint view_of(const FingerprintText& text) {
  return {.place = text.place,
          .service = text.service,
          .fact = text.fact,
          .pattern = text.pattern,
          .product = text.product,
          .version = text.version,
          .os = text.os,
          .device = text.device,
          .cpe = text.cpe,
          .role = text.role,
          .rank = text.rank,
          .confidence = text.confidence,
          .lead = text.lead};
}

}  // namespace

std::string_view Match::group(std::string_view name) const {
  const auto at = groups.find(name);
  return at == groups.end() ? std::string_view() : std::string_view(at->second);
}

FingerprintSet FingerprintSet::builtin() {
  FingerprintSet out;
  out.fingerprints_ = data::fingerprints();
  out.patterns_.resize(out.fingerprints_.size());
  return out;
}

base::Result<FingerprintSet> FingerprintSet::compile(std::vector<FingerprintText> texts) {
  std::ranges::stable_sort(texts, {}, &FingerprintText::fact);
  FingerprintSet out;
  out.texts_ = std::make_shared<const std::vector<FingerprintText>>(std::move(texts));
  for (const FingerprintText& text : *out.texts_) {
    auto pattern = Pattern::compile(text.pattern, text.place);
    if (!pattern) return base::fail(std::move(pattern.error()));
    out.owned_.push_back(view_of(text));
    out.patterns_.emplace_back(std::move(*pattern));
    if (text.lead.empty() || out.leads_.contains(text.lead)) continue;
    auto lead = Pattern::compile(text.lead, text.place);
    if (!lead) return base::fail(std::move(lead.error()));
    out.leads_.emplace(text.lead, std::move(*lead));
  }
  out.fingerprints_ = out.owned_;
  return out;
}

std::vector<Match> FingerprintSet::matches(std::string_view fact, std::string_view value) const {
  std::vector<Match> out;
  for (const Fingerprint& print :
       std::ranges::equal_range(fingerprints_, fact, {}, &Fingerprint::fact)) {
    auto& pattern = patterns_[static_cast<std::size_t>(&print - fingerprints_.data())];
    if (!pattern) {
      auto compiled = Pattern::compile(print.pattern, print.place);
      if (!compiled) continue;  // the build has compiled each of them
      pattern = std::move(*compiled);
    }
    Match match{.fingerprint = &print};
    std::string_view meant = value;
    if (!print.lead.empty()) {
      const auto end = leads_.find(print.lead)->second.end_of_match(value);
      if (!end) continue;
      meant.remove_prefix(*end);
    }
    if (pattern->matches(meant, match.groups)) out.push_back(std::move(match));
  }
  std::ranges::stable_sort(out, std::ranges::greater{},
                           [](const Match& match) { return match.fingerprint->rank; });
  return out;
}

}  // namespace minato::identify
