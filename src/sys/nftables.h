// The packet filter of a network namespace: the ruleset as libnftables' JSON, and over netlink
// what that JSON leaves out (nf_tables, <linux/netfilter/nf_tables.h>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"

namespace minato::sys {

/// A match or a target of iptables inside a rule that iptables-nft made. `info` is the kernel's
/// structure of it, as bytes of this machine: hostile, length-check.
struct NftExtension {
  bool target = false;
  std::string name{};
  std::uint32_t revision = 0;
  std::vector<std::uint8_t> info{};

  bool operator==(const NftExtension&) const = default;
};

/// The extensions of one rule, in its order.
struct NftRuleExtensions {
  std::string family{};  ///< "ip", "ip6", "inet", "netdev", "bridge" or "arp"
  std::string table{};
  std::string chain{};
  std::uint64_t handle = 0;
  std::vector<NftExtension> extensions{};

  bool operator==(const NftRuleExtensions&) const = default;
};

/// The devices of an ingress chain.
struct NftChainDevices {
  std::string family{};
  std::string table{};
  std::string chain{};
  std::vector<std::string> devices{};

  bool operator==(const NftChainDevices&) const = default;
};

struct NftTable {
  std::string family{};
  std::string name{};
  bool dormant = false;  ///< its chains see no packet

  bool operator==(const NftTable&) const = default;
};

struct PacketFilterDump {
  /// What `nft -j list ruleset` prints, in one or more documents; without dormant tables.
  std::vector<std::string> documents{};
  std::vector<NftRuleExtensions> extensions{};
  std::vector<NftChainDevices> devices{};
  /// Tables of iptables-legacy, which nf_tables does not know: "filter", "nat", …
  std::vector<std::string> legacy_tables{};
};

/// Everything of the calling thread's network namespace. Errors: permission without CAP_NET_ADMIN
/// there; local. A kernel without nf_tables has no rules, which is no error.
[[nodiscard]] base::Result<PacketFilterDump> read_packet_filter();

/// Parses NFT_MSG_NEWTABLE (nfgenmsg and attributes).
[[nodiscard]] tl::expected<NftTable, base::Malformed> parse_nft_table(base::Bytes payload);
/// Parses NFT_MSG_NEWCHAIN; nothing for a chain without devices.
[[nodiscard]] tl::expected<std::optional<NftChainDevices>, base::Malformed> parse_nft_chain(
    base::Bytes payload);
/// Parses NFT_MSG_NEWRULE; nothing for a rule without extensions.
[[nodiscard]] tl::expected<std::optional<NftRuleExtensions>, base::Malformed> parse_nft_rule(
    base::Bytes payload);

}  // namespace minato::sys
