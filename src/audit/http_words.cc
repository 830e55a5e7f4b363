// Status line and headers of RFC 9112, as views; requests.
#include "audit/http_words.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "talk/header_lines.h"

namespace minato::audit {

std::optional<HttpReply> HttpReply::read(std::string_view reply) {
  if (!reply.starts_with("HTTP/")) return std::nullopt;
  const std::size_t space = reply.find(' ');
  if (space == std::string_view::npos || reply.size() < space + 4) return std::nullopt;
  HttpReply read;
  read.status = base::parse_number<int>(reply.substr(space + 1, 3)).value_or(0);
  if (read.status < 100) return std::nullopt;
  const std::size_t end = reply.find("\r\n\r\n");
  read.head = reply.substr(0, end);
  if (end != std::string_view::npos) read.body = reply.substr(end + 4);
  return read;
}

std::vector<std::string_view> HttpReply::headers(std::string_view name) const {
  return talk::header_values(head, name);
}

std::optional<std::string_view> HttpReply::header(std::string_view name) const {
  const auto all = headers(name);
  return all.empty() ? std::nullopt : std::optional(all.front());
}

std::string http_request(std::string_view method, std::string_view path, std::string_view host,
                         std::string_view extra) {
  return fmt::format(
      "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: minato\r\nAccept: */*\r\n{}Connection: "
      "close\r\n\r\n",
      method, path, host, extra);
}

}  // namespace minato::audit
