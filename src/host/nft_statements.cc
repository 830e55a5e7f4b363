// One reader for each statement of libnftables' JSON (libnftables-json(5)).
#include "host/nft_statements.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <map>
#include <utility>

#include "host/nft_extensions.h"
#include "host/nft_json.h"

namespace minato::host {
namespace {

namespace json = boost::json;
using Statements = std::vector<NftStatement>;

constexpr NftInterval kYesOrNo{0, 1};

struct Side {
  std::vector<NftSelector> selectors{};
  std::vector<NftValueKind> kinds{};
};

Side read_side(const json::value& expression, NftChoices& choices) {
  Side side;
  for (NftTypedSelector& typed : read_selectors(expression, choices)) {
    side.selectors.push_back(typed.selector);
    side.kinds.push_back(typed.kind);
  }
  return side;
}

bool is_chosen(const Side& side) {
  return std::ranges::any_of(
      side.selectors, [](const NftSelector& part) { return part.field == NftField::chosen; });
}

NftSetPointer unreadable_set() {
  NftSet set;
  set.unreadable = true;
  return std::make_shared<const NftSet>(std::move(set));
}

NftSetPointer named_set(std::string_view reference, const NftRuleContext& context) {
  const auto at =
      context.sets.find({context.family, context.table, std::string(reference.substr(1))});
  return at == context.sets.end() ? unreadable_set() : at->second;
}

bool is_reference(const json::value& value) { return text_of(&value).starts_with('@'); }

bool has_keys_of(const NftSet& set, std::size_t parts) {
  return std::ranges::all_of(set.groups, [&](const NftElements& group) {
    return std::ranges::all_of(group.keys, [&](const auto& key) { return key.size() == parts; });
  });
}

/// Elements in the rule itself, or the named set that it refers to.
NftSetPointer read_set_or_reference(const json::value& value, const Side& side, NftDataKind data,
                                    const std::vector<NftValueKind>& data_kinds,
                                    const NftRuleContext& context) {
  if (is_reference(value)) {
    NftSetPointer set = named_set(text_of(&value), context);
    return has_keys_of(*set, side.selectors.size()) ? set : unreadable_set();
  }
  const json::value* const elements = member(&value, "set");
  if (elements == nullptr) return unreadable_set();
  return std::make_shared<const NftSet>(read_elements(*elements, side.kinds, data, data_kinds));
}

/// `< n` and its like become the values that pass.
NftValues compared(std::string_view comparison, const NftValues& than) {
  const auto number = than.numbers.single();
  if (!number) return {.unreadable = true};
  NftIntervals passing;
  if (comparison == "<" && *number > 0) passing = NftIntervals::range(0, *number - 1);
  if (comparison == "<=") passing = NftIntervals::range(0, *number);
  if (comparison == ">" && *number < highest_of(128)) {
    passing = NftIntervals::range(*number + 1, highest_of(128));
  }
  if (comparison == ">=") passing = NftIntervals::range(*number, highest_of(128));
  return {.numbers = std::move(passing)};
}

bool is_comparison(std::string_view text) {
  return text == "<" || text == "<=" || text == ">" || text == ">=";
}

/// A match that cannot be told: it needs the headers that it looks into, and then passes or not,
/// by the sender's choice where the field is one.
Statements undecided(const Side& side, const NftRuleContext& context) {
  Statements read;
  for (const NftSelector& selector : side.selectors) {
    if (selector.guard == NftGuard{}) continue;
    read.emplace_back(NftMatch{.left = {{.field = NftField::fixed, .guard = selector.guard}},
                               .right = NftValues{.numbers = NftIntervals::of(0)}});
  }
  if (is_chosen(side)) {
    read.emplace_back(NftSometimes{context.choices.fresh("choice", kYesOrNo)});
  } else {
    read.emplace_back(NftPerhaps{});
  }
  return read;
}

bool is_absent(const Side& side) {
  return std::ranges::any_of(
      side.selectors, [](const NftSelector& part) { return part.field == NftField::absent; });
}

Statements read_match(const json::value& match, const NftRuleContext& context) {
  const json::value* const left = member(&match, "left");
  const json::value* const right = member(&match, "right");
  const std::string_view comparison = text_of(member(&match, "op"));
  if (left == nullptr || right == nullptr) return {NftUnknown{}};
  Side side = read_side(*left, context.choices);
  NftMatch read{.left = side.selectors};
  if (is_absent(side)) return {read};  // whatever the values are
  const bool negated = comparison == "!=";
  read.test = negated ? NftTest::not_in : NftTest::in;
  if (comparison == "!") read.test = NftTest::no_bit;
  const bool is_flags = !right->is_object() || only_member(*right).key == "|";
  if (comparison == "in" && is_flags) read.test = NftTest::any_bit;
  if (side.selectors.size() > 1 || is_reference(*right)) {
    read.right = read_set_or_reference(*right, side, NftDataKind::none, {}, context);
    const auto& set = std::get<NftSetPointer>(read.right);
    if (set->unreadable) return undecided(side, context);
    return {std::move(read)};
  }
  NftValues values = read_values(*right, side.kinds[0]);
  if (is_comparison(comparison)) values = compared(comparison, values);
  if (values.unreadable) return undecided(side, context);
  read.right = std::move(values);
  return {std::move(read)};
}

NftStatement read_verdict_map(const json::value& map, const NftRuleContext& context) {
  const json::value* const key = member(&map, "key");
  const json::value* const data = member(&map, "data");
  if (key == nullptr || data == nullptr) return NftUnknown{};
  const Side side = read_side(*key, context.choices);
  NftVerdictMap read{.key = side.selectors,
                     .map = read_set_or_reference(*data, side, NftDataKind::verdict, {}, context)};
  return read;
}

std::optional<model::Family> family_of(std::string_view name) {
  if (name == "ip") return model::Family::ipv4;
  if (name == "ip6") return model::Family::ipv6;
  return std::nullopt;
}

NftValueKind address_kind(std::optional<model::Family> family) {
  if (!family) return NftValueKind::opaque;
  return *family == model::Family::ipv4 ? NftValueKind::ipv4_address : NftValueKind::ipv6_address;
}

/// `dnat to tcp dport map …`: the data is an address, an address and a port, or a port.
NftStatement read_mapped_nat(NftNat nat, const json::value& map, bool gives_port,
                             const NftRuleContext& context) {
  const json::value* const key = member(&map, "key");
  const json::value* const data = member(&map, "data");
  if (key == nullptr || data == nullptr) return NftUnknown{};
  const Side side = read_side(*key, context.choices);
  nat.key = side.selectors;
  nat.map_gives_port = gives_port;
  std::vector<NftValueKind> data_kinds{gives_port ? NftValueKind::number
                                                  : address_kind(nat.family)};
  const json::array& elements = elements_of(member(data, "set"));
  const bool two_parts = !elements.empty() && elements_of(&elements[0]).size() == 2 &&
                         only_member(elements_of(&elements[0])[1]).key == "concat";
  if (two_parts) data_kinds.push_back(NftValueKind::number);
  nat.map = read_set_or_reference(*data, side, NftDataKind::values, data_kinds, context);
  return nat;
}

NftStatement read_nat(NftNatKind kind, const json::value& to, const NftRuleContext& context) {
  NftNat nat{.kind = kind, .family = family_of(text_of(member(&to, "family")))};
  if (!nat.family) nat.family = family_of(context.family);
  if (member(&to, "type_flags") != nullptr) return NftUnknown{};  // whole prefixes
  if (const json::value* const address = member(&to, "addr")) {
    if (const json::value* const map = member(address, "map")) {
      return read_mapped_nat(std::move(nat), *map, false, context);
    }
    nat.address = read_values(*address, address_kind(nat.family));
  }
  if (const json::value* const port = member(&to, "port")) {
    if (const json::value* const map = member(port, "map")) {
      return read_mapped_nat(std::move(nat), *map, true, context);
    }
    nat.port = read_values(*port, NftValueKind::number);
  }
  return nat;
}

NftStatement read_transparent_proxy(const json::value& to, const NftRuleContext& context) {
  NftTransparentProxy proxy;
  auto family = family_of(text_of(member(&to, "family")));
  if (!family) family = family_of(context.family);
  if (const json::value* const address = member(&to, "addr")) {
    proxy.address = read_values(*address, address_kind(family));
  }
  if (const json::value* const port = member(&to, "port")) {
    proxy.port = read_values(*port, NftValueKind::number);
  }
  return proxy;
}

/// A mark's new value as (old & keep) ^ flip of one of the two marks.
void read_mark(const json::value& value, int depth, NftMarkChange& change) {
  change.from = NftMarkChange::From::unknown;
  const NftValues constant =
      value.is_object() ? NftValues{} : read_values(value, NftValueKind::number);
  if (const auto number = constant.numbers.single()) {
    change = {.target = change.target,
              .from = NftMarkChange::From::packet_mark,
              .keep = 0,
              .flip = static_cast<std::uint32_t>(*number)};
    return;
  }
  const auto [key, inner] = only_member(value);
  const bool is_mark = inner != nullptr && text_of(member(inner, "key")) == "mark";
  if (is_mark && (key == "meta" || key == "ct")) {
    change.from =
        key == "meta" ? NftMarkChange::From::packet_mark : NftMarkChange::From::conntrack_mark;
    change.keep = ~std::uint32_t{0};
    change.flip = 0;
    return;
  }
  const json::array& operands = elements_of(inner);
  if (depth <= 0 || operands.size() != 2) return;
  const auto operand = read_values(operands[1], NftValueKind::number).numbers.single();
  if (!operand) return;
  read_mark(operands[0], depth - 1, change);
  const auto bits = static_cast<std::uint32_t>(*operand);
  if (key == "&") {
    change.keep &= bits;
    change.flip &= bits;
  } else if (key == "|") {
    change.keep &= ~bits;
    change.flip |= bits;
  } else if (key == "^") {
    change.flip ^= bits;
  } else {
    change.from = NftMarkChange::From::unknown;
  }
}

/// Setting a field. Most do not change where a first packet goes.
Statements read_mangle(const json::value& mangle, const NftRuleContext& context) {
  const json::value* const key = member(&mangle, "key");
  const json::value* const value = member(&mangle, "value");
  if (key == nullptr || value == nullptr) return {NftUnknown{}};
  const NftTypedSelector target = read_selector(*key, context.choices);
  switch (target.selector.field) {
    case NftField::packet_mark:
    case NftField::conntrack_mark: {
      NftMarkChange change;
      if (target.selector.field == NftField::conntrack_mark) {
        change.target = NftMarkChange::Target::conntrack_mark;
      }
      read_mark(*value, 8, change);
      return {change};
    }
    case NftField::source_address:
    case NftField::destination_address:
    case NftField::source_port:
    case NftField::destination_port:
      return {NftRewrite{target.selector.field, read_values(*value, target.kind)}};
    case NftField::fixed:
    case NftField::transport:
    case NftField::packet_type:
      return {NftUnknown{}};  // changes what is taken for granted of an ordinary packet
    default:
      return {};
  }
}

NftStatement sometimes(std::string_view what, const NftRuleContext& context) {
  return NftSometimes{context.choices.fresh(what, kYesOrNo)};
}

/// Adding to a set goes on; with a limit in it, sometimes.
Statements read_set_statement(const json::value& statement, const NftRuleContext& context) {
  const std::string_view operation = text_of(member(&statement, "op"));
  if (operation == "delete") return {NftPerhaps{NftPerhaps::Newcomer::stops}};
  if (operation != "add" && operation != "update") return {NftUnknown{}};
  Statements passing;
  for (const json::value& inner : elements_of(member(&statement, "stmt"))) {
    const std::string_view key = only_member(inner).key;
    if (key == "limit" || key == "ct count") {
      passing.push_back(sometimes(key, context));
    } else if (key != "counter" && key != "last") {
      passing.emplace_back(NftPerhaps{});
    }
  }
  return passing;
}

/// Statements that let every packet go on as it was.
bool is_idle(std::string_view key) {
  static constexpr std::array<std::string_view, 13> kIdle = {
      "counter", "log",        "comment",        "last",  "flow",     "dup",     "ct helper",
      "secmark", "ct timeout", "ct expectation", "reset", "optstrip", "continue"};
  return std::ranges::find(kIdle, key) != kIdle.end();
}

class Reader {
 public:
  explicit Reader(const NftRuleContext& context) : context_(context) {}

  Statements read(const json::value& expressions) {
    for (const json::value& expression : elements_of(&expressions)) take(expression);
    if (!expressions.is_array()) statements_.emplace_back(NftUnknown{});
    return std::move(statements_);
  }

 private:
  void add(Statements more) {
    for (NftStatement& statement : more) statements_.push_back(std::move(statement));
  }

  void take(const json::value& expression) {
    const auto [key, value] = only_member(expression);
    if (value == nullptr) {
      statements_.emplace_back(NftUnknown{});
    } else if (is_idle(key)) {
      return;
    } else if (key == "queue") {
      statements_.emplace_back(NftVerdict{.kind = NftVerdictKind::queue});
    } else if (const auto verdict = read_verdict(expression)) {
      statements_.emplace_back(*verdict);
    } else if (key == "xt") {
      add(read_extension(*value, next_extension_++, context_));
    } else {
      add(read_other(key, *value));
    }
  }

  Statements read_other(std::string_view key, const json::value& value) {
    if (key == "match") return read_match(value, context_);
    if (key == "vmap") return {read_verdict_map(value, context_)};
    if (key == "dnat") return {read_nat(NftNatKind::destination, value, context_)};
    if (key == "redirect") return {read_nat(NftNatKind::redirect, value, context_)};
    if (key == "snat" || key == "masquerade") return {NftNat{.kind = NftNatKind::source}};
    if (key == "mangle") return read_mangle(value, context_);
    if (key == "limit" || key == "ct count" || key == "meter") return {sometimes(key, context_)};
    if (key == "quota") return {NftPerhaps{}};
    if (key == "notrack") return {NftUntrack{}};
    if (key == "tproxy") return {read_transparent_proxy(value, context_)};
    if (key == "set" || key == "map") return read_set_statement(value, context_);
    return {NftUnknown{}};
  }

  const NftRuleContext& context_;
  std::size_t next_extension_ = 0;
  Statements statements_;
};

}  // namespace

std::vector<NftStatement> read_statements(const json::value& expressions,
                                          const NftRuleContext& context) {
  return Reader(context).read(expressions);
}

std::vector<std::string> sets_changed_by(const json::value& expressions) {
  std::vector<std::string> names;
  for (const json::value& expression : elements_of(&expressions)) {
    const auto [key, value] = only_member(expression);
    if (key != "set" && key != "map") continue;
    const std::string_view reference = text_of(member(value, "set"));
    const std::string_view map = text_of(member(value, "map"));
    const std::string_view name = reference.empty() ? map : reference;
    if (name.starts_with('@')) names.emplace_back(name.substr(1));
  }
  return names;
}

}  // namespace minato::host
