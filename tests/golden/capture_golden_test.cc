// The pictures of a packet and of a conversation.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "golden/golden.h"
#include "render/overlap.h"
#include "render/pictures/packet.h"
#include "render/pictures/sequence.h"
#include "render/svg.h"
#include "render/terminal.h"

namespace minato::render {
namespace {

/// A request to a web server: with long texts, hostile ones and Japanese.
PacketPicture sample_packet() {
  static const std::string kPayload = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\x1b[31m\r\n\r\n";
  return {.title = "Packet 4: 192.0.2.10:51514 → 198.51.100.7:80",
          .subtitle = "2026-11-23 20:03:11 · 97 bytes on the wire",
          .description = "A packet.",
          .headers = {{.title = "IPv4",
                       .note = "20 bytes: from address to address",
                       .fields = {{4, "Version", "Ver", "4"},
                                  {4, "Header length", "Len", "5 × 4 = 20"},
                                  {24, "Rest", "", "0x1"},
                                  {32, "Source address", "", "192.0.2.10", "who sent it"}}},
                      {.title = "TCP",
                       .note = "32 bytes: ポートからポートへ",
                       .fields = {{.bits = 16,
                                   .name = "送信元ポート",
                                   .value = "51514",
                                   .meaning = "この会話のためにクライアントへ貸し出された番号",
                                   .role = Role::accent,
                                   .marked = true},
                                  {.bits = 16,
                                   .name = "Destination port",
                                   .value = "80",
                                   .meaning = "the door of http",
                                   .role = Role::ok,
                                   .marked = true},
                                  {.bits = 96,
                                   .name = "Options",
                                   .value = "timestamps 3074919158 2508156560, SACK permitted",
                                   .meaning = "extras that both sides agree on, at some length, "
                                              "so that the text has to be wrapped"}}}},
          .payload_title = "Payload, 45 bytes",
          .payload = base::as_bytes(kPayload)};
}

SequencePicture sample_sequence() {
  return {.title = "Conversation 1: 192.0.2.10:51514 → 198.51.100.7:80, http",
          .description = "A conversation.",
          .lanes = {{"192.0.2.10", "51514/tcp", Role::accent},
                    {"a-server-with-a-very-long-name.example.com", "80/tcp", Role::ok}},
          .messages = {{.from = 0,
                        .to = 1,
                        .time = "+0.000 ms",
                        .text = "SYN · 話してもいいですか?",
                        .mark = "#1"},
                       {.from = 1,
                        .to = 0,
                        .time = "+0.213 ms",
                        .text = "SYN ACK · yes; and may I?",
                        .mark = "#2"},
                       {.from = 0,
                        .to = 1,
                        .time = "+1203.4 ms",
                        .text = "PSH ACK · asks: GET /\x1b[2J · 78 B",
                        .role = Role::warn,
                        .line = Line::dashed,
                        .mark = "#123456"}},
          .notes = {"In the end: closed. 3 packets."}};
}

TEST(CaptureGolden, packet) {
  for (const int columns : {40, 60, 80, 120}) {
    const Scene scene = draw_packet(sample_packet(), {.columns = columns});
    EXPECT_EQ(overlaps(scene), std::vector<std::string>()) << columns;
    golden::expect_golden(fmt::format("capture/packet-{}.txt", columns), to_terminal(scene, {}));
    if (columns == 80) golden::expect_golden("capture/packet-80.svg", to_svg(scene));
  }
}

TEST(CaptureGolden, sequence) {
  for (const int columns : {60, 80, 120}) {
    const Scene scene = draw_sequence(sample_sequence(), {.columns = columns});
    EXPECT_EQ(overlaps(scene), std::vector<std::string>()) << columns;
    golden::expect_golden(fmt::format("capture/sequence-{}.txt", columns), to_terminal(scene, {}));
    if (columns == 80) golden::expect_golden("capture/sequence-80.svg", to_svg(scene));
  }
  golden::expect_golden("capture/sequence.mmd", to_mermaid(sample_sequence()));
}

}  // namespace
}  // namespace minato::render
