// The fingerprint against the example of its specification.
#include "capture/application/ja4.h"

#include <gtest/gtest.h>

namespace minato::capture {
namespace {

TEST(Ja4, is_what_the_specification_says_of_its_example) {
  const ClientOffer offer{
      .version = 0x0304,
      .server_name = true,
      .alpn = "h2",
      .ciphers = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                  0xc014, 0x009c, 0x009d, 0x002f, 0x0035},
      .extensions = {0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023,
                     0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015},
      .signatures = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601}};
  EXPECT_EQ(ja4_text(HelloCarrier::tcp, offer), "t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_TRUE(ja4_text(HelloCarrier::quic, offer).starts_with("q13d1516h2_"));
}

TEST(Ja4, has_words_for_what_is_missing_and_for_what_is_no_letter) {
  EXPECT_EQ(ja4_text(HelloCarrier::tcp, {.version = 0x0301}),
            "t10i000000_000000000000_000000000000");
  EXPECT_TRUE(ja4_text(HelloCarrier::tcp, {.version = 0x0a0a, .alpn = "\xab\xcd"})
                  .starts_with("t00i0000ad_"));
  const ClientOffer many{.version = 0x0303, .ciphers = std::vector<std::uint16_t>(200, 0x1301)};
  EXPECT_TRUE(ja4_text(HelloCarrier::tcp, many).starts_with("t12i9900"));
}

}  // namespace
}  // namespace minato::capture
