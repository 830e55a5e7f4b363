// An IPv4 or IPv6 address. Text: dotted decimal; RFC 5952 for IPv6, with `%N` for a scope (RFC
// 4007).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace minato::model {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// A value of 24 bytes without allocation: fit for the data plane.
class IpAddress {
 public:
  /// 0.0.0.0
  constexpr IpAddress() = default;
  /// From a number in host order: 0x7f000001 is 127.0.0.1.
  [[nodiscard]] static IpAddress v4(std::uint32_t number);
  /// From 16 bytes in network order. scope: interface index, 0 for none.
  [[nodiscard]] static IpAddress v6(std::span<const std::uint8_t, 16> bytes,
                                    std::uint32_t scope = 0);

  /// Parses `192.0.2.1`, `2001:db8::1`, `fe80::1%2`. Errors: input, marked.
  [[nodiscard]] static base::Result<IpAddress> parse(std::string_view text);

  [[nodiscard]] Family family() const { return family_; }
  [[nodiscard]] bool is_v4() const { return family_ == Family::ipv4; }
  /// Host order; only for IPv4.
  [[nodiscard]] std::uint32_t v4_number() const;
  /// 4 or 16 bytes in network order.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const;
  [[nodiscard]] std::uint32_t scope() const { return scope_; }
  /// Length of the address in bits: 32 or 128.
  [[nodiscard]] unsigned bits() const { return is_v4() ? 32 : 128; }

  [[nodiscard]] bool is_unspecified() const;
  [[nodiscard]] bool is_loopback() const;    ///< 127.0.0.0/8, ::1
  [[nodiscard]] bool is_link_local() const;  ///< 169.254.0.0/16, fe80::/10
  [[nodiscard]] bool is_private()
      const;  ///< RFC 1918, fc00::/7 (RFC 4193), 100.64.0.0/10 (RFC 6598)
  [[nodiscard]] bool is_multicast() const;  ///< 224.0.0.0/4, ff00::/8
  /// ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2)
  [[nodiscard]] bool is_v4_mapped() const;
  /// The IPv4 address inside a mapped one; any other address itself.
  [[nodiscard]] IpAddress unmapped() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  Family family_ = Family::ipv4;
  std::array<std::uint8_t, 16> bytes_{};
  std::uint32_t scope_ = 0;
};

[[nodiscard]] std::string to_text(const IpAddress& address);

/// An address block: `10.0.0.0/8`, `fe80::/10`. The host bits are zero.
class Prefix {
 public:
  /// 0.0.0.0/0
  constexpr Prefix() = default;
  /// Host bits are cleared. length: 0 to address.bits(), asserted.
  Prefix(const IpAddress& address, unsigned length);

  /// Parses `10.0.0.0/8`; an address alone is a prefix of its full length. Errors: input, marked.
  [[nodiscard]] static base::Result<Prefix> parse(std::string_view text);

  [[nodiscard]] const IpAddress& address() const { return address_; }
  [[nodiscard]] unsigned length() const { return length_; }
  /// Whether the address lies inside; never across families. Scopes are not compared.
  [[nodiscard]] bool contains(const IpAddress& address) const;

  auto operator<=>(const Prefix&) const = default;

 private:
  IpAddress address_;
  unsigned length_ = 0;
};

[[nodiscard]] std::string to_text(const Prefix& prefix);

}  // namespace minato::model
