// Rendering by shape: one function for each kind of expression.
#include "host/nft_expression_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <string_view>
#include <vector>

#include "host/nft_json.h"

namespace minato::host {
namespace {

namespace json = boost::json;

constexpr int kMaximumDepth = 16;
// Long lists are cut: the text is for people.
constexpr std::size_t kMostElements = 12;

/// How values of a field are written.
enum class Style : std::uint8_t { plain, quoted, mark, exists };

Style style_of(const json::value& left) {
  const auto [key, value] = only_member(left);
  if (key == "&" || key == "|" || key == "^") {
    const json::array& operands = elements_of(value);
    return operands.empty() ? Style::plain : style_of(operands[0]);
  }
  const std::string_view name = text_of(member(value, "key"));
  const bool is_name = name.starts_with("iif") || name.starts_with("oif") || name == "hour" ||
                       name == "time" || name == "day" || name.starts_with("sdif");
  if (key == "meta" && is_name) return Style::quoted;
  if ((key == "meta" || key == "ct") && name == "mark") return Style::mark;
  const bool has_header = key == "exthdr" || key == "tcp option" || key == "ip option";
  const bool asks_presence = (has_header && member(value, "field") == nullptr) || key == "fib";
  return asks_presence ? Style::exists : Style::plain;
}

std::string render(const json::value& value, Style style, int depth);

std::string scalar(const json::value& value, Style style) {
  if (value.is_string()) {
    const std::string_view text = text_of(&value);
    const bool quoted = style == Style::quoted && !text.starts_with('@');
    return quoted ? fmt::format("\"{}\"", text) : std::string(text);
  }
  if (const auto* flag = value.if_bool()) return *flag ? "exists" : "missing";
  if (const auto* number = value.if_int64()) {
    return style == Style::mark ? fmt::format("0x{:08x}", *number) : fmt::to_string(*number);
  }
  return json::serialize(value);
}

std::string joined(const json::array& parts, std::string_view separator, Style style, int depth) {
  std::string text;
  std::size_t shown = 0;
  for (const json::value& part : parts) {
    if (!text.empty()) text += separator;
    if (shown++ == kMostElements) return text + "…";
    text += render(part, style, depth - 1);
  }
  return text;
}

/// An element of a map: `80 : accept`.
std::string map_element(const json::value& element, Style style, int depth) {
  const json::array& pair = elements_of(&element);
  if (pair.size() != 2) return render(element, style, depth);
  return render(pair[0], style, depth) + " : " + render(pair[1], Style::plain, depth);
}

std::string set_text(const json::value& set, Style style, int depth) {
  if (!set.is_array()) return render(set, style, depth);
  std::string text = "{ ";
  std::size_t shown = 0;
  for (const json::value& element : elements_of(&set)) {
    if (shown > 0) text += ", ";
    if (shown++ == kMostElements) {
      text += "…";
      break;
    }
    text += map_element(element, style, depth - 1);
  }
  return text + " }";
}

std::string meta_text(std::string_view key) {
  static constexpr std::array<std::string_view, 6> kBare = {"iif",     "iifname",  "oif",
                                                            "oifname", "iifgroup", "oifgroup"};
  const bool bare = std::ranges::find(kBare, key) != kBare.end();
  return bare ? std::string(key) : fmt::format("meta {}", key);
}

std::string fib_text(const json::value* fib) {
  std::string flags;
  const json::value* const list = member(fib, "flags");
  if (list != nullptr && list->is_string()) flags = text_of(list);
  for (const json::value& flag : elements_of(list)) {
    if (!flags.empty()) flags += " . ";
    flags += text_of(&flag);
  }
  return fmt::format("fib {} {}", flags, text_of(member(fib, "result")));
}

std::string payload_text(const json::value* payload) {
  if (member(payload, "protocol") != nullptr) {
    return fmt::format("{} {}", text_of(member(payload, "protocol")),
                       text_of(member(payload, "field")));
  }
  const auto number = [&](std::string_view key) {
    const json::value* const value = member(payload, key);
    return value == nullptr ? std::string() : scalar(*value, Style::plain);
  };
  return fmt::format("@{},{},{}", text_of(member(payload, "base")), number("offset"),
                     number("len"));
}

std::string numgen_text(const json::value* numgen) {
  const auto part = [&](std::string_view key) {
    const json::value* const value = member(numgen, key);
    return value == nullptr ? std::string() : scalar(*value, Style::plain);
  };
  const std::string offset = part("offset");
  return fmt::format("numgen {} mod {}{}", part("mode"), part("mod"),
                     offset.empty() || offset == "0" ? "" : " offset " + offset);
}

std::string header_text(std::string_view kind, const json::value* header) {
  const std::string_view name = text_of(member(header, "name"));
  const std::string_view field = text_of(member(header, "field"));
  const std::string prefix = kind == "exthdr" && !field.empty() ? "" : fmt::format("{} ", kind);
  return fmt::format("{}{}{}{}", prefix, name, field.empty() ? "" : " ", field);
}

std::string conntrack_text(const json::value* conntrack) {
  const std::string_view direction = text_of(member(conntrack, "dir"));
  return fmt::format("ct {}{}{}", direction, direction.empty() ? "" : " ",
                     text_of(member(conntrack, "key")));
}

std::string map_text(std::string_view word, const json::value* map, int depth) {
  const json::value* const key = member(map, "key");
  const json::value* const data = member(map, "data");
  if (key == nullptr || data == nullptr) return std::string(word);
  return fmt::format("{} {} {}", render(*key, Style::plain, depth - 1), word,
                     render(*data, style_of(*key), depth - 1));
}

std::string object_text(const json::value& value, Style style, int depth) {
  const auto [key, inner] = only_member(value);
  if (inner == nullptr || depth <= 0) return json::serialize(value);
  if (key == "payload") return payload_text(inner);
  if (key == "meta") return meta_text(text_of(member(inner, "key")));
  if (key == "ct") return conntrack_text(inner);
  if (key == "numgen") return numgen_text(inner);
  if (key == "fib") return fib_text(inner);
  if (key == "exthdr" || key == "tcp option" || key == "ip option") {
    return header_text(key, inner);
  }
  if (key == "socket" || key == "osf" || key == "rt") {
    const json::value* const name = member(inner, "key");
    return fmt::format("{} {}", key, name == nullptr ? "name" : text_of(name));
  }
  if (key == "prefix") {
    const json::value* const length = member(inner, "len");
    return fmt::format("{}/{}", text_of(member(inner, "addr")),
                       length == nullptr ? "" : scalar(*length, Style::plain));
  }
  if (key == "range") return joined(elements_of(inner), "-", style, depth);
  if (key == "concat") return joined(elements_of(inner), " . ", style, depth);
  if (key == "set") return set_text(*inner, style, depth);
  if (key == "map") return map_text("map", inner, depth);
  if (key == "elem") {
    const json::value* const element = member(inner, "val");
    if (element == nullptr) return json::serialize(value);
    const json::value* const timeout = member(inner, "timeout");
    return render(*element, style, depth - 1) +
           (timeout == nullptr ? "" : fmt::format(" timeout {}s", scalar(*timeout, Style::plain)));
  }
  if (key == "jump" || key == "goto") {
    return fmt::format("{} {}", key, text_of(member(inner, "target")));
  }
  const bool is_operator = key == "&" || key == "|" || key == "^" || key == "<<" || key == ">>";
  if (is_operator) {
    const Style own = style == Style::plain ? style_of(value) : style;
    return joined(elements_of(inner), fmt::format(" {} ", key), own, depth);
  }
  return inner->is_null() ? std::string(key) : json::serialize(value);
}

std::string render(const json::value& value, Style style, int depth) {
  if (depth <= 0) return "…";
  if (value.is_array()) return joined(elements_of(&value), ",", style, depth);
  return value.is_object() ? object_text(value, style, depth) : scalar(value, style);
}

/// `tcp flags syn / fin,syn` is how nft writes flags under a mask.
std::string flags_text(const json::value& left, std::string_view comparison,
                       const json::value& right) {
  const json::array& operands = elements_of(member(&left, "&"));
  if (operands.size() != 2 || !(operands[1].is_array() || operands[1].is_string())) return {};
  const bool is_flags = right.is_string() || right.is_array();
  if (!is_flags || text_of(&right).find_first_of("./:") != std::string_view::npos) return {};
  return fmt::format("{} {}{} / {}", expression_text(operands[0]), comparison == "!=" ? "!= " : "",
                     expression_text(right), expression_text(operands[1]));
}

}  // namespace

std::string expression_text(const json::value& expression) {
  return render(expression, Style::plain, kMaximumDepth);
}

std::string value_text(const json::value& value, const json::value& left) {
  return render(value, style_of(left), kMaximumDepth);
}

std::string match_text(const json::value& match) {
  const json::value* const left = member(&match, "left");
  const json::value* const right = member(&match, "right");
  const std::string_view comparison = text_of(member(&match, "op"));
  if (left == nullptr || right == nullptr) return json::serialize(match);
  if (std::string flags = flags_text(*left, comparison, *right); !flags.empty()) return flags;
  const bool masked = only_member(*left).key == "&";
  // Of flags alone `==` means something else than nothing: exactly these.
  const bool flags = text_of(member(member(left, "payload"), "field")) == "flags";
  const bool exactly = masked || (flags && right->is_string());
  const bool implied = comparison == "in" || (comparison == "==" && !exactly);
  return fmt::format("{} {}{}{}", expression_text(*left), implied ? "" : comparison,
                     implied ? "" : " ", value_text(*right, *left));
}

}  // namespace minato::host
