// Every length is checked before it is believed; what cannot be authenticated is dropped.
#include "capture/application/quic_initial.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

namespace minato::capture {
namespace {

constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kSampleBytes = 16;
constexpr std::size_t kMostConnectionIdBytes = 20;
/// Packets of one datagram that are looked at.
constexpr int kMostPackets = 4;

using Secret = std::array<std::uint8_t, 32>;
struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

/// What differs between the versions.
struct Flavour {
  std::uint32_t version;
  std::array<std::uint8_t, 20> salt;
  std::uint8_t initial_type;
  std::string_view key, iv, header;
};
constexpr std::array kFlavours = {
    Flavour{1,
            {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
             0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a},
            0,
            "quic key",
            "quic iv",
            "quic hp"},
    Flavour{0x6b3343cf,
            {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
             0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9},
            1,
            "quicv2 key",
            "quicv2 iv",
            "quicv2 hp"},
};

const Flavour* flavour_of(std::uint32_t version) {
  const auto at = std::ranges::find(kFlavours, version, &Flavour::version);
  return at == kFlavours.end() ? nullptr : &*at;
}

Secret hmac(base::Bytes key, base::Bytes data) {
  Secret out{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.data(),
       &length);
  return out;
}

/// HKDF-Expand-Label of RFC 8446 section 7.1 without context; 32 bytes at most: one round.
void expand(base::Bytes secret, std::string_view label, std::span<std::uint8_t> out) {
  constexpr std::string_view kPrefix = "tls13 ";
  std::vector<std::uint8_t> info = {0, static_cast<std::uint8_t>(out.size()),
                                    static_cast<std::uint8_t>(kPrefix.size() + label.size())};
  info.insert(info.end(), kPrefix.begin(), kPrefix.end());
  info.insert(info.end(), label.begin(), label.end());
  info.insert(info.end(), {0, 1});
  const Secret bytes = hmac(secret, info);
  std::copy_n(bytes.begin(), out.size(), out.begin());
}

/// A number in 1, 2, 4 or 8 bytes (RFC 9000 section 16).
std::uint64_t variable(base::ByteReader& in) {
  const std::uint8_t first = in.u8();
  std::uint64_t value = first & 0x3fU;
  for (unsigned more = (1U << (first >> 6)) - 1; more > 0; --more) value = value << 8 | in.u8();
  return value;
}

/// One long-header packet as it lies in its datagram.
struct Packet {
  const Flavour* flavour = nullptr;  ///< nullptr: of an unknown version
  bool initial = false;
  base::Bytes destination{};
  std::size_t number_at = 0;  ///< of the packet number
  std::size_t end = 0;
};

std::optional<Packet> read_packet(base::Bytes datagram) {
  base::ByteReader in(datagram);
  const std::uint8_t flags = in.u8();
  Packet packet{.flavour = flavour_of(in.u32())};
  packet.destination = in.bytes(in.u8());
  const base::Bytes source = in.bytes(in.u8());
  if (in.failed() || (flags & 0x80) == 0 || packet.flavour == nullptr) return std::nullopt;
  if (std::max(packet.destination.size(), source.size()) > kMostConnectionIdBytes) {
    return std::nullopt;
  }
  const auto type = static_cast<std::uint8_t>(flags >> 4 & 3);
  packet.initial = type == packet.flavour->initial_type;
  if (packet.initial) {
    const std::uint64_t token = variable(in);
    if (token > in.remaining()) return std::nullopt;
    in.skip(token);
  }
  const std::uint64_t length = variable(in);
  if (in.failed() || length > in.remaining()) return std::nullopt;
  packet.number_at = in.offset();
  packet.end = in.offset() + length;
  return packet;
}

/// The five bytes that hide the flags and the packet number.
std::optional<std::array<std::uint8_t, 16>> header_mask(const QuicKeys& keys, base::Bytes sample) {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::array<std::uint8_t, 16> mask{};
  int made = 0;
  if (!cipher ||
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_ecb(), nullptr, keys.header.data(), nullptr) !=
          1 ||
      EVP_CIPHER_CTX_set_padding(cipher.get(), 0) != 1 ||
      EVP_EncryptUpdate(cipher.get(), mask.data(), &made, sample.data(), kSampleBytes) != 1) {
    return std::nullopt;
  }
  return mask;
}

/// AEAD_AES_128_GCM; nothing when the tag does not fit.
std::optional<std::vector<std::uint8_t>> decrypt(const QuicKeys& keys, std::uint64_t number,
                                                 base::Bytes header, base::Bytes sealed) {
  auto nonce = keys.iv;
  for (std::size_t i = 0; i < 8; ++i) {
    nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(number >> (8 * i));
  }
  const base::Bytes body = sealed.first(sealed.size() - kTagBytes);
  std::array<std::uint8_t, kTagBytes> tag{};
  std::ranges::copy(sealed.last<kTagBytes>(), tag.begin());
  std::vector<std::uint8_t> plain(body.size() + kTagBytes);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* const context = cipher.get();
  int made = 0;
  if (context == nullptr ||
      EVP_DecryptInit_ex(context, EVP_aes_128_gcm(), nullptr, keys.key.data(), nonce.data()) != 1 ||
      EVP_DecryptUpdate(context, nullptr, &made, header.data(), static_cast<int>(header.size())) !=
          1 ||
      EVP_DecryptUpdate(context, plain.data(), &made, body.data(), static_cast<int>(body.size())) !=
          1 ||
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) != 1 ||
      EVP_DecryptFinal_ex(context, plain.data() + body.size(), &made) != 1) {
    return std::nullopt;
  }
  plain.resize(body.size());
  return plain;
}

/// Takes the protection off one packet: its frames.
std::optional<std::vector<std::uint8_t>> open_packet(const QuicKeys& keys, base::Bytes datagram,
                                                     const Packet& packet) {
  constexpr std::size_t kLongestNumber = 4;
  if (packet.end - packet.number_at < kLongestNumber + kSampleBytes) return std::nullopt;
  const auto mask =
      header_mask(keys, datagram.subspan(packet.number_at + kLongestNumber, kSampleBytes));
  if (!mask) return std::nullopt;
  const base::Bytes hidden = datagram.first(packet.number_at + kLongestNumber);
  std::vector<std::uint8_t> header(hidden.begin(), hidden.end());
  header[0] = static_cast<std::uint8_t>(header[0] ^ ((*mask)[0] & 0x0f));
  const std::size_t length = (header[0] & 3U) + 1;
  std::uint64_t number = 0;  // first packets: nothing of it is left out
  for (std::size_t i = 0; i < length; ++i) {
    header[packet.number_at + i] ^= (*mask)[i + 1];
    number = number << 8 | header[packet.number_at + i];
  }
  const std::size_t at = packet.number_at + length;
  return decrypt(keys, number, base::Bytes(header).first(at),
                 datagram.subspan(at, packet.end - at));
}

/// Behind its type byte: largest, delay, count, first range, then ranges and counts.
void skip_ack(base::ByteReader& in, bool counts) {
  variable(in);
  variable(in);
  const std::uint64_t ranges = variable(in);
  variable(in);
  for (std::uint64_t i = 0; i < 2 * std::min<std::uint64_t>(ranges, 1024); ++i) variable(in);
  for (int i = 0; counts && i < 3; ++i) variable(in);
}

}  // namespace

std::optional<QuicKeys> quic_client_keys(std::uint32_t version, base::Bytes destination) {
  const Flavour* const flavour = flavour_of(version);
  if (flavour == nullptr) return std::nullopt;
  const Secret initial = hmac(flavour->salt, destination);
  Secret client{};
  expand(initial, "client in", client);
  QuicKeys keys;
  expand(client, flavour->key, keys.key);
  expand(client, flavour->iv, keys.iv);
  expand(client, flavour->header, keys.header);
  return keys;
}

bool QuicHello::take(base::Bytes datagram) {
  bool opened = false;
  for (int i = 0; i < kMostPackets && !datagram.empty(); ++i) {
    const auto packet = read_packet(datagram);
    if (!packet) break;
    if (packet->initial) {
      // Later packets go to an ID that the server chose, under the keys of the first.
      std::optional<std::vector<std::uint8_t>> frames;
      if (keys_) frames = open_packet(*keys_, datagram, *packet);
      if (!frames) {
        const auto own = quic_client_keys(packet->flavour->version, packet->destination);
        frames = open_packet(*own, datagram, *packet);
        if (frames) keys_ = own;
      }
      if (frames) {
        opened = true;
        take_frames(*frames);
      }
    }
    datagram = datagram.subspan(packet->end);
  }
  return opened;
}

void QuicHello::take_frames(base::Bytes frames) {
  base::ByteReader in(frames);
  while (in.remaining() > 0 && !in.failed()) {
    const std::uint8_t type = in.u8();
    if (type == 0 || type == 1) continue;  // padding, ping
    if (type == 2 || type == 3) {
      skip_ack(in, type == 3);
      continue;
    }
    if (type != 6) return;
    const std::uint64_t offset = variable(in);
    const std::uint64_t length = variable(in);
    if (in.failed() || length > in.remaining()) return;
    put(offset, in.bytes(length));
  }
}

void QuicHello::put(std::uint64_t offset, base::Bytes data) {
  if (offset > kMostBytes || data.size() > kMostBytes - offset) return;
  const std::size_t end = offset + data.size();
  if (bytes_.size() < end) bytes_.resize(end);
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (there_[offset + i]) continue;  // what came first stays
    bytes_[offset + i] = data[i];
    there_[offset + i] = true;
  }
  while (whole_ < bytes_.size() && there_[whole_]) ++whole_;
}

}  // namespace minato::capture
