// Compiling, matching, reading groups.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "identify/pattern.h"

#include <pcre2.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace minato::identify {
namespace {

constexpr std::array<const char*, 6> kGroups = {"version", "os",     "host",
                                                "package", "device", "info"};
constexpr std::size_t kLongestGroup = 200;
constexpr std::uint32_t kMatchLimit = 200000;

struct FreeMatch {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

struct FreeLimits {
  void operator()(pcre2_match_context* limits) const { pcre2_match_context_free(limits); }
};

/// For every pattern the same, and only read.
pcre2_match_context* limits() {
  static const std::unique_ptr<pcre2_match_context, FreeLimits> kLimits = [] {
    std::unique_ptr<pcre2_match_context, FreeLimits> made(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(made.get(), kMatchLimit);
    return made;
  }();
  return kLimits.get();
}

}  // namespace

void Pattern::Free::operator()(pcre2_real_code_8* code) const { pcre2_code_free(code); }

base::Result<Pattern> Pattern::compile(std::string_view pattern, std::string_view place) {
  int error = 0;
  std::size_t offset = 0;
  // pcre2 wants const unsigned char, the views hold char.
  const base::Bytes bytes = base::as_bytes(pattern);
  Pattern out;
  out.code_.reset(
      pcre2_compile(bytes.data(), bytes.size(), PCRE2_DOTALL, &error, &offset, nullptr));
  if (out.code_ == nullptr) {
    std::array<PCRE2_UCHAR, 200> message{};
    static_cast<void>(pcre2_get_error_message(error, message.data(), message.size()));
    const std::string reason(base::as_text({message.data(), message.size()}).data());
    return base::fail({.code = base::ErrorCode::invalid_input,
                       .origin = base::Origin::input,
                       .key = "error.fingerprint.pattern",
                       .args = {std::string(place), reason}});
  }
  return out;
}

std::optional<std::size_t> Pattern::end_of_match(std::string_view text) const {
  const std::unique_ptr<pcre2_match_data, FreeMatch> data(
      pcre2_match_data_create_from_pattern(code_.get(), nullptr));
  const base::Bytes bytes = base::as_bytes(text);
  if (pcre2_match(code_.get(), bytes.data(), bytes.size(), 0, 0, data.get(), limits()) <= 0) {
    return std::nullopt;
  }
  return pcre2_get_ovector_pointer(data.get())[1];
}

bool Pattern::matches(std::string_view text, Groups& groups) const {
  const std::unique_ptr<pcre2_match_data, FreeMatch> data(
      pcre2_match_data_create_from_pattern(code_.get(), nullptr));
  const base::Bytes bytes = base::as_bytes(text);
  if (pcre2_match(code_.get(), bytes.data(), bytes.size(), 0, 0, data.get(), limits()) <= 0) {
    return false;
  }
  for (const char* name : kGroups) {
    PCRE2_UCHAR* taken = nullptr;
    std::size_t length = 0;
    const base::Bytes key = base::as_bytes(name);
    if (pcre2_substring_get_byname(data.get(), key.data(), &taken, &length) != 0) continue;
    if (length > 0) groups[name] = base::as_text({taken, std::min(length, kLongestGroup)});
    pcre2_substring_free(taken);
  }
  return true;
}

}  // namespace minato::identify
