// Lines between CRLF; everything is cut to what a fact may hold.
#include "capture/application/http.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/strings.h"
#include "capture/facts.h"

namespace minato::capture {
namespace {

constexpr std::array<std::string_view, 10> kMethods = {
    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH", "TRACE", "PROPFIND"};
constexpr std::string_view kVersion = "HTTP/1.";

std::string kept(std::string_view text) { return std::string(text.substr(0, kMostFactBytes)); }

/// The next line without its end; nothing when it has none yet.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Calls `visit(lower-case name, value)`; true when the header ended.
template <typename Visit>
bool each_field(std::string_view rest, Visit visit) {
  while (const auto line = take_line(rest)) {
    if (line->empty()) return true;
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos) continue;
    visit(base::to_lower(line->substr(0, colon)), base::trim(line->substr(colon + 1)));
  }
  return false;
}

bool is_version(std::string_view word) {
  return word.size() == kVersion.size() + 1 && word.starts_with(kVersion) &&
         (word.back() == '0' || word.back() == '1');
}

}  // namespace

std::optional<HttpRequest> read_http_request(base::Bytes head) {
  std::string_view rest = base::as_text(head);
  const std::string_view method = rest.substr(0, rest.find(' '));
  if (std::ranges::find(kMethods, method) == kMethods.end()) return std::nullopt;
  const auto line = take_line(rest);
  if (!line) return HttpRequest{.method = std::string(method)};
  const std::size_t last = line->rfind(' ');
  if (last <= method.size() || !is_version(line->substr(last + 1))) return std::nullopt;
  std::string_view target = line->substr(method.size() + 1, last - method.size() - 1);
  const std::size_t query = target.find('?');
  HttpRequest request{.method = std::string(method),
                      .target = kept(target.substr(0, query)),
                      .version = std::string(line->substr(last + 1))};
  if (query != std::string_view::npos) request.target += "?…";
  request.whole = each_field(rest, [&](const std::string& name, std::string_view value) {
    if (name == "host") request.host = kept(value);
    if (name == "upgrade") request.upgrade = true;
    if (name == "authorization") request.sign_in = kept(value.substr(0, value.find(' ')));
  });
  return request;
}

std::optional<HttpResponse> read_http_response(base::Bytes head) {
  std::string_view rest = base::as_text(head);
  if (!rest.starts_with(kVersion)) return std::nullopt;
  const auto line = take_line(rest);
  if (!line) return HttpResponse{};
  const std::size_t space = line->find(' ');
  if (space == std::string_view::npos || !is_version(line->substr(0, space))) return std::nullopt;
  HttpResponse response{.version = std::string(line->substr(0, space)),
                        .status = kept(base::trim(line->substr(space + 1)))};
  response.whole = each_field(rest, [&](const std::string& name, std::string_view value) {
    if (name == "server") response.server = kept(value);
    if (name == "content-type") response.type = kept(value.substr(0, value.find(';')));
  });
  return response;
}

bool may_become_http(base::Bytes head) {
  const std::string_view text = base::as_text(head);
  if (text.empty() || text.size() > 9) return false;
  const auto begins = [&](std::string_view word) { return word.starts_with(text); };
  return begins(kVersion) || std::ranges::any_of(kMethods, begins);
}

}  // namespace minato::capture
