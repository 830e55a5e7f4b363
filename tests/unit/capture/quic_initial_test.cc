// QUIC Initial packets against the vectors of RFC 9001 appendix A.
#include "capture/application/quic_initial.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>

#include "base/strings.h"
#include "capture/application/application.h"

namespace minato::capture {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets from_hex(std::string_view text) {
  Octets bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    bytes.push_back(base::parse_number<std::uint8_t>(text.substr(at, 2), 16).value());
  }
  return bytes;
}

constexpr std::string_view kDestination = "8394c8f03e515708";
/// The ClientHello of appendix A.2.
constexpr std::string_view kHello =
    "010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113"
    "02010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d001700180010"
    "0007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753d"
    "e171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e040305030603020308040805080600"
    "2d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff08011001048000"
    "75300901100f088394c8f03e51570806048000ffff";

/// AES-128 in GCM or ECB mode; the tag is appended where there is one.
Octets encrypt(const EVP_CIPHER* cipher, base::Bytes key, const std::uint8_t* nonce,
               base::Bytes header, base::Bytes plain) {
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  Octets out(plain.size() + 16);
  int made = 0;
  EVP_EncryptInit_ex(context, cipher, nullptr, key.data(), nonce);
  if (nonce == nullptr) EVP_CIPHER_CTX_set_padding(context, 0);
  if (nonce != nullptr) {
    EVP_EncryptUpdate(context, nullptr, &made, header.data(), static_cast<int>(header.size()));
  }
  EVP_EncryptUpdate(context, out.data(), &made, plain.data(), static_cast<int>(plain.size()));
  if (nonce != nullptr) {
    EVP_EncryptFinal_ex(context, out.data() + made, &made);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, out.data() + plain.size());
  }
  EVP_CIPHER_CTX_free(context);
  return out;
}

/// A protected packet of 1,200 bytes as a client sends it: appendix A.2 with its frames exchanged.
Octets client_packet(base::Bytes frames, std::uint8_t number) {
  const QuicKeys keys = quic_client_keys(1, from_hex(kDestination)).value();
  Octets header = from_hex("c300000001088394c8f03e5157080000449e000000");
  header.push_back(number);
  Octets plain(frames.begin(), frames.end());
  plain.resize(1162);
  auto nonce = keys.iv;
  nonce[11] = static_cast<std::uint8_t>(nonce[11] ^ number);
  const Octets sealed = encrypt(EVP_aes_128_gcm(), keys.key, nonce.data(), header, plain);
  const Octets mask =
      encrypt(EVP_aes_128_ecb(), keys.header, nullptr, {}, base::Bytes(sealed).first(16));
  header[0] = static_cast<std::uint8_t>(header[0] ^ (mask[0] & 0x0f));
  for (std::size_t i = 0; i < 4; ++i) header[18 + i] ^= mask[i + 1];
  header.insert(header.end(), sealed.begin(), sealed.end());
  return header;
}

Octets crypto_frame(std::size_t from, std::size_t length) {
  const Octets hello = from_hex(kHello);
  Octets frame = {6, static_cast<std::uint8_t>(0x40 | from >> 8),
                  static_cast<std::uint8_t>(from & 0xff), static_cast<std::uint8_t>(0x40),
                  static_cast<std::uint8_t>(length)};
  frame.insert(frame.end(), hello.begin() + static_cast<std::ptrdiff_t>(from),
               hello.begin() + static_cast<std::ptrdiff_t>(from + length));
  return frame;
}

TEST(QuicInitial, derives_the_keys_of_rfc_9001_appendix_a1) {
  const auto keys = quic_client_keys(1, from_hex(kDestination));
  ASSERT_TRUE(keys);
  EXPECT_EQ(Octets(keys->key.begin(), keys->key.end()),
            from_hex("1f369613dd76d5467730efcbe3b1a22d"));
  EXPECT_EQ(Octets(keys->iv.begin(), keys->iv.end()), from_hex("fa044b2f42a3fd3b46fb255c"));
  EXPECT_EQ(Octets(keys->header.begin(), keys->header.end()),
            from_hex("9f50449e04a0e810283a1e9933adedd2"));
  EXPECT_FALSE(quic_client_keys(0xff00001d, from_hex(kDestination)));
}

TEST(QuicInitial, opens_the_packet_of_rfc_9001_appendix_a2) {
  Octets frames = from_hex("060040f1");
  const Octets hello_bytes = from_hex(kHello);
  frames.insert(frames.end(), hello_bytes.begin(), hello_bytes.end());
  const Octets packet = client_packet(frames, 2);
  ASSERT_EQ(packet.size(), 1200U);
  // The first bytes of the protected packet in the appendix.
  EXPECT_EQ(
      Octets(packet.begin(), packet.begin() + 38),
      from_hex("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b"));
  QuicHello hello;
  ASSERT_TRUE(hello.take(packet));
  EXPECT_EQ(Octets(hello.bytes().begin(), hello.bytes().end()), hello_bytes);
  Facts facts;
  EXPECT_TRUE(read_quic_hello(hello.bytes(), facts));
  EXPECT_EQ(facts.server_name, "example.com");
  EXPECT_EQ(facts.alpn, "alpn");
  EXPECT_TRUE(facts.ja4.starts_with("q13d0211an_")) << facts.ja4;
}

TEST(QuicInitial, puts_a_hello_together_that_came_in_any_order) {
  Octets first = crypto_frame(200, 41);
  first.push_back(1);  // a ping between the frames
  const Octets start = crypto_frame(0, 60);
  first.insert(first.end(), start.begin(), start.end());
  QuicHello hello;
  ASSERT_TRUE(hello.take(client_packet(first, 0)));
  EXPECT_EQ(hello.bytes().size(), 60U);
  ASSERT_TRUE(hello.take(client_packet(crypto_frame(50, 160), 1)));
  EXPECT_EQ(Octets(hello.bytes().begin(), hello.bytes().end()), from_hex(kHello));
}

TEST(QuicInitial, believes_nothing_that_was_changed_or_cut) {
  const Octets packet = client_packet(crypto_frame(0, 60), 0);
  for (const std::size_t at : {std::size_t{6}, std::size_t{20}, std::size_t{400}}) {
    Octets changed = packet;
    changed[at] ^= 1;
    QuicHello hello;
    EXPECT_FALSE(hello.take(changed)) << at;
    EXPECT_TRUE(hello.bytes().empty());
  }
  for (std::size_t length = 0; length < packet.size(); length += 7) {
    QuicHello hello;
    EXPECT_FALSE(hello.take(base::Bytes(packet).first(length)));
  }
}

}  // namespace
}  // namespace minato::capture
