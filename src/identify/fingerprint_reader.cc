// TOML into fingerprints: each wrong field told with its line.
#include "identify/fingerprint_reader.h"

#include <toml++/toml.h>
#include <array>
#include <optional>
#include <utility>

#include "base/strings.h"

namespace minato::identify {
namespace {

constexpr std::array<std::pair<std::string_view, std::string FingerprintText::*>, 9> kTexts = {{
    {"service", &FingerprintText::service},
    {"fact", &FingerprintText::fact},
    {"pattern", &FingerprintText::pattern},
    {"product", &FingerprintText::product},
    {"version", &FingerprintText::version},
    {"os", &FingerprintText::os},
    {"device", &FingerprintText::device},
    {"cpe", &FingerprintText::cpe},
    {"place", &FingerprintText::place},
}};

class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  base::Result<std::vector<FingerprintText>> read(const toml::table& root);

 private:
  tl::unexpected<base::Error> bad(const toml::node& node, std::string reason) const {
    return base::fail(
        {.code = base::ErrorCode::invalid_input,
         .origin = base::Origin::input,
         .key = "error.fingerprint.field",
         .args = {name_, std::to_string(node.source().begin.line), std::move(reason)}});
  }
  base::Result<FingerprintText> entry(const toml::table& table);
  base::Result<bool> field(FingerprintText& out, std::string_view key, const toml::node& value);
  base::Result<bool> examples(FingerprintText& out, const toml::node& value);
  base::Result<bool> whole(const FingerprintText& out, const toml::table& table);

  std::string name_;
  std::string service_{};
  std::string fact_{};
};

std::optional<Role> role_of(std::string_view word) {
  if (word == "product") return Role::product;
  if (word == "service") return Role::service;
  if (word == "component") return Role::component;
  return std::nullopt;
}

base::Result<bool> Reader::examples(FingerprintText& out, const toml::node& value) {
  const toml::array* list = value.as_array();
  if (list == nullptr) return bad(value, "examples: a list of lists is needed");
  for (const toml::node& node : *list) {
    const toml::array* row = node.as_array();
    if (row == nullptr || row->empty()) return bad(node, "an example is a list of texts");
    Example example;
    for (const toml::node& cell : *row) {
      const auto text = cell.value<std::string>();
      if (!text) return bad(cell, "an example is a list of texts");
      if (&cell == row->get(0)) {
        example.text = unescaped(*text);
      } else {
        example.expected.push_back(*text);
      }
    }
    out.examples.push_back(std::move(example));
  }
  return true;
}

base::Result<bool> Reader::field(FingerprintText& out, std::string_view key,
                                 const toml::node& value) {
  for (const auto& [name, member] : kTexts) {
    if (name != key) continue;
    const auto text = value.value<std::string>();
    if (!text || text->empty()) return bad(value, std::string(key) + ": a text is needed");
    out.*member = *text;
    return true;
  }
  if (key == "examples") return examples(out, value);
  if (key == "role") {
    const auto role = role_of(value.value<std::string>().value_or(""));
    if (!role) return bad(value, "role: product, service or component");
    out.role = *role;
    return true;
  }
  if (key == "rank" || key == "confidence") {
    const auto number = value.value<std::int64_t>();
    if (!number || *number < 1 || *number > 100) return bad(value, std::string(key) + ": 1 to 100");
    (key == "rank" ? out.rank : out.confidence) = static_cast<std::uint8_t>(*number);
    return true;
  }
  return bad(value, "unknown field: " + std::string(key));
}

base::Result<bool> Reader::whole(const FingerprintText& out, const toml::table& table) {
  if (out.service.empty()) return bad(table, "service is missing");
  if (out.fact.empty()) return bad(table, "fact is missing");
  if (out.pattern.empty()) return bad(table, "pattern is missing");
  if (out.examples.empty()) return bad(table, "examples are missing");
  if (out.role != Role::service && out.product.empty()) return bad(table, "product is missing");
  if (out.pattern.find("\n^") != std::string::npos || out.pattern.find("|^") != std::string::npos) {
    return bad(table, "^ stands only at the start of a pattern");
  }
  return true;
}

base::Result<FingerprintText> Reader::entry(const toml::table& table) {
  FingerprintText out;
  out.place = name_ + ":" + std::to_string(table.source().begin.line);
  out.service = service_;
  out.fact = fact_;
  for (const auto& [key, value] : table) {
    if (auto done = field(out, key.str(), value); !done) return base::fail(done.error());
  }
  if (table.get("product") == nullptr && table.get("role") == nullptr) out.role = Role::service;
  if (auto done = whole(out, table); !done) return base::fail(done.error());
  return out;
}

base::Result<std::vector<FingerprintText>> Reader::read(const toml::table& root) {
  service_ = root["service"].value_or(std::string());
  fact_ = root["fact"].value_or(std::string());
  for (const auto& [key, value] : root) {
    if (key.str() != "service" && key.str() != "fact" && key.str() != "fingerprint") {
      return bad(value, "unknown field: " + std::string(key.str()));
    }
  }
  std::vector<FingerprintText> out;
  const toml::array* list = root["fingerprint"].as_array();
  if (list == nullptr) return bad(root, "no [[fingerprint]]");
  for (const toml::node& node : *list) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return bad(node, "a [[fingerprint]] is a table");
    auto read = entry(*table);
    if (!read) return base::fail(read.error());
    out.push_back(std::move(*read));
  }
  return out;
}

}  // namespace

base::Result<std::vector<FingerprintText>> read_fingerprints(const std::string& name,
                                                             std::string_view text) {
  try {
    return Reader(name).read(toml::parse(text, name));
  } catch (const toml::parse_error& error) {
    return base::fail({.code = base::ErrorCode::invalid_input,
                       .origin = base::Origin::input,
                       .key = "error.fingerprint.field",
                       .args = {name, std::to_string(error.source().begin.line),
                                std::string(error.description())}});
  }
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const char kind = text[++at];
    const auto byte = kind == 'x' && at + 2 < text.size()
                          ? base::parse_number<std::uint8_t>(text.substr(at + 1, 2), 16)
                          : std::nullopt;
    if (byte) {
      out += static_cast<char>(*byte);
      at += 2;
    } else {
      constexpr std::string_view kKinds = "rnt0\\";
      constexpr std::string_view kBytes{"\r\n\t\0\\", 5};
      const std::size_t known = kKinds.find(kind);
      if (known == std::string_view::npos) out += '\\';
      out += known == std::string_view::npos ? kind : kBytes[known];
    }
  }
  return out;
}

}  // namespace minato::identify
