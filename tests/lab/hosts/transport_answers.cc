// What the ports of simulated hosts answer: TCP segments and UDP datagrams.
#include <algorithm>
#include <vector>

#include "lab/hosts/responder.h"
#include "wire/protocol_numbers.h"
#include "wire/tcp_options.h"

namespace minato::lab {
namespace {

using std::chrono::nanoseconds;

constexpr std::uint16_t kWindow = 64240;
/// What is sent back to a client counts from its SYN-ACK: further away it is no connection of ours.
constexpr std::uint32_t kLongestTalk = 1U << 20;
constexpr nanoseconds kFirstRepeat = std::chrono::milliseconds{200};

bool is_icmp(Answer answer) {
  return answer != Answer::open && answer != Answer::closed && answer != Answer::silent &&
         answer != Answer::tarpit;
}

/// What the segment takes up in sequence space.
std::uint32_t length_of(const wire::TcpHeader& segment, base::Bytes payload) {
  return static_cast<std::uint32_t>(payload.size()) + (segment.has(wire::kTcpSyn) ? 1 : 0) +
         (segment.has(wire::kTcpFin) ? 1 : 0);
}

wire::TcpHeader back(const wire::TcpHeader& segment, std::uint16_t flags) {
  return {.source_port = segment.destination_port,
          .destination_port = segment.source_port,
          .flags = flags};
}

/// The RST that RFC 9293 section 3.10.7.1 asks for.
wire::TcpHeader refusal(const wire::TcpHeader& segment, base::Bytes payload) {
  wire::TcpHeader header = back(segment, wire::kTcpRst);
  if (segment.has(wire::kTcpAck)) {
    header.sequence = segment.acknowledgment;
  } else {
    header.flags |= wire::kTcpAck;
    header.acknowledgment = segment.sequence + length_of(segment, payload);
  }
  return header;
}

}  // namespace

std::uint32_t Responder::cookie(const Question& question, const wire::TcpHeader& segment) const {
  const std::uint64_t ports =
      static_cast<std::uint64_t>(segment.source_port) << 16 | segment.destination_port;
  return static_cast<std::uint32_t>(
      hash_of(question.host, hash_of(question.peer, plan_.seed ^ ports << 16)));
}

void Responder::take_tcp(const Question& question, const Group& group) {
  const auto& segment = std::get<wire::TcpHeader>(question.packet.transport);
  if (!wire::transport_checksum_holds(question.peer, question.host, wire::kIpTcp,
                                      question.packet.transport_bytes)) {
    ++counts_.bad_checksums;
    return;
  }
  const bool syn = segment.has(wire::kTcpSyn) && !segment.has(wire::kTcpAck);
  ++(syn ? counts_.syns : counts_.other_segments);
  if (segment.has(wire::kTcpRst)) return;
  const model::Port port{segment.destination_port, model::Transport::tcp};
  if (!syn) {
    const Rule* const rule = plan_.rule_for(group, question.host, port);
    const Answer answer = rule == nullptr ? Answer::closed : rule->answer;
    answer_segment({question, group, rule, port, answer}, segment);
    return;
  }
  const Case asked = case_of(question, group, port);
  if (may_answer(asked)) answer_syn(asked, segment);
}

void Responder::answer_syn(const Case& asked, const wire::TcpHeader& segment) {
  Manner manner = manner_of(asked.question, asked.group);
  if (asked.rule != nullptr) manner.spoil = asked.rule->spoil;
  if (asked.answer == Answer::silent) return;
  if (is_icmp(asked.answer)) {
    send_error(asked.question, asked.group, asked.answer, manner);
    return;
  }
  ++counts_.answers;
  const base::Bytes payload = asked.question.packet.payload;
  if (asked.answer == Answer::closed) {
    writer_.tcp(asked.question, refusal(segment, payload), {}, manner);
    return;
  }
  std::array<std::uint8_t, 8> options{};
  base::ByteWriter out(options);
  wire::encode(wire::TcpOptions{.maximum_segment_bytes = 1460}, out);
  wire::TcpHeader header = back(segment, wire::kTcpSyn | wire::kTcpAck);
  header.sequence = cookie(asked.question, segment);
  header.acknowledgment = segment.sequence + 1;
  header.window = asked.answer == Answer::tarpit ? 0 : kWindow;
  header.options = out.written();
  writer_.tcp(asked.question, header, {}, manner);
  nanoseconds wait = kFirstRepeat;
  for (unsigned i = 0; asked.rule != nullptr && i < asked.rule->repeat; ++i, wait *= 2) {
    manner.when += wait;
    writer_.tcp(asked.question, header, {}, manner);
  }
}

void Responder::answer_segment(const Case& asked, const wire::TcpHeader& segment) {
  const bool has_ports = asked.answer == Answer::open || asked.answer == Answer::tarpit;
  const std::uint32_t said = segment.acknowledgment - cookie(asked.question, segment);
  if (has_ports && segment.has(wire::kTcpAck) && !segment.has(wire::kTcpSyn) && said >= 1 &&
      said < kLongestTalk) {
    answer_connection(asked, segment);
    return;
  }
  const Manner manner = manner_of(asked.question, asked.group);
  if (is_icmp(asked.answer)) {
    Manner spoiled = manner;
    spoiled.spoil = asked.rule->spoil == Spoil::quote ? Spoil::quote : Spoil::none;
    send_error(asked.question, asked.group, asked.answer, spoiled);
    return;
  }
  const bool to_listener = has_ports && !segment.has(wire::kTcpAck);
  if (asked.answer == Answer::silent || to_listener) return;
  ++counts_.answers;
  writer_.tcp(asked.question, refusal(segment, asked.question.packet.payload), {}, manner);
}

void Responder::answer_connection(const Case& asked, const wire::TcpHeader& segment) {
  const base::Bytes payload = asked.question.packet.payload;
  const std::uint32_t said = segment.acknowledgment - cookie(asked.question, segment);
  const std::string& banner = asked.rule->banner;
  const bool trapped = asked.answer == Answer::tarpit;
  const bool greets =
      said == 1 && payload.empty() && !segment.has(wire::kTcpFin) && !banner.empty() && !trapped;
  if (length_of(segment, payload) == 0 && !greets) return;
  wire::TcpHeader header = back(segment, wire::kTcpAck);
  header.sequence = segment.acknowledgment;
  header.acknowledgment = segment.sequence + length_of(segment, payload);
  header.window = trapped ? 0 : kWindow;
  if (greets) header.flags |= wire::kTcpPsh;
  if (segment.has(wire::kTcpFin) && !trapped) header.flags |= wire::kTcpFin;
  // A tarpit never takes what was sent, nor lets anybody go.
  if (trapped) header.acknowledgment = segment.sequence;
  ++counts_.answers;
  writer_.tcp(asked.question, header, greets ? base::as_bytes(banner) : base::Bytes{},
              manner_of(asked.question, asked.group));
}

void Responder::take_udp(const Question& question, const Group& group) {
  const auto& datagram = std::get<wire::UdpHeader>(question.packet.transport);
  if ((datagram.checksum != 0 || !question.peer.is_v4()) &&
      !wire::transport_checksum_holds(question.peer, question.host, wire::kIpUdp,
                                      question.packet.transport_bytes)) {
    ++counts_.bad_checksums;
    return;
  }
  ++counts_.datagrams;
  const Case asked = case_of(question, group, {datagram.destination_port, model::Transport::udp});
  if (may_answer(asked)) answer_datagram(asked, datagram);
}

void Responder::answer_datagram(const Case& asked, const wire::UdpHeader& datagram) {
  Manner manner = manner_of(asked.question, asked.group);
  if (asked.rule != nullptr) manner.spoil = asked.rule->spoil;
  if (asked.answer == Answer::silent || asked.answer == Answer::tarpit) return;
  if (asked.answer != Answer::open) {
    const Answer error = asked.answer == Answer::closed ? Answer::port_unreach : asked.answer;
    send_error(asked.question, asked.group, error, manner);
    return;
  }
  const Rule& rule = *asked.rule;
  const base::Bytes request = asked.question.packet.payload;
  if (request.size() < rule.request.size() ||
      !std::equal(rule.request.begin(), rule.request.end(), request.begin())) {
    return;
  }
  std::array<std::uint8_t, kLongestFrame> buffer{};
  base::ByteWriter reply{std::span(buffer).first(1400)};
  reply.bytes(request.first(std::min({request.size(), rule.copied, std::size_t{700}})));
  if (rule.reply.empty()) {
    reply.bytes(
        request.subspan(reply.size(), std::min<std::size_t>(request.size(), 700) - reply.size()));
  }
  reply.bytes(rule.reply);
  ++counts_.answers;
  writer_.udp(asked.question, datagram, reply.written(), manner);
}

}  // namespace minato::lab
