// The first lines of HTTP/1 messages (RFC 9112): request line, status line, and of the header only
// what names the sides.
//
//   request  = method " " target " HTTP/1." digit CRLF *( name ":" value CRLF ) CRLF
//   response = "HTTP/1." digit " " status " " reason CRLF …
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace minato::capture {

struct HttpRequest {
  std::string method{};
  std::string target{};  ///< without what follows "?": that may hold secrets
  std::string version{};
  std::string host{};
  std::string sign_in{};  ///< the scheme of an Authorization header, never its value
  bool upgrade = false;
  bool whole = false;  ///< the header ended
};
struct HttpResponse {
  std::string version{};
  std::string status{};  ///< "200 OK"
  std::string server{};
  std::string type{};
  bool whole = false;
};

/// Nothing when the bytes do not begin a request.
[[nodiscard]] std::optional<HttpRequest> read_http_request(base::Bytes head);
[[nodiscard]] std::optional<HttpResponse> read_http_response(base::Bytes head);
/// Whether the bytes are shorter than a method or "HTTP/1.x", but begin like one.
[[nodiscard]] bool may_become_http(base::Bytes head);

}  // namespace minato::capture
