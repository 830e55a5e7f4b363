// `tls/http "nginx" "1.22.1" 100% cpe:…` and back.
#include "model/service.h"

#include <fmt/core.h>

#include <optional>

#include "base/strings.h"

namespace minato::model {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// Reads `service` from left to right; `at` is the first byte not yet understood.
struct Reader {
  std::string_view text;
  std::size_t at = 0;

  [[nodiscard]] bool starts_with(char c) const { return at < text.size() && text[at] == c; }

  void skip_spaces() {
    while (starts_with(' ')) ++at;
  }

  std::string_view word() {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view found = text.substr(at, end - at);
    at = end;
    skip_spaces();
    return found;
  }

  std::optional<std::string> quoted_text() {
    std::string out;
    for (std::size_t i = at + 1; i < text.size(); ++i) {
      if (text[i] == '"') {
        at = i + 1;
        skip_spaces();
        return out;
      }
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      out += text[i];
    }
    return std::nullopt;
  }
};

}  // namespace

std::string_view detail(const Service& service, std::string_view key) {
  for (const ServiceDetail& one : service.details) {
    if (one.key == key) return one.value;
  }
  return {};
}

std::string to_text(const Service& service) {
  std::string out = service.tunnel.empty() ? "" : service.tunnel + "/";
  out += service.name;
  if (!service.product.empty() || !service.version.empty()) out += " " + quoted(service.product);
  if (!service.version.empty()) out += " " + quoted(service.version);
  out += fmt::format(" {}%", service.confidence);
  for (const std::string& cpe : service.cpe) out += " " + cpe;
  for (const ServiceDetail& one : service.details) {
    out += " " + quoted(one.key) + "=" + quoted(one.value);
  }
  return out;
}

base::Result<Service> parse_service(std::string_view text) {
  Reader reader{text};
  const auto bad = [&](std::size_t from) {
    return base::fail(base::input_error("error.service", {std::string(text)},
                                        {std::string(text), from, text.size() - from, {}}));
  };
  Service service;
  const std::string_view name = reader.word();
  const std::size_t slash = name.find('/');
  if (slash != std::string_view::npos) service.tunnel = name.substr(0, slash);
  service.name = name.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (service.name.empty() || slash == 0) return bad(0);
  for (std::string* field : {&service.product, &service.version}) {
    if (!reader.starts_with('"')) break;
    auto value = reader.quoted_text();
    if (!value) return bad(reader.at);
    *field = std::move(*value);
  }
  const std::size_t percent_at = reader.at;
  const std::string_view percent = reader.word();
  if (!percent.ends_with('%')) return bad(percent_at);
  const auto confidence = base::parse_number<std::uint8_t>(percent.substr(0, percent.size() - 1));
  if (!confidence || *confidence > 100) return bad(percent_at);
  service.confidence = *confidence;
  while (reader.at < text.size()) {
    const std::size_t cpe_at = reader.at;
    if (reader.starts_with('"')) {
      auto key = reader.quoted_text();
      if (!key || !reader.starts_with('=')) return bad(cpe_at);
      ++reader.at;
      auto value = reader.starts_with('"') ? reader.quoted_text() : std::nullopt;
      if (!value) return bad(cpe_at);
      service.details.push_back({std::move(*key), std::move(*value)});
      continue;
    }
    service.cpe.emplace_back(reader.word());
    if (!service.cpe.back().starts_with("cpe:")) return bad(cpe_at);
  }
  return service;
}

}  // namespace minato::model
