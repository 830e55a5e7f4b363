// Line by line; what is behind a word that announces a secret becomes stars of one length, so that
// not even the length is told.
#include "capture/secrets.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace minato::capture {
namespace {

constexpr std::string_view kStars = "********";

/// Lines that begin so: the rest is secret.
constexpr std::array<std::string_view, 12> kLineStarts = {
    "authorization:", "proxy-authorization:", "cookie:",       "set-cookie:",
    "x-api-key:",     "x-auth-token:",        "pass ",         "auth plain ",
    "auth login ",    "auth xoauth2 ",        "authenticate ", "x-amz-security-token:"};

/// Names in queries, forms and JSON whose value is secret.
constexpr std::array<std::string_view, 9> kNames = {"password", "passwd",        "pwd",
                                                    "token",    "access_token",  "secret",
                                                    "api_key",  "client_secret", "refresh_token"};

bool is_name(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
         letter == '-';
}

/// Masks `name=value` and `"name": "value"` within one line.
std::string mask_values(std::string_view line) {
  const std::string lower = base::to_lower(line);
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < line.size();) {
    const auto* const name = std::ranges::find_if(kNames, [&](std::string_view one) {
      const std::size_t end = at + one.size();
      return lower.compare(at, one.size(), one) == 0 && (at == 0 || !is_name(lower[at - 1])) &&
             (end >= lower.size() || !is_name(lower[end]));
    });
    if (name == kNames.end()) {
      ++at;
      continue;
    }
    at += name->size();
    const std::size_t sign = line.find_first_not_of("\"' ", at);
    if (sign == std::string_view::npos || (line[sign] != '=' && line[sign] != ':')) continue;
    std::size_t begin = line.find_first_not_of(' ', sign + 1);
    if (begin == std::string_view::npos) continue;
    const bool quoted = line[begin] == '"' || line[begin] == '\'';
    const char quote = line[begin];
    if (quoted) ++begin;
    const std::size_t end = std::min(
        quoted ? line.find(quote, begin) : line.find_first_of("&;, \t\r", begin), line.size());
    out.append(line.substr(copied, begin - copied)).append(kStars);
    at = copied = end;
  }
  return out.append(line.substr(std::min(copied, line.size())));
}

/// IMAP: `tag LOGIN name password`; Redis in one line: `AUTH password`.
std::string mask_words(std::string_view line) {
  const auto words = base::words(line);
  const auto keep_until = [&](std::string_view word) {
    const auto end = static_cast<std::size_t>(word.data() + word.size() - line.data());
    return std::string(line.substr(0, end)) + " " + std::string(kStars);
  };
  if (words.size() >= 4 && base::to_lower(words[1]) == "login") return keep_until(words[2]);
  if (words.size() >= 2 && words.size() <= 3 && base::to_lower(words[0]) == "auth") {
    return keep_until(words[0]);
  }
  return {};
}

std::string mask_line(std::string_view line) {
  const std::string lower = base::to_lower(line.substr(0, std::min<std::size_t>(line.size(), 40)));
  for (const std::string_view start : kLineStarts) {
    if (!lower.starts_with(start)) continue;
    const bool spaced = start.back() == ':';
    return std::string(line.substr(0, start.size())) + (spaced ? " " : "") + std::string(kStars);
  }
  std::string masked = mask_words(line);
  return masked.empty() ? mask_values(line) : masked;
}

/// A line of nothing but base64, as SMTP, IMAP and POP3 answer "334 VXNlcm5hbWU6" with.
bool is_base64(std::string_view line) {
  return line.size() >= 4 && std::ranges::all_of(line, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '+' || c == '/' || c == '=';
         });
}

}  // namespace

std::string mask_secrets(std::string_view text) {
  std::string out;
  bool answers = false;  // this line answers a question for a secret
  bool redis = false;    // the array of Redis: $4 AUTH $8 password
  for (const std::string_view line : base::split(text, '\n')) {
    if (!out.empty() || line.data() != text.data()) out += '\n';
    const std::string_view word = base::trim(line);
    const std::string lower = base::to_lower(word.substr(0, 40));
    const bool length = redis && word.starts_with('$');
    if (redis && !length) {
      out += kStars;
      redis = word.starts_with('*') || word.empty();
      continue;
    }
    if (answers && is_base64(word)) {
      out += kStars;
    } else {
      out += mask_line(line);
      answers = false;
    }
    answers = answers || lower.starts_with("auth ") || lower.starts_with("334") ||
              lower.starts_with("+ ") || lower == "+" ||
              lower.find(" authenticate ") != std::string::npos;
    redis = redis || lower == "auth";
  }
  return out;
}

}  // namespace minato::capture
