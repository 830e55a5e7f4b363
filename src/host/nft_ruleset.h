// An nftables ruleset as immutable values: tables, chains, sets and rules of the hooks that an
// arriving packet passes. What cannot be read is kept as unknown, never dropped.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "host/nft_intervals.h"
#include "model/ip_address.h"
#include "sys/nftables.h"

namespace minato::host {

enum class NftFamily : std::uint8_t { ip, ip6, inet, netdev, other };
/// `other`: hooks that a packet to this machine does not pass (forward, egress, …).
enum class NftHook : std::uint8_t {
  none,
  ingress,
  prerouting,
  input,
  output,
  postrouting,
  other,
};

/// What a rule looks at. `fixed`: the first packet of a connection always has the same value there.
enum class NftField : std::uint8_t {
  source_address,
  destination_address,
  source_port,
  destination_port,
  original_source_address,       ///< before NAT (ct original)
  original_destination_address,  ///< before NAT
  original_source_port,
  original_destination_port,
  transport,         ///< protocol number: 6 or 17
  network_protocol,  ///< NFPROTO: 2 or 10
  ether_type,        ///< 0x0800 or 0x86dd
  input_interface,   ///< name, or index
  output_interface,
  input_kind,  ///< "bridge", "veth", …
  packet_type,
  packet_mark,
  conntrack_state,
  conntrack_status,
  conntrack_mark,
  destination_type,               ///< fib daddr type
  destination_type_on_interface,  ///< fib daddr . iif type
  source_type,                    ///< fib saddr type
  return_path,                    ///< fib saddr … oif: where an answer would go
  fixed,                          ///< NftSelector::value
  chosen,   ///< by the sender, or by chance: any value of NftSelector::chosen's range
  absent,   ///< a header that this packet does not have: never matches
  unknown,  ///< cannot be told
};

/// Which packets have the header that a selector looks into; others do not match at all.
struct NftGuard {
  std::optional<model::Family> family{};
  std::optional<std::uint8_t> transport{};  ///< protocol number
  bool conntrack = false;                   ///< only with a conntrack entry

  bool operator==(const NftGuard&) const = default;
};

struct NftSelector {
  NftField field = NftField::unknown;
  NftGuard guard{};
  std::optional<NftNumber> mask{};
  NftNumber value = 0;       ///< of a fixed field
  std::uint32_t chosen = 0;  ///< index into NftRuleset::choices

  bool operator==(const NftSelector&) const = default;
};

/// A field that the sender or chance sets: the rule that depends on it can be passed either way.
struct NftChoice {
  std::string name{};
  NftInterval range{};
  bool lasting = false;  ///< a field of the packet, not a new chance at each visit
};

/// A set of values of one field.
struct NftValues {
  NftIntervals numbers{};
  std::vector<std::string> names{};  ///< of interfaces, kinds; a trailing `*` matches any rest
  bool unreadable = false;           ///< some of it could not be understood

  bool operator==(const NftValues&) const = default;
};

enum class NftVerdictKind : std::uint8_t {
  accept,
  drop,
  reject,
  jump,
  go_to,
  return_,
  continue_,
  queue,
  unknown,  ///< anything may come of it
};

struct NftVerdict {
  NftVerdictKind kind = NftVerdictKind::continue_;
  std::string chain{};  ///< of jump and goto

  auto operator<=>(const NftVerdict&) const = default;
};

/// Keys that lead to the same verdict or data. A key has one part for each selector.
struct NftElements {
  std::vector<std::vector<NftValues>> keys{};
  bool catch_all = false;  ///< `*`: whatever no other key takes
  NftVerdict verdict{};    ///< of a verdict map
  std::vector<NftValues> data{};
};

/// A named or an anonymous set or map.
struct NftSet {
  std::string name{};       ///< "" for an anonymous one
  bool changing = false;    ///< rules add to it: an address may get in by knocking
  bool unreadable = false;  ///< its elements could not be understood
  std::vector<NftElements> groups{};
};
using NftSetPointer = std::shared_ptr<const NftSet>;

enum class NftTest : std::uint8_t {
  in,       ///< is one of the values
  not_in,   ///< is none of the values
  any_bit,  ///< has one of the bits
  no_bit,   ///< has none of the bits
};

/// Continues with the next statement where the packet's field passes the test.
struct NftMatch {
  std::vector<NftSelector> left{};  ///< more than one: a concatenation
  NftTest test = NftTest::in;
  std::variant<NftValues, NftSetPointer> right{};
};
struct NftVerdictMap {
  std::vector<NftSelector> key{};
  NftSetPointer map{};
};

enum class NftNatKind : std::uint8_t { destination, redirect, source, unknown };
/// Where a packet is sent instead. An absent address or port stays as it is.
struct NftNat {
  NftNatKind kind = NftNatKind::unknown;
  std::optional<model::Family> family{};
  std::optional<NftValues> address{};
  std::optional<NftValues> port{};
  /// `to … map`: address and port as data of a map.
  std::vector<NftSelector> key{};
  NftSetPointer map{};
  bool map_gives_port = false;  ///< of a map: the data is a port alone
};

/// What a statement writes: (old & keep) ^ flip, or a value that cannot be told.
struct NftMarkChange {
  enum class Target : std::uint8_t { packet_mark, conntrack_mark };
  enum class From : std::uint8_t { packet_mark, conntrack_mark, unknown };
  Target target = Target::packet_mark;
  From from = From::unknown;
  std::uint32_t keep = 0;
  std::uint32_t flip = 0;
};
/// Writes an address or a port into the packet itself (stateless NAT).
struct NftRewrite {
  NftField field = NftField::unknown;
  NftValues value{};
};
/// Passes some packets: a rate limit, a count of connections, chance.
struct NftSometimes {
  std::uint32_t chosen = 0;  ///< index into NftRuleset::choices, range 0 to 1
};
struct NftUntrack {};
/// Hands the packet to a local socket at another address or port.
struct NftTransparentProxy {
  std::optional<NftValues> address{};
  std::optional<NftValues> port{};
};
/// Matches or not: which, cannot be told. Where it depends on whether the sender was here before,
/// what a newcomer meets is told.
struct NftPerhaps {
  enum class Newcomer : std::uint8_t { unknown, passes, stops };
  Newcomer newcomer = Newcomer::unknown;
};
/// Anything may happen here.
struct NftUnknown {};

using NftStatement =
    std::variant<NftMatch, NftVerdictMap, NftVerdict, NftNat, NftMarkChange, NftRewrite,
                 NftSometimes, NftUntrack, NftTransparentProxy, NftPerhaps, NftUnknown>;

struct NftRule {
  std::uint32_t chain = 0;  ///< index into NftRuleset::chains
  std::uint64_t handle = 0;
  std::vector<NftStatement> statements{};  ///< without those that only count or log
  const boost::json::value* source = nullptr;
};

struct NftChain {
  NftFamily family = NftFamily::other;
  std::string family_name{};
  std::string table{};
  std::string name{};
  NftHook hook = NftHook::none;
  bool nat = false;
  std::int64_t priority = 0;
  bool policy_accepts = true;
  std::vector<std::string> devices{};  ///< of an ingress chain; empty: not known
  std::vector<std::uint32_t> rules{};  ///< indices into NftRuleset::rules
};

/// Family, table, name.
using NftName = std::tuple<std::string, std::string, std::string>;

class NftRuleset {
 public:
  std::vector<NftChain> chains{};
  std::vector<NftRule> rules{};
  std::vector<NftChoice> choices{};
  std::map<NftName, std::uint32_t> chain_index{};
  /// iptables' own matches and targets, by rule.
  std::map<std::uint32_t, std::vector<sys::NftExtension>> extensions{};
  /// What the rules were read from: texts are rendered from it.
  std::shared_ptr<const std::vector<boost::json::value>> documents{};

  /// The chain that a rule of `from` jumps to; nothing when the ruleset lacks it.
  [[nodiscard]] std::optional<std::uint32_t> find_chain(const NftChain& from,
                                                        const std::string& name) const;
};

}  // namespace minato::host
