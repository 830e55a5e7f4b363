// XML by pugixml, which expands no entities but the five of XML; then each entry by itself.
#include "identify/recog_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <pugixml.hpp>

#include "base/strings.h"
#include "identify/fingerprint_check.h"
#include "identify/recog_names.h"

namespace minato::identify {
namespace {

constexpr std::size_t kMostGroups = 32;
/// Below our own (50): they know what a distribution's package means, and tell less by the way.
constexpr std::uint8_t kRank = 40;
constexpr std::uint8_t kConfidence = 85;

std::size_t line_of(std::string_view text, std::ptrdiff_t offset) {
  const auto end =
      std::min(text.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, end), '\n'));
}

/// What the parameters of one entry say.
struct Parameters {
  std::map<std::string, std::string, std::less<>> fixed{};
  std::array<std::string, kMostGroups> groups{};  ///< our names by position

  [[nodiscard]] std::string_view text(std::string_view name) const {
    const auto at = fixed.find(name);
    return at == fixed.end() ? std::string_view() : std::string_view(at->second);
  }
};

/// Which of our groups a captured parameter is, as "service.version".
std::string_view group_of(std::string_view name) {
  struct Known {
    std::string_view of, field, group;
  };
  constexpr std::array kKnown = {Known{"service", "version", "version"},
                                 Known{"host", "name", "host"}, Known{"hw", "product", "device"},
                                 Known{"os", "product", "os"}};
  const std::size_t dot = name.find('.');
  for (const Known& known : kKnown) {
    if (dot == known.of.size() && name.starts_with(known.of) &&
        name.substr(dot + 1) == known.field) {
      return known.group;
    }
  }
  return {};
}

Parameters parameters_of(const pugi::xml_node& entry) {
  Parameters out;
  for (const pugi::xml_node& param : entry.children("param")) {
    const std::string name = param.attribute("name").as_string();
    const auto position = param.attribute("pos").as_uint();
    if (position == 0) {
      out.fixed.emplace(name, param.attribute("value").as_string());
    } else if (position < kMostGroups && out.groups[position].empty()) {
      out.groups[position] = group_of(name);
    }
  }
  // A name that two positions claim is the first one's.
  for (auto at = out.groups.begin(); at != out.groups.end(); ++at) {
    if (!at->empty()) std::replace(at + 1, out.groups.end(), *at, std::string());
  }
  return out;
}

/// "Apache HTTPD": a product with whose it is, unless it says so itself.
std::string with_vendor(std::string_view vendor, std::string_view product) {
  if (vendor.empty() || product.empty()) return std::string(product.empty() ? vendor : product);
  const std::string lower = base::to_lower(product);
  if (lower.find(base::to_lower(vendor)) != std::string::npos) return std::string(product);
  return std::string(vendor) + " " + std::string(product);
}

std::string product_of(const Parameters& parameters) {
  for (const std::string_view of : {"service", "hw", "os"}) {
    const std::string prefix = std::string(of) + ".";
    const std::string_view product = parameters.text(prefix + "product");
    if (product.empty()) continue;
    return with_vendor(parameters.text(prefix + "vendor"), product);
  }
  return {};
}

/// "cpe:/a:vendor:product:{service.version}" as "a:vendor:product"; a fixed version of a system
/// stays.
void add_cpe(std::string& out, std::string_view cpe) {
  for (const std::string_view scheme : {"cpe:2.3:", "cpe:/"}) {
    if (!cpe.starts_with(scheme)) continue;
    const auto parts = base::split(cpe.substr(scheme.size()), ':');
    if (parts.size() < 3 || parts[0].size() != 1 || parts[1].empty() || parts[2].empty()) return;
    if (cpe.find(' ') != std::string_view::npos) return;
    std::string kept = fmt::format("{}:{}:{}", parts[0], parts[1], parts[2]);
    const bool versioned = parts.size() > 3 && !parts[3].empty() && parts[3] != "-" &&
                           parts[3] != "*" && parts[3].find('{') == std::string_view::npos;
    if (parts[0] != "a" && versioned) kept += ":" + std::string(parts[3]);
    if (kept.find_first_of("{}") != std::string::npos) return;
    out += (out.empty() ? "" : " ") + kept;
  }
}

std::string base64_decoded(std::string_view text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned kept = 0, bits = 0;
  for (const char c : text) {
    const std::size_t value = kLetters.find(c);
    if (value == std::string_view::npos) continue;  // white space, padding
    kept = (kept << 6 | static_cast<unsigned>(value)) & 0xffff;
    bits += 6;
    if (bits >= 8) out += static_cast<char>(kept >> (bits -= 8) & 0xff);
  }
  return out;
}

std::vector<Example> examples_of(const pugi::xml_node& entry) {
  std::vector<Example> out;
  for (const pugi::xml_node& example : entry.children("example")) {
    if (example.attribute("_filename")) continue;  // in a file of its own
    const std::string_view encoding = example.attribute("_encoding").as_string();
    const std::string_view text = example.text().get();
    Example& one = out.emplace_back();
    one.text = encoding == "base64" ? base64_decoded(text) : std::string(text);
    const std::string_view version = example.attribute("service.version").as_string();
    if (!version.empty()) one.expected.push_back("version=" + std::string(version));
  }
  return out;
}

FingerprintText fingerprint_of(const pugi::xml_node& entry, const RecogFact& fact) {
  const Parameters parameters = parameters_of(entry);
  FingerprintText out{
      .service = fact.service, .fact = fact.fact, .rank = kRank, .confidence = kConfidence};
  out.lead = fact.lead;
  const std::string_view flags = entry.attribute("flags").as_string();
  if (flags.find("REG_ICASE") != std::string_view::npos) out.pattern = "(?i)";
  out.pattern += with_named_groups(entry.attribute("pattern").as_string(), parameters.groups.data(),
                                   parameters.groups.size());
  out.product = product_of(parameters);
  out.version = parameters.text("service.version");
  out.os = with_vendor({}, parameters.text("os.product"));
  const std::string_view release = parameters.text("os.version");
  if (!out.os.empty() && !release.empty()) out.os += " " + std::string(release);
  out.device = with_vendor(parameters.text("hw.vendor"), parameters.text("hw.product"));
  add_cpe(out.cpe, parameters.text("service.cpe23"));
  add_cpe(out.cpe, parameters.text("os.cpe23"));
  out.examples = examples_of(entry);
  return out;
}

class Reader {
 public:
  Reader(const std::string& name, std::string_view text) : name_(name), text_(text) {}

  base::Result<RecogFile> read() {
    pugi::xml_document document;
    const pugi::xml_parse_result parsed =
        document.load_buffer(text_.data(), text_.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed) return bad(parsed.offset, parsed.description());
    const pugi::xml_node root = document.document_element();
    if (std::string_view(root.name()) != "fingerprints") {
      return bad(root.offset_debug(), "<fingerprints> is needed");
    }
    out_.left_out.matches = root.attribute("matches").as_string();
    if (out_.left_out.matches.empty()) return bad(root.offset_debug(), "matches is missing");
    const auto fact = recog_fact(out_.left_out.matches);
    for (const pugi::xml_node& entry : root.children("fingerprint")) {
      if (!entry.attribute("pattern")) return bad(entry.offset_debug(), "pattern is missing");
      if (!fact) {
        ++out_.left_out.other_facts;
      } else {
        take(entry, *fact);
      }
    }
    return std::move(out_);
  }

 private:
  tl::unexpected<base::Error> bad(std::ptrdiff_t offset, std::string reason) const {
    return base::fail({.code = base::ErrorCode::invalid_input,
                       .origin = base::Origin::input,
                       .key = "error.fingerprint.field",
                       .args = {name_, std::to_string(line_of(text_, offset)), std::move(reason)}});
  }

  void take(const pugi::xml_node& entry, const RecogFact& fact) {
    FingerprintText one = fingerprint_of(entry, fact);
    one.place = name_ + ":" + std::to_string(line_of(text_, entry.offset_debug()));
    if (one.product.empty()) {
      ++out_.left_out.nameless;
    } else if (!check_fingerprint(one, Examples::after_the_lead)) {
      if (++out_.left_out.other_dialect == 1) out_.left_out.first_place = one.place;
    } else {
      out_.fingerprints.push_back(std::move(one));
    }
  }

  std::string name_;
  std::string_view text_;
  RecogFile out_{};
};

}  // namespace

base::Result<RecogFile> read_recog(const std::string& name, std::string_view text) {
  return Reader(name, text).read();
}

}  // namespace minato::identify
