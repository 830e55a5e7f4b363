// Numbers are rounded for the eye; JSON has them whole.
#include "cli/capture/text.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "cli/local_time.h"
#include "registry/names.h"

namespace minato::cli {

using capture::ConversationState;

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array kUnits = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (value /= 1000; value >= 999.5 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return value < 99.95 ? fmt::format("{:.1f} {}", value, kUnits[unit])
                       : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

std::string duration_text(std::int64_t nanoseconds, base::Language language) {
  const auto value = static_cast<double>(nanoseconds);
  if (value < 1e6) return fmt::format("{:.0f} µs", value / 1e3);
  if (value < 1e9) return fmt::format("{:.1f} ms", value / 1e6);
  if (value < 60e9) return fmt::format("{:.1f} s", value / 1e9);
  return span_text(std::chrono::microseconds(nanoseconds / 1000), language);
}

std::string count_text(std::uint64_t count) {
  const std::string digits = fmt::format("{}", count);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

base::Timestamp timestamp_of(std::int64_t nanoseconds) {
  return base::Timestamp(
      std::chrono::floor<std::chrono::microseconds>(std::chrono::nanoseconds(nanoseconds)));
}

std::string end_text(const model::Endpoint& end) {
  const std::string address = to_text(end.address);
  return end.address.is_v4() ? fmt::format("{}:{}", address, end.port.number)
                             : fmt::format("[{}]:{}", address, end.port.number);
}

std::string service_of(const capture::Conversation& conversation, const capture::Facts* facts) {
  if (facts != nullptr && !facts->service.empty()) {
    if (facts->service == "domain") return "dns";
    return facts->service == "http" && !facts->tunnel.empty() ? "https" : facts->service;
  }
  const std::string_view name = registry::name_of(conversation.server_end().port);
  if (!name.empty()) return std::string(name);
  return facts == nullptr ? "" : facts->tunnel;
}

std::string said_text(const capture::Facts* facts) {
  if (facts == nullptr) return "";
  std::string text;
  const auto add = [&](const std::string& word, std::string_view joint) {
    if (word.empty()) return;
    if (!text.empty()) text += joint;
    text += word;
  };
  add(facts->request, " ");
  add(facts->response, " → ");
  add(facts->server_name, "  ");
  if (facts->request.empty() && facts->response.empty()) {
    add(facts->version, " ");
    add(facts->alpn, " ");
    add(facts->product, " ");
  }
  return text;
}

std::string trouble_text(const capture::Conversation& conversation, base::Language language) {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view key) {
    if (count == 0) return;
    if (!text.empty()) text += base::text(language, "capture.trouble.and");
    text += base::tr(language, key, count);
  };
  add(conversation.tcp.retransmissions(), "capture.trouble.retransmitted");
  add(conversation.tcp.out_of_order(), "capture.trouble.out-of-order");
  add(conversation.tcp.zero_windows(), "capture.trouble.zero-window");
  add(conversation.tcp.gaps(), "capture.trouble.gaps");
  return text;
}

std::string state_text(ConversationState state, base::Language language) {
  return std::string(base::text(language, fmt::format("capture.state.{}", to_text(state))));
}

render::Role state_role(ConversationState state) {
  switch (state) {
    case ConversationState::refused:
    case ConversationState::reset:
      return render::Role::danger_medium;
    case ConversationState::unanswered:
    case ConversationState::half_open:
      return render::Role::warn;
    case ConversationState::established:
      return render::Role::ok;
    default:
      return render::Role::muted;
  }
}

}  // namespace minato::cli
