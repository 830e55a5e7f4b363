// What is spoken there, judged by the first bytes that came: enough to name what stands on a port
// instead of what was expected. Fingerprints proper are identify's.
#pragma once

#include <string_view>

namespace minato::check {

/// "ssh", "http", "tls", "smtp", "ftp" …; "" when nothing can be told.
[[nodiscard]] std::string_view guess_protocol(std::string_view first_bytes);

/// HTTP was answered by a server that wants TLS: an alert record, or the sentence that web servers
/// have for it.
[[nodiscard]] bool wants_tls(std::string_view answer_to_plain_http);

}  // namespace minato::check
