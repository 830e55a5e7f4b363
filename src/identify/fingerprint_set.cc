// Matching: one pass of Vectorscan over a fact, then PCRE2 for the groups of the few that matched.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "identify/fingerprint_set.h"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "identify/fingerprint_data.h"

namespace minato::identify {
namespace {

constexpr std::array<const char*, 6> kGroups = {"version", "os",     "host",
                                                "package", "device", "info"};
constexpr std::size_t kLongestGroup = 200;
constexpr std::uint32_t kMatchLimit = 200000;

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
using Code = std::unique_ptr<pcre2_code, FreeCode>;

base::Result<Code> compiled(const Fingerprint& fingerprint) {
  int error = 0;
  std::size_t offset = 0;
  // pcre2 wants const unsigned char, the views hold char.
  const base::Bytes pattern = base::as_bytes(fingerprint.pattern);
  Code code(pcre2_compile(pattern.data(), pattern.size(), PCRE2_DOTALL, &error, &offset, nullptr));
  if (code != nullptr) return code;
  std::array<PCRE2_UCHAR, 200> message{};
  static_cast<void>(pcre2_get_error_message(error, message.data(), message.size()));
  const std::string reason(base::as_text({message.data(), message.size()}).data());
  return base::fail({.code = base::ErrorCode::invalid_input,
                     .origin = base::Origin::input,
                     .key = "error.fingerprint.pattern",
                     .args = {std::string(fingerprint.place), reason}});
}

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
          .confidence = text.confidence};
}

}  // namespace

std::string_view Match::group(std::string_view name) const {
  const auto at = groups.find(name);
  return at == groups.end() ? std::string_view() : std::string_view(at->second);
}

/// The patterns of fingerprints that matched once, compiled when first needed.
class FingerprintSet::Captures {
 public:
  Captures() : context_(pcre2_match_context_create(nullptr)) {
    pcre2_set_match_limit(context_, kMatchLimit);
  }
  Captures(const Captures&) = delete;
  Captures& operator=(const Captures&) = delete;
  ~Captures() { pcre2_match_context_free(context_); }

  /// Whether it really matches; fills the groups.
  bool read(const Fingerprint& fingerprint, std::string_view value, Match& match) {
    auto known = codes_.find(&fingerprint);
    if (known == codes_.end()) {
      auto code = compiled(fingerprint);
      if (!code) return false;
      known = codes_.emplace(&fingerprint, std::move(*code)).first;
    }
    const pcre2_code* code = known->second.get();
    pcre2_match_data* data = pcre2_match_data_create_from_pattern(code, nullptr);
    const base::Bytes text = base::as_bytes(value);
    const bool matched = pcre2_match(code, text.data(), text.size(), 0, 0, data, context_) > 0;
    for (const char* name : kGroups) {
      if (!matched) break;
      PCRE2_UCHAR* taken = nullptr;
      std::size_t length = 0;
      const base::Bytes key = base::as_bytes(name);
      if (pcre2_substring_get_byname(data, key.data(), &taken, &length) != 0) continue;
      if (length > 0) {
        match.groups[name] = base::as_text({taken, std::min(length, kLongestGroup)});
      }
      pcre2_substring_free(taken);
    }
    pcre2_match_data_free(data);
    match.fingerprint = &fingerprint;
    return matched;
  }

 private:
  pcre2_match_context* context_;
  std::unordered_map<const Fingerprint*, Code> codes_{};
};

FingerprintSet::FingerprintSet(PatternDatabase database)
    : database_(std::move(database)), captures_(std::make_unique<Captures>()) {}
FingerprintSet::FingerprintSet(FingerprintSet&&) noexcept = default;
FingerprintSet& FingerprintSet::operator=(FingerprintSet&&) noexcept = default;
FingerprintSet::~FingerprintSet() = default;

base::Result<FingerprintSet> FingerprintSet::builtin() {
  auto database = PatternDatabase::load(data::compiled_patterns());
  if (!database) return base::fail(std::move(database.error()));
  FingerprintSet out(std::move(*database));
  out.fingerprints_ = data::fingerprints();
  return out;
}

base::Result<FingerprintSet> FingerprintSet::compile(std::vector<FingerprintText> texts) {
  const auto kept = std::make_shared<const std::vector<FingerprintText>>(std::move(texts));
  std::vector<Fingerprint> views;
  std::vector<std::string> expressions;
  for (const FingerprintText& text : *kept) {
    views.push_back(view_of(text));
    if (auto code = compiled(views.back()); !code) return base::fail(std::move(code.error()));
    expressions.push_back(scan_expression(text.fact, text.pattern));
    const std::array alone = {expressions.back()};
    if (auto one = PatternDatabase::compile(alone); !one) {
      return base::fail({.code = base::ErrorCode::invalid_input,
                         .origin = base::Origin::input,
                         .key = "error.fingerprint.pattern",
                         .args = {text.place, one.error().args.front()}});
    }
  }
  auto database = PatternDatabase::compile(expressions);
  if (!database) return base::fail(std::move(database.error()));
  FingerprintSet out(std::move(*database));
  out.texts_ = kept;
  out.owned_ = std::move(views);
  out.fingerprints_ = out.owned_;
  return out;
}

std::vector<Match> FingerprintSet::matches(std::string_view fact, std::string_view value) const {
  std::string text;
  text.reserve(fact.size() + value.size() + 2);
  text.append(fact).append(": ").append(value);
  std::vector<Match> out;
  for (const unsigned id : database_.scan(text)) {
    Match match;
    if (captures_->read(fingerprints_[id], value, match)) out.push_back(std::move(match));
  }
  std::ranges::stable_sort(out, std::ranges::greater{},
                           [](const Match& match) { return match.fingerprint->rank; });
  return out;
}

}  // namespace minato::identify
