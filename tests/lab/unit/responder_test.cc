// Frames in, answers out: the simulated hosts without a socket, with time given by hand.
#include "lab/hosts/responder.h"

#include <gtest/gtest.h>

#include "lab/hosts/plan_reader.h"
#include "wire/protocol_numbers.h"

namespace minato::lab {
namespace {

using model::IpAddress;
using std::chrono::nanoseconds;
using namespace std::chrono_literals;

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

const wire::MacAddress kScanner = {{2, 0, 0, 0, 0, 1}};

/// Keeps what is sent.
struct Tray final : Outbox {
  void put(nanoseconds when, base::Bytes frame) override {
    frames.emplace_back(when, std::vector<std::uint8_t>(frame.begin(), frame.end()));
  }
  std::vector<std::pair<nanoseconds, std::vector<std::uint8_t>>> frames;
};

/// A network of one plan, and a scanner at 10.0.0.9 and 2001:db8::9.
class Network {
 public:
  explicit Network(std::string_view json)
      : plan_(read_plan(json).value()), responder_(plan_, tray_) {}

  void send(base::Bytes transport, std::uint8_t protocol, const IpAddress& host,
            std::optional<wire::MacAddress> mac = std::nullopt) {
    std::array<std::uint8_t, 2048> buffer{};
    base::ByteWriter out(buffer);
    wire::encode(wire::EthernetHeader{mac.value_or(mac_of(host)), kScanner,
                                      host.is_v4() ? wire::kEtherTypeIpv4 : wire::kEtherTypeIpv6},
                 out);
    const IpAddress source = scanner(host);
    if (host.is_v4()) {
      wire::encode(wire::Ipv4Header{.protocol = protocol, .source = source, .destination = host},
                   transport.size(), out);
    } else {
      wire::encode(wire::Ipv6Header{.next_header = protocol, .source = source, .destination = host},
                   transport.size(), out);
    }
    out.bytes(transport);
    raw(out.written());
  }
  void raw(base::Bytes frame) { responder_.take(now, wire::LinkType::ethernet, frame); }

  void tcp(const IpAddress& host, const wire::TcpHeader& header, std::string_view payload = "") {
    std::array<std::uint8_t, 1024> buffer{};
    base::ByteWriter out(buffer);
    const auto length = static_cast<std::uint32_t>(header.header_bytes() + payload.size());
    wire::encode(header, base::as_bytes(payload),
                 wire::pseudo_header_sum(scanner(host), host, wire::kIpTcp, length), out);
    send(out.written(), wire::kIpTcp, host);
  }
  void syn(const IpAddress& host, std::uint16_t port) {
    tcp(host,
        {.source_port = 40000, .destination_port = port, .sequence = 1000, .flags = wire::kTcpSyn});
  }
  void udp(const IpAddress& host, std::uint16_t port, std::string_view payload) {
    std::array<std::uint8_t, 1024> buffer{};
    base::ByteWriter out(buffer);
    const auto length = static_cast<std::uint32_t>(wire::kUdpHeaderBytes + payload.size());
    wire::encode(wire::UdpHeader{.source_port = 40000, .destination_port = port},
                 base::as_bytes(payload),
                 wire::pseudo_header_sum(scanner(host), host, wire::kIpUdp, length), out);
    send(out.written(), wire::kIpUdp, host);
  }

  /// The oldest answer that was not read yet, decoded; its bytes live until the next call.
  wire::Packet answer() {
    EXPECT_LT(read_, tray_.frames.size()) << "no answer";
    if (read_ >= tray_.frames.size()) return {};
    current_ = tray_.frames[read_++].second;
    return wire::decode_packet(wire::LinkType::ethernet, current_).value();
  }
  wire::TcpHeader tcp_answer() {
    const wire::Packet packet = answer();
    const auto* header = std::get_if<wire::TcpHeader>(&packet.transport);
    EXPECT_NE(header, nullptr);
    return header == nullptr ? wire::TcpHeader{} : *header;
  }
  wire::IcmpHeader icmp_answer() {
    const wire::Packet packet = answer();
    const auto* header = std::get_if<wire::IcmpHeader>(&packet.transport);
    EXPECT_NE(header, nullptr);
    return header == nullptr ? wire::IcmpHeader{} : *header;
  }
  [[nodiscard]] std::size_t unread() const { return tray_.frames.size() - read_; }
  [[nodiscard]] nanoseconds last_time() const { return tray_.frames.back().first; }
  [[nodiscard]] const ResponderCounts& counts() const { return responder_.counts(); }

  nanoseconds now = 1s;

 private:
  static IpAddress scanner(const IpAddress& host) {
    return host.is_v4() ? ip("10.0.0.9") : ip("2001:db8::9");
  }

  Plan plan_;
  Tray tray_;
  Responder responder_;
  std::size_t read_ = 0;
  std::vector<std::uint8_t> current_;
};

const IpAddress kHost = ip("10.0.0.1");
const IpAddress kHost6 = ip("2001:db8::1");

std::string with_rules(std::string_view rules, std::string_view more = "") {
  return R"({"routers":["10.0.0.254","2001:db8::fe"],"groups":[{"at":["10.0.0.1","2001:db8::1"])" +
         std::string(more) + R"(,"rules":[)" + std::string(rules) + "]}]}";
}

TEST(Responder, open_ports_accept_and_closed_ones_refuse_on_both_families) {
  Network network(with_rules(R"({"ports":"80","answer":"open"})"));
  for (const IpAddress& host : {kHost, kHost6}) {
    network.syn(host, 80);
    const wire::Packet packet = network.answer();
    EXPECT_EQ(*packet.source(), host);
    EXPECT_EQ(packet.ethernet->destination, kScanner);
    EXPECT_EQ(packet.ethernet->source, mac_of(host));
    EXPECT_TRUE(wire::transport_checksum_holds(*packet.source(), *packet.destination(),
                                               wire::kIpTcp, packet.transport_bytes));
    const auto& accepted = std::get<wire::TcpHeader>(packet.transport);
    EXPECT_EQ(accepted.flags, wire::kTcpSyn | wire::kTcpAck);
    EXPECT_EQ(accepted.acknowledgment, 1001U);
    EXPECT_EQ(accepted.source_port, 80);
    EXPECT_EQ(accepted.destination_port, 40000);
    EXPECT_GT(accepted.window, 0);
    network.syn(host, 81);
    const wire::TcpHeader refused = network.tcp_answer();
    EXPECT_EQ(refused.flags, wire::kTcpRst | wire::kTcpAck);
    EXPECT_EQ(refused.acknowledgment, 1001U);
  }
}

TEST(Responder, a_connection_is_greeted_acknowledged_and_closed_without_state) {
  Network network(with_rules(R"({"ports":"22","answer":"open","banner":"SSH-2.0-x\r\n"})"));
  network.syn(kHost, 22);
  const std::uint32_t first = network.tcp_answer().sequence;
  wire::TcpHeader ours{.source_port = 40000,
                       .destination_port = 22,
                       .sequence = 1001,
                       .acknowledgment = first + 1,
                       .flags = wire::kTcpAck};
  network.tcp(kHost, ours);
  const wire::Packet greeting = network.answer();
  EXPECT_EQ(base::as_text(greeting.payload), "SSH-2.0-x\r\n");
  EXPECT_EQ(std::get<wire::TcpHeader>(greeting.transport).sequence, first + 1);
  ours.acknowledgment = first + 12;
  network.tcp(kHost, ours);
  EXPECT_EQ(network.unread(), 0U) << "an acknowledgment alone is not answered";
  network.tcp(kHost, ours, "hello");
  EXPECT_EQ(network.tcp_answer().acknowledgment, 1006U);
  ours.sequence = 1006;
  ours.flags = wire::kTcpFin | wire::kTcpAck;
  network.tcp(kHost, ours);
  const wire::TcpHeader bye = network.tcp_answer();
  EXPECT_EQ(bye.flags, wire::kTcpFin | wire::kTcpAck);
  EXPECT_EQ(bye.acknowledgment, 1007U);
}

TEST(Responder, a_tarpit_accepts_and_then_holds_its_window_shut) {
  Network network(with_rules(R"({"ports":"80","answer":"tarpit"})"));
  network.syn(kHost, 80);
  const wire::TcpHeader accepted = network.tcp_answer();
  EXPECT_EQ(accepted.flags, wire::kTcpSyn | wire::kTcpAck);
  EXPECT_EQ(accepted.window, 0);
  network.tcp(kHost,
              {.source_port = 40000,
               .destination_port = 80,
               .sequence = 1001,
               .acknowledgment = accepted.sequence + 1,
               .flags = wire::kTcpAck},
              "GET /");
  const wire::TcpHeader held = network.tcp_answer();
  EXPECT_EQ(held.acknowledgment, 1001U);
  EXPECT_EQ(held.window, 0);
}

TEST(Responder, probes_without_syn_meet_the_rules_of_the_rfc) {
  Network network(with_rules(R"({"ports":"80","answer":"open"},{"ports":"82","answer":"silent"})"));
  wire::TcpHeader probe{.source_port = 40000,
                        .destination_port = 80,
                        .sequence = 5,
                        .acknowledgment = 77,
                        .flags = wire::kTcpAck};
  network.tcp(kHost, probe);
  EXPECT_EQ(network.tcp_answer().sequence, 77U) << "no connection of ours";
  for (const std::uint16_t flags : {wire::kTcpFin, std::uint16_t{0}}) {
    probe.flags = flags;
    probe.destination_port = 80;
    network.tcp(kHost, probe);
    EXPECT_EQ(network.unread(), 0U);
    probe.destination_port = 81;
    network.tcp(kHost, probe);
    EXPECT_EQ(network.tcp_answer().flags, wire::kTcpRst | wire::kTcpAck);
    probe.destination_port = 82;
    network.tcp(kHost, probe);
    EXPECT_EQ(network.unread(), 0U);
  }
  probe.flags = wire::kTcpRst;
  probe.destination_port = 81;
  network.tcp(kHost, probe);
  EXPECT_EQ(network.unread(), 0U);
}

TEST(Responder, icmp_errors_quote_the_probe) {
  Network network(
      with_rules(R"({"ports":"1","answer":"admin-prohibited"})", R"(,"quote_bytes":8)"));
  network.syn(kHost, 1);
  const wire::Packet packet = network.answer();
  const auto& error = std::get<wire::IcmpHeader>(packet.transport);
  EXPECT_EQ(error.type, wire::kIcmpUnreachable);
  EXPECT_EQ(error.code, wire::kAdminProhibited);
  EXPECT_EQ(packet.payload.size(), 28U);
  const auto quote = wire::decode_quote(packet.next, packet.payload);
  ASSERT_TRUE(quote.has_value());
  EXPECT_EQ(quote->destination, kHost);
  network.syn(kHost6, 1);
  const wire::IcmpHeader error6 = network.icmp_answer();
  EXPECT_EQ(error6.type, wire::kIcmpv6Unreachable);
  EXPECT_EQ(error6.code, wire::kV6AdminProhibited);
}

TEST(Responder, icmp_errors_come_no_faster_than_allowed) {
  Network network(with_rules("", R"(,"icmp_rate":10,"icmp_burst":3)"));
  for (int i = 0; i < 100; ++i) network.udp(kHost, 9, "x");
  EXPECT_EQ(network.unread(), 3U);
  EXPECT_EQ(network.counts().limited, 97U);
  network.now += 200ms;
  for (int i = 0; i < 100; ++i) network.udp(kHost, 9, "x");
  EXPECT_EQ(network.unread(), 5U);
}

TEST(Responder, udp_services_answer_the_right_request_only) {
  Network network(with_rules(
      R"({"transport":"udp","ports":"53","answer":"open","request":"abcd","copied":2,
          "reply":"8180"},{"transport":"udp","ports":"7","answer":"open"})"));
  network.udp(kHost, 53, "\xab\xce");
  network.udp(kHost, 53, "\xab");
  EXPECT_EQ(network.unread(), 0U);
  network.udp(kHost, 53, "\xab\xcd more");
  EXPECT_EQ(base::as_text(network.answer().payload), "\xab\xcd\x81\x80");
  network.udp(kHost, 7, "echo");
  EXPECT_EQ(base::as_text(network.answer().payload), "echo");
  network.udp(kHost, 54, "");
  EXPECT_EQ(network.icmp_answer().code, wire::kPortUnreachable);
}

TEST(Responder, knocking_in_order_opens_the_door_for_the_knocker) {
  Network network(with_rules(R"({"ports":"22","answer":"open","knock":[7000,8000,9000]})"));
  const auto state = [&] {
    network.syn(kHost, 22);
    while (network.unread() > 1) static_cast<void>(network.answer());
    return network.tcp_answer().flags;
  };
  EXPECT_EQ(state(), wire::kTcpRst | wire::kTcpAck);
  for (const std::uint16_t port : std::array<std::uint16_t, 3>{7000, 9000, 8000})
    network.syn(kHost, port);
  EXPECT_EQ(state(), wire::kTcpRst | wire::kTcpAck) << "the wrong order";
  for (const std::uint16_t port : std::array<std::uint16_t, 3>{7000, 8000, 9000})
    network.syn(kHost, port);
  EXPECT_EQ(state(), wire::kTcpSyn | wire::kTcpAck);
}

TEST(Responder, deaf_ports_hear_a_later_probe_and_repeaters_say_it_again) {
  Network network(with_rules(R"({"ports":"80","answer":"open","deaf":2},
                                {"ports":"81","answer":"open","repeat":2})"));
  network.syn(kHost, 80);
  network.syn(kHost, 80);
  EXPECT_EQ(network.unread(), 0U);
  network.syn(kHost, 80);
  EXPECT_EQ(network.tcp_answer().flags, wire::kTcpSyn | wire::kTcpAck);
  network.syn(kHost, 81);
  EXPECT_EQ(network.unread(), 3U);
  EXPECT_EQ(network.last_time(), network.now + 600ms);
}

TEST(Responder, spoiled_answers_are_broken_in_the_way_that_was_asked_for) {
  const auto spoiled = [](std::string_view how) {
    return with_rules(R"({"ports":"80","answer":"open","spoil":")" + std::string(how) + R"("})");
  };
  {
    Network network(spoiled("checksum"));
    network.syn(kHost, 80);
    const wire::Packet packet = network.answer();
    EXPECT_FALSE(wire::transport_checksum_holds(*packet.source(), *packet.destination(),
                                                wire::kIpTcp, packet.transport_bytes));
  }
  {
    Network network(spoiled("acknowledgment"));
    network.syn(kHost, 80);
    EXPECT_NE(network.tcp_answer().acknowledgment, 1001U);
  }
  {
    Network network(spoiled("source"));
    network.syn(kHost, 80);
    EXPECT_EQ(*network.answer().source(), ip("10.0.0.2"));
  }
  {
    Network network(spoiled("port"));
    network.syn(kHost, 80);
    EXPECT_EQ(network.tcp_answer().source_port, 81);
  }
  {
    Network network(spoiled("options"));
    network.syn(kHost, 80);
    EXPECT_EQ(network.tcp_answer().options.size(), 40U);
  }
}

TEST(Responder, the_dead_are_silent_or_announced_by_their_router) {
  const char* const plan = R"({"seed":1,"routers":["10.0.0.254"],"groups":[
    {"at":["10.2.0.0/16"],"on_link":false,"alive":0,"dead":"host-unreach"},
    {"at":["10.3.0.0/16"],"on_link":false,"alive":0}]})";
  Network network(plan);
  std::array<std::uint8_t, 20> segment{};
  segment[12] = 0x50;
  network.send(segment, wire::kIpTcp, ip("10.3.1.1"), mac_of(ip("10.0.0.254")));
  EXPECT_EQ(network.unread(), 0U);
  network.send(segment, wire::kIpTcp, ip("10.2.1.1"), mac_of(ip("10.0.0.254")));
  const wire::Packet packet = network.answer();
  EXPECT_EQ(*packet.source(), ip("10.0.0.254"));
  EXPECT_EQ(std::get<wire::IcmpHeader>(packet.transport).code, wire::kHostUnreachable);
  EXPECT_EQ(network.counts().dead, 2U);
}

TEST(Responder, resolves_living_neighbours_and_routers_only) {
  Network network(R"({"routers":["10.0.0.254"],"groups":[{"at":["10.0.0.1"]},
    {"at":["10.1.0.0/16"],"on_link":false}]})");
  const auto ask = [&](std::string_view target) {
    std::array<std::uint8_t, 64> buffer{};
    base::ByteWriter out(buffer);
    wire::encode(wire::EthernetHeader{wire::kBroadcastMac, kScanner, wire::kEtherTypeArp}, out);
    wire::encode(
        wire::ArpPacket{
            .sender_mac = kScanner, .sender_ip = ip("10.0.0.9"), .target_ip = ip(target)},
        out);
    network.raw(out.written());
  };
  ask("10.0.0.2");
  ask("10.1.0.1");
  EXPECT_EQ(network.unread(), 0U);
  for (const char* target : {"10.0.0.1", "10.0.0.254"}) {
    ask(target);
    const wire::Packet packet = network.answer();
    const auto& reply = std::get<wire::ArpPacket>(packet.network);
    EXPECT_EQ(reply.operation, wire::kArpReply);
    EXPECT_EQ(reply.sender_mac, mac_of(ip(target)));
    EXPECT_EQ(reply.target_mac, kScanner);
  }
}

TEST(Responder, answers_neighbour_solicitations) {
  Network network(with_rules(""));
  wire::NeighborMessage message{.target = kHost6, .mac = kScanner};
  const IpAddress group = wire::solicited_node_address(kHost6);
  std::array<std::uint8_t, 64> buffer{};
  base::ByteWriter out(buffer);
  wire::encode(message,
               wire::pseudo_header_sum(ip("2001:db8::9"), group, wire::kIpIcmpv6,
                                       static_cast<std::uint32_t>(wire::neighbor_bytes(message))),
               out);
  network.send(out.written(), wire::kIpIcmpv6, group, wire::multicast_mac(group));
  const wire::Packet packet = network.answer();
  const auto reply = wire::decode_neighbor(packet.transport_bytes);
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->header.type, wire::kNeighborAdvertisement);
  EXPECT_EQ(reply->header.target, kHost6);
  EXPECT_EQ(reply->header.mac, mac_of(kHost6));
}

TEST(Responder, counts_and_ignores_what_a_real_host_would_drop) {
  Network network(with_rules(R"({"ports":"80","answer":"open"})"));
  std::array<std::uint8_t, 20> segment{};
  segment[12] = 0x50;
  network.send(segment, wire::kIpTcp, kHost);  // checksum 0
  EXPECT_EQ(network.counts().bad_checksums, 1U);
  network.send(segment, wire::kIpTcp, kHost, kScanner);
  EXPECT_EQ(network.counts().misaddressed, 1U);
  network.send(segment, wire::kIpTcp, ip("10.0.0.77"));
  EXPECT_EQ(network.counts().strangers, 1U);
  network.raw(std::array<std::uint8_t, 9>{});
  EXPECT_EQ(network.counts().malformed, 1U);
  EXPECT_EQ(network.unread(), 0U);
}

TEST(Responder, pings_are_echoed_unless_forbidden) {
  for (const bool echoes : {true, false}) {
    Network network(with_rules("", echoes ? "" : R"(,"echo":false)"));
    std::array<std::uint8_t, 64> buffer{};
    base::ByteWriter out(buffer);
    wire::encode(wire::IcmpHeader{.type = wire::kIcmpEchoRequest, .rest = 0x12340001},
                 base::as_bytes("abc"), {}, out);
    network.send(out.written(), wire::kIpIcmp, kHost);
    ASSERT_EQ(network.unread(), echoes ? 1U : 0U);
    if (!echoes) continue;
    const wire::Packet packet = network.answer();
    EXPECT_EQ(std::get<wire::IcmpHeader>(packet.transport).rest, 0x12340001U);
    EXPECT_EQ(base::as_text(packet.payload), "abc");
  }
}

}  // namespace
}  // namespace minato::lab
