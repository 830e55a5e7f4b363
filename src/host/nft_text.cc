// Statements of libnftables' JSON as nft writes them, without the figures of counters.
#include "host/nft_text.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "host/nft_expression_text.h"
#include "host/nft_extensions.h"
#include "host/nft_json.h"

namespace minato::host {
namespace {

namespace json = boost::json;

std::string number_in(const json::value* object, std::string_view key) {
  const json::value* const value = member(object, key);
  return value == nullptr ? std::string() : expression_text(*value);
}

std::string limit_text(const json::value& limit) {
  if (limit.is_string()) return fmt::format("limit name \"{}\"", text_of(&limit));
  const json::value* const inverted = member(&limit, "inv");
  const bool over = inverted != nullptr && inverted->is_bool() && inverted->as_bool();
  const std::string_view unit = text_of(member(&limit, "rate_unit"));
  const std::string burst = number_in(&limit, "burst");
  const bool usual_burst = burst.empty() || burst == "5" || burst == "0";
  return fmt::format("limit rate {}{}{}/{}{}", over ? "over " : "", number_in(&limit, "rate"),
                     unit.empty() || unit == "packets" ? "" : fmt::format(" {}", unit),
                     text_of(member(&limit, "per")),
                     usual_burst ? "" : fmt::format(" burst {} packets", burst));
}

std::string log_text(const json::value& log) {
  std::string text = "log";
  if (const json::value* const prefix = member(&log, "prefix")) {
    text += fmt::format(" prefix \"{}\"", text_of(prefix));
  }
  for (const std::string_view key : {"group", "level"}) {
    if (const json::value* const value = member(&log, key)) {
      text += fmt::format(" {} {}", key, expression_text(*value));
    }
  }
  return text;
}

std::string reject_text(const json::value& reject) {
  const std::string_view type = text_of(member(&reject, "type"));
  const std::string_view reason = text_of(member(&reject, "expr"));
  if (type.empty() || (type == "icmpx" && reason == "port-unreachable")) return "reject";
  return fmt::format("reject with {}{}{}", type, reason.empty() ? "" : " ", reason);
}

std::string translation_text(std::string_view word, const json::value& to) {
  const json::value* const address = member(&to, "addr");
  const json::value* const port = member(&to, "port");
  const std::string_view family = text_of(member(&to, "family"));
  std::string text(word);
  if (!family.empty()) text += fmt::format(" {}", family);
  if (address == nullptr && port == nullptr) return text;
  text += " to ";
  if (address != nullptr) {
    const std::string where = expression_text(*address);
    const bool brackets = port != nullptr && where.find(':') != std::string::npos;
    text += brackets ? "[" + where + "]" : where;
  }
  if (port != nullptr) text += ":" + expression_text(*port);
  return text;
}

std::string set_statement_text(const json::value& statement) {
  const json::value* const element = member(&statement, "elem");
  std::string inner = element == nullptr ? "" : expression_text(*element);
  for (const json::value& nested : elements_of(member(&statement, "stmt"))) {
    const auto [key, value] = only_member(nested);
    inner += key == "limit" && value != nullptr ? " " + limit_text(*value) : " " + std::string(key);
  }
  return fmt::format("{} {} {{ {} }}", text_of(member(&statement, "op")),
                     text_of(member(&statement, "set")), inner);
}

std::string quota_text(const json::value& quota) {
  if (quota.is_string()) return fmt::format("quota name \"{}\"", text_of(&quota));
  const bool over = member(&quota, "inv") != nullptr;
  return fmt::format("quota {}{} {}", over ? "over " : "", number_in(&quota, "val"),
                     text_of(member(&quota, "val_unit")));
}

std::string meter_text(const json::value& meter) {
  const json::value* const key = member(&meter, "key");
  const json::value* const limit = member(member(&meter, "stmt"), "limit");
  const std::string size = number_in(&meter, "size");
  return fmt::format("meter {}{} {{ {}{} }}", text_of(member(&meter, "name")),
                     size.empty() ? "" : " size " + size,
                     key == nullptr ? "" : expression_text(*key),
                     limit == nullptr ? "" : " " + limit_text(*limit));
}

std::string vmap_text(const json::value& map) {
  const json::value* const key = member(&map, "key");
  const json::value* const data = member(&map, "data");
  if (key == nullptr || data == nullptr) return "vmap";
  return fmt::format("{} vmap {}", expression_text(*key), value_text(*data, *key));
}

std::string statement(const json::value& expression) {
  const auto [key, value] = only_member(expression);
  if (value == nullptr) return expression_text(expression);
  if (key == "match") return match_text(*value);
  if (key == "vmap") return vmap_text(*value);
  if (key == "counter") {
    return value->is_string() ? fmt::format("counter name \"{}\"", text_of(value)) : "counter";
  }
  if (key == "limit") return limit_text(*value);
  if (key == "log") return log_text(*value);
  if (key == "reject") return reject_text(*value);
  if (key == "dnat" || key == "snat" || key == "redirect" || key == "masquerade" ||
      key == "tproxy") {
    return translation_text(key, *value);
  }
  if (key == "set") return set_statement_text(*value);
  if (key == "quota") return quota_text(*value);
  if (key == "meter") return meter_text(*value);
  if (key == "mangle") {
    const json::value* const target = member(value, "key");
    const json::value* const to = member(value, "value");
    if (target == nullptr || to == nullptr) return "mangle";
    return fmt::format("{} set {}", expression_text(*target), value_text(*to, *target));
  }
  if (key == "ct count") {
    const bool over = member(value, "inv") != nullptr;
    return fmt::format("ct count {}{}", over ? "over " : "", number_in(value, "val"));
  }
  if (key == "queue") return "queue";
  if (key == "xt") return {};
  return expression_text(expression);
}

/// The text of iptables' extension; its name where nft has no words for it.
std::string extension_text(const json::value& named, std::size_t index,
                           const NftRuleContext& context) {
  const model::Family family = context.family == "ip6" ? model::Family::ipv6 : model::Family::ipv4;
  std::string text;
  for (const NftStatement& read : read_extension(named, index, context)) {
    const std::string one = statement_text(read, family);
    if (!one.empty()) text += (text.empty() ? "" : " ") + one;
  }
  const std::string_view name = text_of(member(&named, "name"));
  if (name == "LOG" || name == "NFLOG") return "log";
  if (name == "comment" || name == "MASQUERADE") return name == "comment" ? "" : "masquerade";
  if (!text.empty()) return text;
  const std::string_view type = text_of(member(&named, "type"));
  return fmt::format("xt {} {}", type.empty() ? "match" : type, name);
}

}  // namespace

std::string rule_text(const NftRuleset& rules, std::uint32_t rule) {
  const json::value* const source = rules.rules[rule].source;
  static const NftSets kNoSets;
  NftChoices choices;
  NftRuleContext context{.choices = choices, .sets = kNoSets};
  context.family = rules.chains[rules.rules[rule].chain].family_name;
  const auto extensions = rules.extensions.find(rule);
  if (extensions != rules.extensions.end()) context.extensions = extensions->second;
  std::string text;
  std::size_t extension = 0;
  for (const json::value& expression : elements_of(member(source, "expr"))) {
    const auto [key, value] = only_member(expression);
    const std::string one = key == "xt" && value != nullptr
                                ? extension_text(*value, extension++, context)
                                : statement(expression);
    if (!one.empty()) text += (text.empty() ? "" : " ") + one;
  }
  const std::string_view comment = text_of(member(source, "comment"));
  if (!comment.empty()) text += fmt::format(" comment \"{}\"", comment);
  return text;
}

}  // namespace minato::host
