// Parsing nf_tables' netlink messages: tables, devices of chains, iptables' extensions in rules.
// Numbers in attributes are big-endian; every length is checked.
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include <string_view>

#include "sys/netlink_messages.h"
#include "sys/nftables.h"

namespace minato::sys {

using base::ByteReader;
using base::Malformed;

namespace {

template <typename Value>
using Parsed = tl::expected<Value, Malformed>;

/// Text of an attribute without its closing zero byte.
std::string text_of(base::Bytes value) {
  const std::string_view text = base::as_text(value);
  return std::string(text.substr(0, text.find('\0')));
}

std::uint32_t u32_of(base::Bytes value) { return ByteReader(value).u32(); }

std::uint64_t u64_of(base::Bytes value) { return ByteReader(value).u64(); }

std::string family_name(std::uint8_t family) {
  switch (family) {
    case NFPROTO_IPV4:
      return "ip";
    case NFPROTO_IPV6:
      return "ip6";
    case NFPROTO_INET:
      return "inet";
    case NFPROTO_NETDEV:
      return "netdev";
    case NFPROTO_BRIDGE:
      return "bridge";
    case NFPROTO_ARP:
      return "arp";
    default:
      return "";
  }
}

/// Hands the attributes behind the nfgenmsg to `visit`; gives the family. Malformed where a length
/// lies, there or in what `visit` finds below.
template <typename Visit>
Parsed<std::string> read_message(base::Bytes payload, Visit visit) {
  const auto header = read_native<nfgenmsg>(payload);
  if (!header) return tl::unexpected(Malformed{0, "nfgenmsg"});
  std::optional<Malformed> inner;
  const auto malformed =
      for_each_attribute(payload.subspan(sizeof(nfgenmsg)), [&](const NetlinkAttribute& attribute) {
        if (auto wrong = visit(attribute)) inner = wrong;
      });
  if (malformed) return tl::unexpected(*malformed);
  if (inner) return tl::unexpected(*inner);
  return family_name(header->nfgen_family);
}

std::optional<Malformed> read_devices(base::Bytes hook, std::vector<std::string>& devices) {
  std::optional<Malformed> inner;
  const auto outer = for_each_attribute(hook, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == NFTA_HOOK_DEV) devices.push_back(text_of(attribute.value));
    if (attribute.type != NFTA_HOOK_DEVS) return;
    const auto wrong = for_each_attribute(attribute.value, [&](const NetlinkAttribute& device) {
      devices.push_back(text_of(device.value));
    });
    if (wrong) inner = wrong;
  });
  return outer ? outer : inner;
}

/// NFTA_MATCH_* and NFTA_TARGET_* have the same numbers.
std::optional<Malformed> read_extension(base::Bytes data, NftExtension& extension) {
  static_assert(NFTA_MATCH_NAME == static_cast<int>(NFTA_TARGET_NAME) &&
                NFTA_MATCH_INFO == static_cast<int>(NFTA_TARGET_INFO));
  return for_each_attribute(data, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == NFTA_MATCH_NAME) extension.name = text_of(attribute.value);
    if (attribute.type == NFTA_MATCH_REV) extension.revision = u32_of(attribute.value);
    if (attribute.type == NFTA_MATCH_INFO) {
      extension.info.assign(attribute.value.begin(), attribute.value.end());
    }
  });
}

std::optional<Malformed> read_expression(base::Bytes element,
                                         std::vector<NftExtension>& extensions) {
  std::string kind;
  base::Bytes data;
  auto malformed = for_each_attribute(element, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == NFTA_EXPR_NAME) kind = text_of(attribute.value);
    if (attribute.type == NFTA_EXPR_DATA) data = attribute.value;
  });
  if (malformed || (kind != "match" && kind != "target")) return malformed;
  NftExtension extension{.target = kind == "target"};
  malformed = read_extension(data, extension);
  extensions.push_back(std::move(extension));
  return malformed;
}

std::optional<Malformed> read_expressions(base::Bytes list, std::vector<NftExtension>& extensions) {
  std::optional<Malformed> inner;
  const auto outer = for_each_attribute(list, [&](const NetlinkAttribute& attribute) {
    if (auto wrong = read_expression(attribute.value, extensions)) inner = wrong;
  });
  return outer ? outer : inner;
}

}  // namespace

Parsed<NftTable> parse_nft_table(base::Bytes payload) {
  NftTable table;
  auto family = read_message(payload, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == NFTA_TABLE_NAME) table.name = text_of(attribute.value);
    if (attribute.type == NFTA_TABLE_FLAGS) {
      table.dormant = (u32_of(attribute.value) & NFT_TABLE_F_DORMANT) != 0;
    }
    return std::optional<Malformed>{};
  });
  if (!family) return tl::unexpected(family.error());
  table.family = std::move(*family);
  return table;
}

Parsed<std::optional<NftChainDevices>> parse_nft_chain(base::Bytes payload) {
  NftChainDevices chain;
  auto family = read_message(payload, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == NFTA_CHAIN_TABLE) chain.table = text_of(attribute.value);
    if (attribute.type == NFTA_CHAIN_NAME) chain.chain = text_of(attribute.value);
    return attribute.type == NFTA_CHAIN_HOOK ? read_devices(attribute.value, chain.devices)
                                             : std::nullopt;
  });
  if (!family) return tl::unexpected(family.error());
  if (chain.devices.empty()) return std::nullopt;
  chain.family = std::move(*family);
  return chain;
}

Parsed<std::optional<NftRuleExtensions>> parse_nft_rule(base::Bytes payload) {
  NftRuleExtensions rule;
  auto family = read_message(payload, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == NFTA_RULE_TABLE) rule.table = text_of(attribute.value);
    if (attribute.type == NFTA_RULE_CHAIN) rule.chain = text_of(attribute.value);
    if (attribute.type == NFTA_RULE_HANDLE) rule.handle = u64_of(attribute.value);
    return attribute.type == NFTA_RULE_EXPRESSIONS
               ? read_expressions(attribute.value, rule.extensions)
               : std::nullopt;
  });
  if (!family) return tl::unexpected(family.error());
  if (rule.extensions.empty()) return std::nullopt;
  rule.family = std::move(*family);
  return rule;
}

}  // namespace minato::sys
