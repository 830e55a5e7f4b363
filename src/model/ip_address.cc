// Address text (RFC 4291 section 2.2, RFC 5952) and the blocks with a meaning (RFC 6890).
#include "model/ip_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/check.h"
#include "base/strings.h"

namespace minato::model {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<std::uint32_t> parse_dotted(std::string_view text) {
  const auto parts = base::split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  std::uint32_t number = 0;
  for (const std::string_view part : parts) {
    const auto octet = base::parse_number<std::uint8_t>(part);
    // A leading zero is refused: some readers take it for octal.
    if (!octet || (part.size() > 1 && part[0] == '0')) return std::nullopt;
    number = number << 8 | *octet;
  }
  return number;
}

/// The 16-bit groups of one side of "::"; a dotted tail counts as two groups.
bool parse_groups(std::string_view text, bool last_side, std::vector<std::uint16_t>& groups) {
  if (text.empty()) return true;
  const auto parts = base::split(text, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (last_side && i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
      const auto number = parse_dotted(parts[i]);
      if (!number) return false;
      groups.push_back(static_cast<std::uint16_t>(*number >> 16));
      groups.push_back(static_cast<std::uint16_t>(*number & 0xffff));
      continue;
    }
    const auto group = base::parse_number<std::uint16_t>(parts[i], 16);
    if (!group || parts[i].size() > 4) return false;
    groups.push_back(*group);
  }
  return true;
}

std::optional<std::array<std::uint8_t, 16>> parse_colons(std::string_view text) {
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  std::vector<std::uint16_t> left;
  std::vector<std::uint16_t> right;
  if (!parse_groups(text.substr(0, gap), !has_gap, left)) return std::nullopt;
  if (has_gap && !parse_groups(text.substr(gap + 2), true, right)) return std::nullopt;
  const std::size_t given = left.size() + right.size();
  if (has_gap ? given > 7 : given != 8) return std::nullopt;
  left.resize(8 - right.size(), 0);
  left.insert(left.end(), right.begin(), right.end());
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[2 * i] = static_cast<std::uint8_t>(left[i] >> 8);
    bytes[2 * i + 1] = static_cast<std::uint8_t>(left[i] & 0xff);
  }
  return bytes;
}

/// First group and length of the longest run of two or more zero groups (RFC 5952 section 4.2).
std::pair<std::size_t, std::size_t> longest_zero_run(std::span<const std::uint16_t, 8> groups) {
  std::pair<std::size_t, std::size_t> best{8, 0};
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i >= 2 && end - i > best.second) best = {i, end - i};
    i = std::max(end, i + 1);
  }
  return best;
}

/// By hand: listings write tens of thousands of them.
std::string dotted_text(std::span<const std::uint8_t> bytes) {
  std::array<char, 16> text;
  char* at = text.data();
  for (const std::uint8_t byte : bytes) {
    if (at != text.data()) *at++ = '.';
    at = std::to_chars(at, text.data() + text.size(), byte).ptr;
  }
  return {text.data(), at};
}

std::string colons_text(std::span<const std::uint8_t> bytes) {
  std::array<std::uint16_t, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<std::uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  }
  const auto [gap, gap_length] = longest_zero_run(groups);
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == gap) {
      text += "::";
      i += gap_length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += fmt::format("{:x}", groups[i]);
  }
  return text;
}

}  // namespace

IpAddress IpAddress::v4(std::uint32_t number) {
  IpAddress address;
  for (std::size_t i = 0; i < 4; ++i) {
    address.bytes_[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  }
  return address;
}

IpAddress IpAddress::v6(std::span<const std::uint8_t, 16> bytes, std::uint32_t scope) {
  IpAddress address;
  address.family_ = Family::ipv6;
  std::ranges::copy(bytes, address.bytes_.begin());
  address.scope_ = scope;
  return address;
}

base::Result<IpAddress> IpAddress::parse(std::string_view text) {
  if (const auto number = parse_dotted(text)) return v4(*number);
  const std::size_t percent = text.find('%');
  const auto bytes = parse_colons(text.substr(0, percent));
  const auto scope = percent == std::string_view::npos
                         ? std::optional<std::uint32_t>(0)
                         : base::parse_number<std::uint32_t>(text.substr(percent + 1));
  if (bytes && scope) return v6(*bytes, *scope);
  return base::fail(base::input_error("error.address.bad", {std::string(text)},
                                      {std::string(text), 0, text.size(), {}}));
}

std::uint32_t IpAddress::v4_number() const {
  MINATO_CHECK(is_v4());
  return static_cast<std::uint32_t>(bytes_[0]) << 24 | static_cast<std::uint32_t>(bytes_[1]) << 16 |
         static_cast<std::uint32_t>(bytes_[2]) << 8 | bytes_[3];
}

std::span<const std::uint8_t> IpAddress::bytes() const {
  return std::span(bytes_).first(is_v4() ? 4 : 16);
}

bool IpAddress::is_unspecified() const {
  return std::ranges::all_of(bytes(), [](std::uint8_t b) { return b == 0; });
}

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[0] == 127;
  return bytes_[15] == 1 &&
         std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; });
}

bool IpAddress::is_link_local() const {
  if (is_v4()) return bytes_[0] == 169 && bytes_[1] == 254;
  return bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
}

bool IpAddress::is_private() const {
  if (!is_v4()) return (bytes_[0] & 0xfe) == 0xfc;
  return bytes_[0] == 10 || (bytes_[0] == 172 && (bytes_[1] & 0xf0) == 16) ||
         (bytes_[0] == 192 && bytes_[1] == 168) || (bytes_[0] == 100 && (bytes_[1] & 0xc0) == 64);
}

bool IpAddress::is_multicast() const {
  return is_v4() ? (bytes_[0] & 0xf0) == 0xe0 : bytes_[0] == 0xff;
}

bool IpAddress::is_v4_mapped() const {
  return !is_v4() && std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin());
}

IpAddress IpAddress::unmapped() const {
  if (!is_v4_mapped()) return *this;
  IpAddress address;
  std::copy(bytes_.begin() + 12, bytes_.end(), address.bytes_.begin());
  return address;
}

std::string to_text(const IpAddress& address) {
  const auto bytes = address.bytes();
  if (address.is_v4()) return dotted_text(bytes);
  std::string text =
      address.is_v4_mapped() ? "::ffff:" + to_text(address.unmapped()) : colons_text(bytes);
  if (address.scope() != 0) text += fmt::format("%{}", address.scope());
  return text;
}

Prefix::Prefix(const IpAddress& address, unsigned length) : length_(length) {
  MINATO_CHECK(length <= address.bits());
  std::array<std::uint8_t, 16> bytes{};
  std::ranges::copy(address.bytes(), bytes.begin());
  for (unsigned bit = length; bit < address.bits(); ++bit) {
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  }
  address_ = address.is_v4() ? IpAddress::v4(static_cast<std::uint32_t>(bytes[0]) << 24 |
                                             static_cast<std::uint32_t>(bytes[1]) << 16 |
                                             static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3])
                             : IpAddress::v6(bytes, address.scope());
}

base::Result<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) {
    address.error().mark->text = std::string(text);
    return base::fail(std::move(address.error()));
  }
  if (slash == std::string_view::npos) return Prefix(*address, address->bits());
  const std::string_view digits = text.substr(slash + 1);
  const auto length = base::parse_number<unsigned>(digits);
  if (!length || *length > address->bits()) {
    return base::fail(base::input_error("error.address.prefix",
                                        {std::string(digits), fmt::to_string(address->bits())},
                                        {std::string(text), slash + 1, digits.size(), {}}));
  }
  return Prefix(*address, *length);
}

bool Prefix::contains(const IpAddress& address) const {
  if (address.family() != address_.family()) return false;
  const auto mine = address_.bytes();
  const auto theirs = address.bytes();
  const std::size_t whole = length_ / 8;
  if (!std::equal(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin()))
    return false;
  const unsigned rest = length_ % 8;
  return rest == 0 || ((mine[whole] ^ theirs[whole]) >> (8 - rest)) == 0;
}

std::string to_text(const Prefix& prefix) {
  return fmt::format("{}/{}", to_text(prefix.address()), prefix.length());
}

}  // namespace minato::model
