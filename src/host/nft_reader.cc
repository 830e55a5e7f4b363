// Passes over the listing: sets that rules change, sets, chains, rules.
#include "host/nft_reader.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>
#include <utility>

#include "host/nft_json.h"
#include "host/nft_selectors.h"
#include "host/nft_sets.h"
#include "host/nft_statements.h"

namespace minato::host {
namespace {

namespace json = boost::json;
using base::Result;

constexpr std::size_t kMaximumDepth = 64;

NftFamily family_of(std::string_view name) {
  if (name == "ip") return NftFamily::ip;
  if (name == "ip6") return NftFamily::ip6;
  if (name == "inet") return NftFamily::inet;
  if (name == "netdev") return NftFamily::netdev;
  return NftFamily::other;
}

NftHook hook_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, NftHook>, 5> kHooks = {{
      {"ingress", NftHook::ingress},
      {"prerouting", NftHook::prerouting},
      {"input", NftHook::input},
      {"output", NftHook::output},
      {"postrouting", NftHook::postrouting},
  }};
  if (name.empty()) return NftHook::none;
  const auto at = std::ranges::find(kHooks, name, [](const auto& row) { return row.first; });
  return at == kHooks.end() ? NftHook::other : at->second;
}

std::int64_t integer_of(const json::value* value) {
  if (value == nullptr) return 0;
  const auto* number = value->if_int64();
  return number == nullptr ? 0 : *number;
}

NftName name_in(const json::value& object, std::string_view key) {
  return {std::string(text_of(member(&object, "family"))),
          std::string(text_of(member(&object, "table"))),
          std::string(text_of(member(&object, key)))};
}

base::Error malformed(std::string_view what) {
  return {.code = base::ErrorCode::malformed,
          .origin = base::Origin::local,
          .key = "error.ruleset-malformed",
          .args = {std::string(what)}};
}

Result<json::value> parse(const std::string& text) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = kMaximumDepth;
  try {
    json::value value = json::parse(text, error, {}, options);
    if (error) return base::fail(malformed(error.message()));
    return value;
  } catch (const std::bad_alloc&) {
    return base::fail(malformed("memory"));
  }
}

/// iptables' extensions by family, table, chain and handle of the rule.
using ExtensionIndex = std::map<std::pair<NftName, std::uint64_t>, const sys::NftRuleExtensions*>;

class Reader {
 public:
  explicit Reader(const sys::PacketFilterDump& dump) {
    for (const auto& rule : dump.extensions) {
      extensions_[{{rule.family, rule.table, rule.chain}, rule.handle}] = &rule;
    }
    for (const auto& chain : dump.devices) {
      devices_[{chain.family, chain.table, chain.chain}] = chain.devices;
    }
  }

  Result<void> parse_documents(const std::vector<std::string>& texts) {
    auto documents = std::make_shared<std::vector<json::value>>();
    for (const std::string& text : texts) {
      auto document = parse(text);
      if (!document) return base::fail(document.error());
      documents->push_back(std::move(*document));
    }
    ruleset_.documents = std::move(documents);
    return {};
  }

  NftRuleset read() {
    for_each("rule", [&](const json::value& rule) { note_changed_sets(rule); });
    for_each("set", [&](const json::value& set) { add_set(set); });
    for_each("map", [&](const json::value& map) { add_set(map); });
    for_each("chain", [&](const json::value& chain) { add_chain(chain); });
    for_each("rule", [&](const json::value& rule) { add_rule(rule); });
    ruleset_.choices = choices_.take();
    return std::move(ruleset_);
  }

 private:
  template <typename Visit>
  void for_each(std::string_view kind, Visit visit) {
    for (const json::value& document : *ruleset_.documents) {
      for (const json::value& object : elements_of(member(&document, "nftables"))) {
        if (const json::value* const found = member(&object, kind)) visit(*found);
      }
    }
  }

  void note_changed_sets(const json::value& rule) {
    const json::value* const expressions = member(&rule, "expr");
    if (expressions == nullptr) return;
    for (const std::string& set : sets_changed_by(*expressions)) {
      const auto [family, table, chain] = name_in(rule, "chain");
      changing_.insert({family, table, set});
    }
  }

  void add_set(const json::value& object) {
    NftSet set = read_named_set(object);
    const NftName name = name_in(object, "name");
    set.changing = changing_.contains(name);
    // Of a map that packets write into, nobody can tell the data.
    set.unreadable |= set.changing && member(&object, "map") != nullptr;
    sets_[name] = std::make_shared<const NftSet>(std::move(set));
  }

  void add_chain(const json::value& object) {
    const NftName name = name_in(object, "name");
    NftChain chain{.family = family_of(std::get<0>(name)),
                   .family_name = std::get<0>(name),
                   .table = std::get<1>(name),
                   .name = std::get<2>(name),
                   .hook = hook_of(text_of(member(&object, "hook"))),
                   .nat = text_of(member(&object, "type")) == "nat",
                   .priority = integer_of(member(&object, "prio")),
                   .policy_accepts = text_of(member(&object, "policy")) != "drop"};
    if (const auto at = devices_.find(name); at != devices_.end()) chain.devices = at->second;
    const auto index = static_cast<std::uint32_t>(ruleset_.chains.size());
    if (ruleset_.chain_index.emplace(name, index).second) {
      ruleset_.chains.push_back(std::move(chain));
    }
  }

  void add_rule(const json::value& object) {
    const NftName name = name_in(object, "chain");
    const json::value* const expressions = member(&object, "expr");
    const auto chain = ruleset_.chain_index.find(name);
    if (chain == ruleset_.chain_index.end()) return;
    NftRule rule{.chain = chain->second,
                 .handle = static_cast<std::uint64_t>(integer_of(member(&object, "handle"))),
                 .source = &object};
    NftRuleContext context{.choices = choices_,
                           .sets = sets_,
                           .family = std::get<0>(name),
                           .table = std::get<1>(name)};
    const auto extensions = extensions_.find({name, rule.handle});
    const auto index = static_cast<std::uint32_t>(ruleset_.rules.size());
    if (extensions != extensions_.end()) {
      context.extensions = extensions->second->extensions;
      ruleset_.extensions[index] = extensions->second->extensions;
    }
    static const json::value kNothing = nullptr;
    rule.statements = read_statements(expressions == nullptr ? kNothing : *expressions, context);
    ruleset_.chains[rule.chain].rules.push_back(index);
    ruleset_.rules.push_back(std::move(rule));
  }

  NftRuleset ruleset_;
  NftChoices choices_;
  NftSets sets_;
  std::set<NftName> changing_;
  ExtensionIndex extensions_;
  std::map<NftName, std::vector<std::string>> devices_;
};

}  // namespace

Result<NftRuleset> read_ruleset(const sys::PacketFilterDump& dump) {
  Reader reader(dump);
  if (auto parsed = reader.parse_documents(dump.documents); !parsed) {
    return base::fail(parsed.error());
  }
  return reader.read();
}

std::optional<std::uint32_t> NftRuleset::find_chain(const NftChain& from,
                                                    const std::string& name) const {
  const auto at = chain_index.find({from.family_name, from.table, name});
  return at == chain_index.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace minato::host
