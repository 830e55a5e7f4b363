// Lists are sorted before they are hashed: clients that shuffle them stay the same.
#include "capture/application/ja4.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace minato::capture {
namespace {

constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kAlpn = 16;
constexpr std::size_t kHashedBytes = 6;
constexpr std::size_t kMostCount = 99;

std::string_view version_word(std::uint16_t version) {
  constexpr std::array<std::string_view, 5> kWords = {"s3", "10", "11", "12", "13"};
  if (version == 0x0002) return "s2";
  return version >= 0x0300 && version <= 0x0304 ? kWords.at(version - 0x0300U) : "00";
}

/// The first and the last letter; of other bytes the first and the last hexadecimal digit.
std::string alpn_word(std::string_view alpn) {
  if (alpn.empty()) return "00";
  const auto plain = [](char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
  };
  if (plain(alpn.front()) && plain(alpn.back())) return {alpn.front(), alpn.back()};
  return fmt::format("{:x}{:x}", static_cast<std::uint8_t>(alpn.front()) >> 4,
                     static_cast<std::uint8_t>(alpn.back()) & 0xf);
}

std::string list_text(const std::vector<std::uint16_t>& values) {
  std::string text;
  for (const std::uint16_t value : values) {
    text += fmt::format("{}{:04x}", text.empty() ? "" : ",", value);
  }
  return text;
}

std::string sorted_text(std::vector<std::uint16_t> values) {
  std::ranges::sort(values);
  return list_text(values);
}

std::string short_hash(std::string_view text) {
  if (text.empty()) return std::string(2 * kHashedBytes, '0');
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), digest.data());
  return fmt::format("{:02x}", fmt::join(std::span(digest).first<kHashedBytes>(), ""));
}

}  // namespace

std::string ja4_text(HelloCarrier carrier, const ClientOffer& offer) {
  // The names asked for tell about the server, not about the client.
  std::vector<std::uint16_t> hashed = offer.extensions;
  std::erase_if(hashed, [](std::uint16_t type) { return type == kServerName || type == kAlpn; });
  std::string extensions = sorted_text(std::move(hashed));
  if (!extensions.empty() && !offer.signatures.empty()) {
    extensions += "_" + list_text(offer.signatures);
  }
  return fmt::format("{}{}{}{:02}{:02}{}_{}_{}", static_cast<char>(carrier),
                     version_word(offer.version), offer.server_name ? 'd' : 'i',
                     std::min(offer.ciphers.size(), kMostCount),
                     std::min(offer.extensions.size(), kMostCount), alpn_word(offer.alpn),
                     short_hash(sorted_text(offer.ciphers)), short_hash(extensions));
}

}  // namespace minato::capture
