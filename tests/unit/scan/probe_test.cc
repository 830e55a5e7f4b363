// Probes as packets, their tokens, and answers read back.
#include <gtest/gtest.h>

#include <set>

#include "scan/answer.h"
#include "scan/answer_event.h"
#include "scan/probe_kinds.h"
#include "scan/probe_space.h"
#include "scan/probe_token.h"
#include "scan/probe_writer.h"
#include "scan/udp_payloads.h"
#include "unit/wire/hex.h"
#include "wire/ndp.h"
#include "wire/packet.h"
#include "wire/tcp_options.h"

namespace minato::scan {
namespace {

constexpr HashKey kKey{0x1234, 0x5678};

model::IpAddress ip(std::string_view text) { return model::IpAddress::parse(text).value(); }

TEST(TokenMaker, knows_its_own_tokens_and_their_tries) {
  const TokenMaker tokens(kKey, {});
  for (const char* target : {"10.0.0.1", "2001:db8::1", "fe80::1%3"}) {
    for (std::uint8_t tried = 0; tried < 16; ++tried) {
      const ProbeToken token = tokens.make(ip(target), 443, 0, tried);
      EXPECT_EQ(tokens.try_of(ip(target), 443, 0, {token.number, token.source_port}), tried);
      EXPECT_EQ(tokens.try_of(ip(target), 443, 0, {token.number + 1, token.source_port}), tried);
      EXPECT_EQ(tokens.try_of(ip(target), 443, 0, {std::nullopt, token.source_port}), tried);
      EXPECT_EQ(tokens.try_of(ip(target), 443, 0, {token.number, std::nullopt}), tried);
    }
  }
}

TEST(TokenMaker, believes_no_answer_with_anything_else) {
  const TokenMaker tokens(kKey, {});
  const ProbeToken token = tokens.make(ip("10.0.0.1"), 443, 0, 0);
  const TokenMaker::Echoed good{token.number, token.source_port};
  EXPECT_FALSE(tokens.try_of(ip("10.0.0.2"), 443, 0, good));
  EXPECT_FALSE(tokens.try_of(ip("10.0.0.1"), 444, 0, good));
  EXPECT_FALSE(tokens.try_of(ip("10.0.0.1"), 443, 1, good));
  EXPECT_FALSE(
      tokens.try_of(ip("10.0.0.1"), 443, 0, {token.number ^ 0x80000000, token.source_port}));
  EXPECT_FALSE(tokens.try_of(ip("10.0.0.1"), 443, 0, {token.number, 80}));
  EXPECT_FALSE(TokenMaker({1, 2}, {}).try_of(ip("10.0.0.1"), 443, 0, good));
}

TEST(TokenMaker, keeps_to_one_source_port_when_told) {
  const TokenMaker tokens(kKey, {.only = 53});
  const ProbeToken token = tokens.make(ip("10.0.0.1"), 443, 0, 5);
  EXPECT_EQ(token.source_port, 53);
  EXPECT_EQ(tokens.try_of(ip("10.0.0.1"), 443, 0, {token.number, 53}), 5);
  EXPECT_EQ(tokens.try_of(ip("10.0.0.1"), 443, 0, {std::nullopt, 53}), AnswerEvent::kUnknownTry);
  EXPECT_FALSE(tokens.try_of(ip("10.0.0.1"), 443, 0, {std::nullopt, 54}));
}

/// A writer for one kind on one lane.
struct Bench {
  explicit Bench(const ProbeKind& kind, std::string_view source, wire::LinkType framing,
                 const PacketStyle& style = {.ttl = 57})
      : lanes{Lane{.framing = framing,
                   .own_mac = wire::parse_mac_address("02:00:00:00:00:01").value(),
                   .source = ip(source)}},
        kinds{&kind},
        tokens(kKey, {}),
        writer(kinds, lanes, tokens, style) {}

  std::vector<std::uint8_t> frame(std::string_view target, std::uint16_t port,
                                  CanaryKind canary = CanaryKind::none) {
    std::vector<std::uint8_t> room(2048);
    const Probe probe{.address = ip(target),
                      .port = port,
                      .next_hop = wire::parse_mac_address("02:00:00:00:00:02").value()};
    room.resize(writer.write(probe, 3, canary, room));
    return room;
  }

  std::vector<Lane> lanes;
  std::vector<const ProbeKind*> kinds;
  TokenMaker tokens;
  ProbeWriter writer;
};

TEST(ProbeWriter, writes_tcp_segments_that_decode_and_sum_up) {
  const std::pair<const char*, const char*> paths[] = {{"10.0.0.1", "10.0.0.2"},
                                                       {"2001:db8::1", "2001:db8::2"}};
  for (const ProbeKind* const kind : {&kSyn, &kAck, &kFin, &kNull, &kXmas}) {
    for (const auto& [source, target] : paths) {
      for (const auto framing : {wire::LinkType::ethernet, wire::LinkType::raw_ip}) {
        Bench bench(*kind, source, framing);
        const auto frame = bench.frame(target, 8080);
        const auto packet = wire::decode_packet(framing, frame).value();
        const auto& tcp = std::get<wire::TcpHeader>(packet.transport);
        EXPECT_EQ(*packet.source(), ip(source));
        EXPECT_EQ(*packet.destination(), ip(target));
        EXPECT_EQ(tcp.destination_port, 8080);
        EXPECT_EQ(tcp.flags, kind->tcp_flags);
        EXPECT_TRUE(wire::transport_checksum_holds(*packet.source(), *packet.destination(), 6,
                                                   packet.transport_bytes));
        EXPECT_TRUE(!packet.source()->is_v4() || wire::ipv4_checksum_holds(packet.network_bytes));
        const ProbeToken token = bench.tokens.make(ip(target), 8080, 0, 3);
        EXPECT_EQ(tcp.sequence, token.number);
        EXPECT_EQ(tcp.source_port, token.source_port);
        EXPECT_EQ(tcp.acknowledgment, kind == &kAck ? token.number : 0);
      }
    }
  }
  Bench bench(kSyn, "10.0.0.1", wire::LinkType::raw_ip);
  const auto syn = bench.frame("10.0.0.2", 80);
  const auto packet = wire::decode_packet(wire::LinkType::raw_ip, syn).value();
  const auto options =
      wire::decode_tcp_options(std::get<wire::TcpHeader>(packet.transport).options);
  EXPECT_EQ(options->maximum_segment_bytes, 1460);
  EXPECT_EQ(std::get<wire::Ipv4Header>(packet.network).ttl, 57);
}

TEST(ProbeWriter, a_syn_may_offer_every_option) {
  for (const char* const source : {"10.0.0.1", "2001:db8::1"}) {
    Bench bench(kSyn, source, wire::LinkType::ethernet, {.ttl = 64, .offer = SynOffer::everything});
    const auto frame = bench.frame(ip(source).is_v4() ? "10.0.0.2" : "2001:db8::2", 80);
    const auto packet = wire::decode_packet(wire::LinkType::ethernet, frame).value();
    const auto& tcp = std::get<wire::TcpHeader>(packet.transport);
    EXPECT_EQ(wire::option_letters(wire::read_stack_mark(tcp)), "mstwn");
    EXPECT_TRUE(wire::transport_checksum_holds(*packet.source(), *packet.destination(), 6,
                                               packet.transport_bytes));
  }
}

TEST(ProbeWriter, sends_the_request_of_the_ports_protocol) {
  Bench bench(kUdp, "2001:db8::1", wire::LinkType::ethernet);
  const auto frame = bench.frame("2001:db8::2", 53);
  const auto packet = wire::decode_packet(wire::LinkType::ethernet, frame).value();
  EXPECT_FALSE(packet.payload.empty());
  EXPECT_TRUE(wire::transport_checksum_holds(*packet.source(), *packet.destination(), 17,
                                             packet.transport_bytes));
  const auto nothing = bench.frame("2001:db8::2", 1);
  EXPECT_TRUE(wire::decode_packet(wire::LinkType::ethernet, nothing)->payload.empty());
}

TEST(ProbeWriter, asks_neighbors_by_broadcast_multicast_or_directly) {
  Bench four(kArp, "10.0.0.1", wire::LinkType::ethernet);
  const auto request = four.frame("10.0.0.2", 0);
  const auto arp = wire::decode_packet(wire::LinkType::ethernet, request).value();
  EXPECT_EQ(arp.ethernet->destination, wire::kBroadcastMac);
  EXPECT_EQ(std::get<wire::ArpPacket>(arp.network).target_ip, ip("10.0.0.2"));
  const auto canary = four.frame("10.0.0.2", 0, CanaryKind::neighbor);
  EXPECT_EQ(wire::to_text(wire::decode_ethernet(canary)->header.destination), "02:00:00:00:00:02");

  Bench six(kNdp, "fe80::1", wire::LinkType::ethernet);
  const auto solicitation = six.frame("fe80::2", 0);
  const auto ndp = wire::decode_packet(wire::LinkType::ethernet, solicitation).value();
  EXPECT_EQ(wire::to_text(ndp.ethernet->destination), "33:33:ff:00:00:02");
  EXPECT_EQ(*ndp.destination(), ip("ff02::1:ff00:2"));
  EXPECT_EQ(std::get<wire::Ipv6Header>(ndp.network).hop_limit, 255);
  EXPECT_EQ(wire::decode_neighbor(ndp.transport_bytes)->header.target, ip("fe80::2"));
}

TEST(ReadAnswer, reads_a_syn_ack_a_reset_and_an_echo_reply) {
  const auto syn_ack = wire::hex(
      "4500002c 00004000 4006 26c7 0a000002 0a000001"
      "0050 f123 aabbccdd 11223345 6012 faf0 0000 0000 020405b4");
  const auto answer = read_answer(wire::LinkType::raw_ip, syn_ack, ChecksumTrust::skip, 0).value();
  EXPECT_EQ(answer.target, ip("10.0.0.2"));
  EXPECT_EQ(answer.own, ip("10.0.0.1"));
  EXPECT_EQ(answer.port, 80);
  EXPECT_EQ(answer.echoed.number, 0x11223345U);
  EXPECT_EQ(answer.echoed.source_port, 0xf123);
  EXPECT_EQ(answer.ttl, 64);
  EXPECT_EQ(answer.stack.window, 64240);
  EXPECT_EQ(wire::option_letters(answer.stack), "m");
  EXPECT_EQ(kSyn.judge(answer.reply), (Verdict{model::PortState::open, model::Reason::syn_ack}));

  const auto echo = wire::hex("4500001c 00000000 4001 0000 0a000002 0a000001 0000 0000 12340056");
  const auto pong = read_answer(wire::LinkType::raw_ip, echo, ChecksumTrust::skip, 0).value();
  EXPECT_EQ(pong.shape, ProbeShape::echo);
  EXPECT_EQ(pong.echoed.number, 0x12340056U);
}

TEST(ReadAnswer, reads_which_probe_an_icmp_error_is_about) {
  const auto error = wire::hex(
      "45000038 00000000 3f01 0000 0a000009 0a000001 030d 0000 00000000"
      "45000028 00000000 4006 0000 0a000001 0a000002 f123 0050 11223344");
  const auto answer = read_answer(wire::LinkType::raw_ip, error, ChecksumTrust::skip, 0).value();
  EXPECT_EQ(answer.responder, ip("10.0.0.9"));
  EXPECT_EQ(answer.target, ip("10.0.0.2"));
  EXPECT_FALSE(answer.reply.from_target);
  EXPECT_EQ(kSyn.judge(answer.reply),
            (Verdict{model::PortState::filtered, model::Reason::admin_prohibited}));
  EXPECT_FALSE(kTcpSynPing.judge(answer.reply));
  // Quoting a packet that we did not send: from another address.
  auto foreign = error;
  foreign[43] = 7;
  EXPECT_EQ(read_answer(wire::LinkType::raw_ip, foreign, ChecksumTrust::skip, 0).error(),
            NoAnswer::unrelated);
}

TEST(ReadAnswer, believes_no_damaged_packet) {
  Bench bench(kSyn, "10.0.0.1", wire::LinkType::raw_ip);
  auto frame = bench.frame("10.0.0.2", 80);
  EXPECT_TRUE(read_answer(wire::LinkType::raw_ip, frame, ChecksumTrust::verify, 0));
  frame[25] ^= 1;
  EXPECT_EQ(read_answer(wire::LinkType::raw_ip, frame, ChecksumTrust::verify, 0).error(),
            NoAnswer::bad_checksum);
  EXPECT_TRUE(read_answer(wire::LinkType::raw_ip, frame, ChecksumTrust::skip, 0));
  frame.resize(30);
  EXPECT_EQ(read_answer(wire::LinkType::raw_ip, frame, ChecksumTrust::skip, 0).error(),
            NoAnswer::malformed);
}

TEST(ProbeKinds, stand_in_a_table_with_all_that_a_declaration_needs) {
  EXPECT_EQ(find_probe_kind("syn"), &kSyn);
  EXPECT_EQ(find_probe_kind("-sU"), &kUdp);
  EXPECT_EQ(find_probe_kind("nothing"), nullptr);
  for (const ProbeKind* const kind : probe_kinds()) {
    EXPECT_FALSE(kind->name.empty());
    EXPECT_NE(kind->judge, nullptr) << kind->name;
    EXPECT_TRUE(kind->help.starts_with("scan.kind.")) << kind->name;
  }
}

TEST(ProbeKinds, judge_as_nmap_does) {
  using model::PortState;
  using model::Reason;
  const Reply reset{.sort = Reply::Sort::tcp, .tcp_flags = wire::kTcpRst | wire::kTcpAck};
  EXPECT_EQ(kSyn.judge(reset), (Verdict{PortState::closed, Reason::reset}));
  EXPECT_EQ(kFin.judge(reset), (Verdict{PortState::closed, Reason::reset}));
  EXPECT_EQ(kAck.judge(reset), (Verdict{PortState::unfiltered, Reason::reset}));
  Reply refused{.sort = Reply::Sort::icmp_error, .icmp_reason = Reason::port_unreach};
  EXPECT_EQ(kUdp.judge(refused), (Verdict{PortState::filtered, Reason::port_unreach}));
  refused.from_target = true;
  EXPECT_EQ(kUdp.judge(refused), (Verdict{PortState::closed, Reason::port_unreach}));
  EXPECT_EQ(kSyn.judge(refused), (Verdict{PortState::filtered, Reason::port_unreach}));
  EXPECT_EQ(kUdp.silence, PortState::open_or_filtered);
  EXPECT_EQ(kXmas.silence, PortState::open_or_filtered);
  EXPECT_EQ(kSyn.silence, PortState::filtered);
}

TEST(ProbeSpace, visits_each_probe_once_over_all_shards) {
  std::vector<TargetAddress> hosts;
  for (std::uint32_t i = 0; i < 50; ++i)
    hosts.push_back({.address = model::IpAddress::v4(100 + i)});
  const HostList targets(std::move(hosts));
  std::set<std::pair<model::IpAddress, std::uint32_t>> seen;
  for (std::uint32_t shard = 0; shard < 3; ++shard) {
    const ProbeSpace space(targets, {{0, {22, 80, 443}}, {1, {53}}},
                           {.key = kKey, .shard = {shard, 3}});
    for (Position position = 0; position < space.positions(); ++position) {
      const Probe probe = space.probe_at(position).value();
      EXPECT_TRUE(seen.emplace(probe.address, probe.kind * 65536U + probe.port).second);
      EXPECT_EQ(space.position_of(probe.address, probe.kind, probe.port), position);
    }
    EXPECT_FALSE(space.position_of(model::IpAddress::v4(99), 0, 80));
    EXPECT_FALSE(space.position_of(model::IpAddress::v4(100), 0, 81));
    EXPECT_FALSE(space.position_of(model::IpAddress::v4(100), 2, 80));
  }
  EXPECT_EQ(seen.size(), 200U);
}

TEST(UdpPayloads, each_port_has_one_request) {
  std::set<std::uint16_t> ports;
  for (const UdpPayload& payload : udp_payloads()) {
    for (const std::uint16_t port : payload.ports) {
      EXPECT_TRUE(ports.insert(port).second) << port;
      EXPECT_EQ(udp_payload(port).data(), payload.bytes.data());
    }
  }
  EXPECT_TRUE(udp_payload(1).empty());
}

}  // namespace
}  // namespace minato::scan
