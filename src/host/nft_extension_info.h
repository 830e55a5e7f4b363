// What the readers of iptables' matches and targets share: fields of a structure by offset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "host/nft_ruleset.h"
#include "host/nft_statements.h"
#include "sys/netlink_messages.h"
#include "sys/nftables.h"

namespace minato::host {

/// Fields of a structure by offset; reading beyond its end fails for good.
class NftExtensionInfo {
 public:
  explicit NftExtensionInfo(base::Bytes bytes) : bytes_(bytes) {}

  std::uint8_t u8(std::size_t offset) { return at<std::uint8_t>(offset); }
  std::uint16_t u16(std::size_t offset) { return at<std::uint16_t>(offset); }
  std::uint32_t u32(std::size_t offset) { return at<std::uint32_t>(offset); }
  std::uint16_t big_u16(std::size_t offset) {
    return static_cast<std::uint16_t>(u8(offset) << 8 | u8(offset + 1));
  }
  NftNumber address(std::size_t offset, model::Family family) {
    NftNumber number = 0;
    const std::size_t length = family == model::Family::ipv4 ? 4 : 16;
    for (std::size_t i = 0; i < length; ++i) number = number << 8 | u8(offset + i);
    return number;
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  template <typename Value>
  Value at(std::size_t offset) {
    const auto value =
        offset <= bytes_.size() ? sys::read_native<Value>(bytes_.subspan(offset)) : std::nullopt;
    failed_ |= !value;
    return value.value_or(Value{});
  }

  base::Bytes bytes_;
  bool failed_ = false;
};

/// Reads one kind of extension.
using NftExtensionRead = std::vector<NftStatement> (*)(const sys::NftExtension&,
                                                       const NftRuleContext&);

/// The reader of a match or of a target; nullptr when it is not known.
[[nodiscard]] NftExtensionRead extension_match(std::string_view name);
[[nodiscard]] NftExtensionRead extension_target(std::string_view name);

/// Extensions look into packets of the one family of their table.
[[nodiscard]] inline model::Family family_of(const NftRuleContext& context) {
  return context.family == "ip6" ? model::Family::ipv6 : model::Family::ipv4;
}

}  // namespace minato::host
