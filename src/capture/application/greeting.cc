// The first line decides.
#include "capture/application/greeting.h"

#include <array>
#include <string_view>

#include "base/strings.h"
#include "capture/facts.h"

namespace minato::capture {
namespace {

bool contains_folded(std::string_view text, std::string_view word) {
  return base::to_lower(text).find(word) != std::string::npos;
}

/// 220 greets in both FTP and SMTP: the text tells, else the port.
std::string service_of_220(std::uint16_t port, std::string_view text) {
  if (contains_folded(text, "smtp")) return "smtp";
  if (contains_folded(text, "ftp")) return "ftp";
  if (port == 21) return "ftp";
  if (port == 25 || port == 587 || port == 2525) return "smtp";
  return "";
}

}  // namespace

std::optional<Greeting> read_greeting(std::uint16_t port, base::Bytes head) {
  std::string_view line = base::as_text(head);
  const std::size_t end = line.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  line = base::trim(line.substr(0, std::min(end, kMostFactBytes)));
  if (line.starts_with("SSH-")) {
    const std::size_t software = line.find('-', 4);
    if (software == std::string_view::npos) return std::nullopt;
    return Greeting{"ssh", std::string(line.substr(software + 1))};
  }
  if (line.starts_with("220 ") || line.starts_with("220-")) {
    std::string service = service_of_220(port, line);
    if (service.empty()) return std::nullopt;
    return Greeting{std::move(service), std::string(line.substr(4))};
  }
  if (line.starts_with("+OK")) return Greeting{"pop3", std::string(base::trim(line.substr(3)))};
  if (line.starts_with("* OK")) return Greeting{"imap", std::string(base::trim(line.substr(4)))};
  return std::nullopt;
}

std::optional<std::string> read_sign_in(base::Bytes head) {
  constexpr std::array<std::string_view, 3> kWords = {"user", "auth", "login"};
  std::string_view line = base::as_text(head);
  line = line.substr(0, line.find('\n'));
  const auto words = base::words(line.substr(0, 64));
  // IMAP puts a tag of the client's choice in front.
  for (std::size_t i = 0; i < words.size() && i < 2; ++i) {
    const std::string word = base::to_lower(words[i]);
    for (const std::string_view known : kWords) {
      if (word != known || (i == 1 && known != "login")) continue;
      std::string shown(known);
      for (char& letter : shown) letter = static_cast<char>(letter - 'a' + 'A');
      return shown;
    }
  }
  return std::nullopt;
}

}  // namespace minato::capture
