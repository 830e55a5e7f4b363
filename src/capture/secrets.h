// Secrets in what was said: passwords, tokens and cookies are never shown, only that they
// travelled.
#pragma once

#include <string>
#include <string_view>

namespace minato::capture {

/// `text` with stars in place of every secret: the values of Authorization, Cookie and their kin in
/// HTTP, passwords of forms and JSON, PASS (FTP, POP3), LOGIN (IMAP), AUTH (SMTP, POP3, Redis) and
/// the lines that answer its questions.
[[nodiscard]] std::string mask_secrets(std::string_view text);

}  // namespace minato::capture
