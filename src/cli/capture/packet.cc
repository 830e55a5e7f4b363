// From header fields to the plain input of render's picture.
#include "cli/capture/packet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "capture/headers.h"
#include "cli/capture/text.h"
#include "cli/local_time.h"
#include "registry/names.h"
#include "render/capture/json.h"
#include "render/pictures/packet.h"
#include "wire/tcp.h"

namespace minato::cli {
namespace {

using capture::ChecksumState;
using capture::FieldKind;
using capture::Header;
using capture::HeaderField;
using render::Role;
using wire::Protocol;

constexpr int kWidest = 100;

std::string_view layer_word(Protocol protocol) {
  switch (protocol) {
    case Protocol::ethernet:
      return "ethernet";
    case Protocol::vlan:
      return "vlan";
    case Protocol::arp:
      return "arp";
    case Protocol::ipv4:
      return "ipv4";
    case Protocol::ipv6:
      return "ipv6";
    case Protocol::ipv6_extension:
      return "ipv6_extension";
    case Protocol::tcp:
      return "tcp";
    case Protocol::udp:
      return "udp";
    case Protocol::udp_lite:
      return "udp_lite";
    case Protocol::sctp:
      return "sctp";
    case Protocol::dccp:
      return "dccp";
    case Protocol::icmp:
      return "icmp";
    case Protocol::icmpv6:
      return "icmpv6";
    case Protocol::mpls:
    case Protocol::gre:
    case Protocol::vxlan:
    case Protocol::geneve:
    case Protocol::ppp:
    case Protocol::pppoe:
      return "tunnel";
    default:
      return "link";
  }
}

model::Transport transport_of(Protocol protocol) {
  if (protocol == Protocol::tcp) return model::Transport::tcp;
  if (protocol == Protocol::sctp) return model::Transport::sctp;
  return protocol == Protocol::dccp ? model::Transport::dccp : model::Transport::udp;
}

/// Who has the client's end sent this packet? Then the source port is the client's.
bool from_client(const PacketView& packet) {
  const std::uint32_t index = packet.report.conversation;
  if (index == capture::kNoConversation) return true;
  return packet.analysis.conversations().at(index).client == packet.report.way;
}

std::string port_meaning(const Context& context, const PacketView& packet, const Header& header,
                         const HeaderField& field) {
  const auto number = static_cast<std::uint16_t>(field.number);
  const bool source = field.kind == FieldKind::source_port;
  const bool client_side = source == (header.quoted ? !from_client(packet) : from_client(packet));
  const std::string_view name = registry::name_of({number, transport_of(header.protocol)});
  const bool known = packet.report.conversation != capture::kNoConversation;
  if (known && client_side) {
    return context.tr(model::range_of(number) == model::PortRange::dynamic
                          ? "capture.means.port-lent"
                          : "capture.means.port-client");
  }
  if (!name.empty()) return context.tr("capture.means.port-service", name);
  return context.tr(model::range_of(number) == model::PortRange::dynamic
                        ? "capture.means.port-lent"
                        : "capture.means.port-other");
}

std::string flags_meaning(const Context& context, std::uint64_t flags) {
  constexpr std::array<std::string_view, 9> kWords = {"syn", "fin", "rst", "psh", "ack",
                                                      "urg", "ece", "cwr", "ae"};
  constexpr std::array<unsigned, 9> kBits = {1, 0, 2, 3, 4, 5, 6, 7, 8};
  std::string text;
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if ((flags >> kBits[i] & 1U) == 0) continue;
    if (!text.empty()) text += "; ";
    text += base::text(context.language, fmt::format("capture.flag.{}", kWords[i]));
  }
  return text;
}

std::string checksum_meaning(const Context& context, ChecksumState state) {
  switch (state) {
    case ChecksumState::good:
      return context.tr("capture.means.checksum-good");
    case ChecksumState::wrong:
      return context.tr("capture.means.checksum-wrong");
    case ChecksumState::unknown:
      return context.tr("capture.means.checksum-unknown");
    case ChecksumState::none:
      return "";
  }
  return "";
}

std::string meaning_of(const Context& context, const PacketView& packet, const Header& header,
                       const HeaderField& field) {
  if (field.kind == FieldKind::source_port || field.kind == FieldKind::destination_port) {
    return port_meaning(context, packet, header, field);
  }
  if (field.kind == FieldKind::check) {
    if (field.number == 0 && header.checksum == ChecksumState::none) {
      return context.tr("capture.means.checksum-none");
    }
    return checksum_meaning(context, header.checksum);
  }
  if (field.name == "tcp-flags") return flags_meaning(context, field.number);
  if (field.name == "acknowledgment" && field.number == 0) {
    return context.tr("capture.means.acknowledgment-none");
  }
  const std::string key = fmt::format("capture.means.{}", field.name);
  return base::has_text(key) ? context.tr(key) : "";
}

Role role_of(const Header& header, const HeaderField& field) {
  switch (field.kind) {
    case FieldKind::source_port:
      return Role::accent;
    case FieldKind::destination_port:
      return Role::ok;
    case FieldKind::check:
      return header.checksum == ChecksumState::wrong ? Role::warn : Role::plain;
    default:
      return Role::plain;
  }
}

render::PacketHeader section_of(const Context& context, const PacketView& packet,
                                const Header& header) {
  render::PacketHeader out{.title = std::string(to_text(header.protocol))};
  if (header.quoted) out.title = context.tr("capture.packet.quoted", out.title);
  out.note = context.tr(
      "capture.packet.header", header.length_bytes,
      base::text(context.language, fmt::format("capture.layer.{}", layer_word(header.protocol))));
  for (const HeaderField& field : header.fields) {
    const std::string short_key = fmt::format("capture.short.{}", field.name);
    const bool port =
        field.kind == FieldKind::source_port || field.kind == FieldKind::destination_port;
    out.fields.push_back({.bits = field.bits,
                          .name = context.tr(fmt::format("capture.field.{}", field.name)),
                          .short_name = base::has_text(short_key) ? context.tr(short_key) : "",
                          .value = field.value,
                          .meaning = meaning_of(context, packet, header, field),
                          .role = role_of(header, field),
                          .marked = port});
  }
  return out;
}

/// The bytes behind the last header.
base::Bytes payload_of(const PacketView& packet) {
  const wire::Layer* const last = packet.layers.last();
  if (last == nullptr) return packet.frame.bytes;
  return packet.frame.bytes.subspan(last->offset + last->header_bytes, last->payload_bytes);
}

std::string title_of(const Context& context, const PacketView& packet) {
  const std::uint32_t index = packet.report.conversation;
  if (index == capture::kNoConversation) {
    return context.tr("capture.packet.title-plain", packet.report.number);
  }
  const capture::FlowKey& key = packet.analysis.conversations().at(index).key;
  const bool forward = packet.report.way == capture::Way::forward;
  return context.tr("capture.packet.title", packet.report.number,
                    end_text(forward ? key.low() : key.high()),
                    end_text(forward ? key.high() : key.low()));
}

std::string subtitle_of(const Context& context, const PacketView& packet) {
  const std::string when = date_text(timestamp_of(packet.frame.time_ns));
  const std::string length =
      packet.frame.bytes.size() < packet.frame.original_bytes
          ? context.tr("capture.packet.cut", packet.frame.original_bytes, packet.frame.bytes.size())
          : context.tr("capture.packet.when", packet.frame.original_bytes);
  std::string text = when + " · " + length;
  if (!packet.frame.comment.empty()) text += " · " + std::string(packet.frame.comment);
  return text;
}

}  // namespace

int capture_columns(const Context& context) {
  if (context.screen.columns == 0) return kWidest;
  return std::min(kWidest, static_cast<int>(context.screen.columns));
}

render::Scene packet_scene(const Context& context, const PacketView& packet) {
  const std::string when = date_text(timestamp_of(packet.frame.time_ns));
  render::PacketPicture picture{
      .title = title_of(context, packet),
      .subtitle = subtitle_of(context, packet),
      .description = context.tr("capture.packet.description", packet.report.number, when)};
  for (const Header& header : capture::headers_of(packet.frame.bytes, packet.layers)) {
    picture.headers.push_back(section_of(context, packet, header));
  }
  picture.payload = payload_of(packet);
  if (!picture.payload.empty()) {
    picture.payload_title = context.tr("capture.packet.payload", picture.payload.size());
  }
  if (picture.payload.size() > render::kMostPayloadBytes) {
    picture.payload_more = context.tr("capture.packet.payload-more",
                                      picture.payload.size() - render::kMostPayloadBytes);
  }
  const std::size_t missing = packet.frame.original_bytes - packet.frame.bytes.size();
  if (missing > 0 && !picture.payload.empty()) {
    picture.payload_more = context.tr("capture.packet.payload-cut", missing);
  }
  if (packet.layers.fault) {
    picture.payload_title =
        context.tr("capture.packet.fault", packet.layers.fault->offset, packet.layers.fault->rule);
  }
  return draw_packet(picture, {.language = context.language, .columns = capture_columns(context)});
}

void write_packet_json(Context& context, const PacketView& packet) {
  render::PacketJson out{.number = packet.report.number,
                         .time = timestamp_of(packet.frame.time_ns),
                         .bytes = packet.frame.original_bytes,
                         .captured_bytes = packet.frame.bytes.size(),
                         .comment = packet.frame.comment};
  if (packet.report.conversation != capture::kNoConversation) {
    out.conversation = packet.report.conversation + 1U;
  }
  if (packet.layers.fault) {
    out.fault_offset = packet.layers.fault->offset;
    out.fault_rule = packet.layers.fault->rule;
  }
  const std::vector<Header> headers = capture::headers_of(packet.frame.bytes, packet.layers);
  for (const Header& header : headers) {
    render::PacketJson::Layer layer{.protocol = to_text(header.protocol),
                                    .offset = header.offset,
                                    .bytes = header.length_bytes,
                                    .quoted = header.quoted};
    if (header.checksum == ChecksumState::good) layer.checksum = "good";
    if (header.checksum == ChecksumState::wrong) layer.checksum = "wrong";
    for (const HeaderField& field : header.fields) {
      layer.fields.push_back({field.name, field.bits, field.value});
    }
    out.layers.push_back(std::move(layer));
  }
  out.payload = payload_of(packet);
  std::string text;
  render::append_json(text, out);
  context.out.write(text);
}

}  // namespace minato::cli
