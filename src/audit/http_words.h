// Reading an HTTP answer as the audit keeps it: status line, headers, the beginning of the body.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minato::audit {

/// Views into the reply it was read from.
struct HttpReply {
  int status = 0;
  std::string_view head{};
  std::string_view body{};

  /// Nothing when it is no HTTP answer.
  [[nodiscard]] static std::optional<HttpReply> read(std::string_view reply);
  /// The first header of that name, any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> headers(std::string_view name) const;
};

/// "GET /path HTTP/1.1 …" with the connection closed after the answer. extra: lines ended by CR LF.
[[nodiscard]] std::string http_request(std::string_view method, std::string_view path,
                                       std::string_view host, std::string_view extra = "");

}  // namespace minato::audit
