// iptables' targets (<linux/netfilter/xt_*.h>, nf_nat.h). Numbers lie in the byte order of this
// machine, addresses and ports of NAT in network order.
#include <algorithm>
#include <array>

#include "host/nft_extension_info.h"
#include "host/nft_values.h"

namespace minato::host {
namespace {

using Statements = std::vector<NftStatement>;
using Info = NftExtensionInfo;
using model::Family;
using sys::NftExtension;

Statements mark_target(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  NftMarkChange change{.target = NftMarkChange::Target::packet_mark,
                       .from = NftMarkChange::From::packet_mark,
                       .keep = ~info.u32(4),
                       .flip = info.u32(0)};
  if (extension.revision != 2 || info.failed()) change.from = NftMarkChange::From::unknown;
  return {change};
}

Statements connmark_target(const NftExtension& extension, const NftRuleContext&) {
  using Change = NftMarkChange;
  constexpr std::uint32_t kAll = ~std::uint32_t{0};
  Info info(extension.info);
  const std::uint32_t mark = info.u32(0);
  const std::uint32_t conntrack_mask = info.u32(4);
  const std::uint32_t packet_mask = info.u32(8);
  const unsigned mode = info.u8(12);
  const bool readable = extension.revision == 1 && !info.failed();
  if (mode == 0 && readable) {
    return {Change{Change::Target::conntrack_mark, Change::From::conntrack_mark, ~conntrack_mask,
                   mark}};
  }
  if (mode == 1) {
    const bool whole = readable && conntrack_mask == kAll;
    return {Change{Change::Target::conntrack_mark,
                   whole ? Change::From::packet_mark : Change::From::unknown, packet_mask, 0}};
  }
  const bool whole = readable && mode == 2 && packet_mask == kAll;
  return {Change{Change::Target::packet_mark,
                 whole ? Change::From::conntrack_mark : Change::From::unknown, conntrack_mask, 0}};
}

Statements conntrack_target(const NftExtension& extension, const NftRuleContext&) {
  Info info(extension.info);
  const bool untracks = (info.u16(0) & 1) != 0;
  if (info.failed()) return {NftUnknown{}};
  return untracks ? Statements{NftUntrack{}} : Statements{};
}

/// nf_nat_range (revision 1 and later, and all of IPv6), or the older structure of IPv4.
Statements nat_target(const NftExtension& extension, const NftRuleContext& context,
                      NftNatKind kind) {
  constexpr unsigned kHasAddress = 1;
  constexpr unsigned kHasPort = 2;
  Info info(extension.info);
  const Family family = family_of(context);
  const bool old = extension.revision == 0 && family == Family::ipv4;
  const std::size_t at = old ? 4 : 0;
  const std::size_t width = old ? 4 : 16;
  const unsigned flags = info.u32(at);
  NftNat nat{.kind = kind, .family = family};
  if ((flags & kHasAddress) != 0 && kind == NftNatKind::destination) {
    nat.address = NftValues{.numbers = NftIntervals::range(info.address(at + 4, family),
                                                           info.address(at + 4 + width, family))};
  }
  const std::size_t ports = at + 4 + 2 * width;
  if ((flags & kHasPort) != 0) {
    nat.port =
        NftValues{.numbers = NftIntervals::range(info.big_u16(ports), info.big_u16(ports + 2))};
  }
  if (info.failed()) return {NftUnknown{}};
  return {nat};
}

Statements destination_nat(const NftExtension& extension, const NftRuleContext& context) {
  return nat_target(extension, context, NftNatKind::destination);
}
Statements redirect(const NftExtension& extension, const NftRuleContext& context) {
  return nat_target(extension, context, NftNatKind::redirect);
}
Statements source_nat(const NftExtension&, const NftRuleContext&) {
  return {NftNat{.kind = NftNatKind::source}};
}
Statements reject(const NftExtension&, const NftRuleContext&) {
  return {NftVerdict{.kind = NftVerdictKind::reject}};
}
Statements queue(const NftExtension&, const NftRuleContext&) {
  return {NftVerdict{.kind = NftVerdictKind::queue}};
}
Statements untrack(const NftExtension&, const NftRuleContext&) { return {NftUntrack{}}; }

Statements transparent_proxy(const NftExtension& extension, const NftRuleContext& context) {
  Info info(extension.info);
  const Family family = family_of(context);
  const bool old = extension.revision == 0;
  const NftNumber address = info.address(8, family);
  const NftNumber port = info.big_u16(old ? 12 : 24);
  NftTransparentProxy proxy;
  if (info.failed()) return {proxy, NftUnknown{}};
  if (address != 0) proxy.address = NftValues{.numbers = NftIntervals::of(address)};
  if (port != 0) proxy.port = NftValues{.numbers = NftIntervals::of(port)};
  return {proxy, NftUnknown{}};
}

Statements mark_by_hash(const NftExtension&, const NftRuleContext&) { return {NftMarkChange{}}; }
Statements idle(const NftExtension&, const NftRuleContext&) { return {}; }
struct Row {
  std::string_view name;
  NftExtensionRead read;
};

constexpr std::array kTargets = {
    Row{"AUDIT", idle},
    Row{"CHECKSUM", idle},
    Row{"CLASSIFY", idle},
    Row{"CONNMARK", connmark_target},
    Row{"CONNSECMARK", idle},
    Row{"CT", conntrack_target},
    Row{"DNAT", destination_nat},
    Row{"DSCP", idle},
    Row{"HL", idle},
    Row{"HMARK", mark_by_hash},
    Row{"IDLETIMER", idle},
    Row{"LED", idle},
    Row{"LOG", idle},
    Row{"MARK", mark_target},
    Row{"MASQUERADE", source_nat},
    Row{"NFLOG", idle},
    Row{"NFQUEUE", queue},
    Row{"NOTRACK", untrack},
    Row{"RATEEST", idle},
    Row{"REDIRECT", redirect},
    Row{"REJECT", reject},
    Row{"SECMARK", idle},
    Row{"SET", idle},
    Row{"SNAT", source_nat},
    Row{"TCPMSS", idle},
    Row{"TCPOPTSTRIP", idle},
    Row{"TEE", idle},
    Row{"TOS", idle},
    Row{"TPROXY", transparent_proxy},
    Row{"TRACE", idle},
    Row{"TTL", idle},
};

}  // namespace

NftExtensionRead extension_target(std::string_view name) {
  const auto row = std::ranges::find(kTargets, name, &Row::name);
  return row == kTargets.end() ? nullptr : row->read;
}

}  // namespace minato::host
