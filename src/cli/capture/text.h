// Words and numbers of a capture for people.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/language.h"
#include "capture/analysis.h"
#include "render/style.h"

namespace minato::cli {

/// "812 B", "20.1 kB", "487 MB".
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);
/// "213 µs", "12.4 ms", "3.2 s", "12 min".
[[nodiscard]] std::string duration_text(std::int64_t nanoseconds, base::Language language);
/// "1,000,000"
[[nodiscard]] std::string count_text(std::uint64_t count);
[[nodiscard]] base::Timestamp timestamp_of(std::int64_t nanoseconds);

/// "10.0.0.5:443", IPv6 in brackets.
[[nodiscard]] std::string end_text(const model::Endpoint& end);
/// The service that is spoken, else the one that the port stands for; "" when nobody knows.
[[nodiscard]] std::string service_of(const capture::Conversation& conversation,
                                     const capture::Facts* facts);
/// What was said: "GET /index.html → 200 OK", "example.com TLS 1.3 h2". May be hostile.
[[nodiscard]] std::string said_text(const capture::Facts* facts);
/// "2 retransmitted, 1 zero window": what went wrong; "" when nothing.
[[nodiscard]] std::string trouble_text(const capture::Conversation& conversation,
                                       base::Language language);
[[nodiscard]] std::string state_text(capture::ConversationState state, base::Language language);
[[nodiscard]] render::Role state_role(capture::ConversationState state);

}  // namespace minato::cli
