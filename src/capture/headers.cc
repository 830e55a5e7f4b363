// Each header is a table of fields; one reader takes the bits one after the other.
#include "capture/headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "capture/header_tables.h"
#include "model/ip_address.h"
#include "wire/checksum.h"
#include "wire/ipv4.h"
#include "wire/mac_address.h"
#include "wire/protocol_numbers.h"
#include "wire/tcp.h"

namespace minato::capture {
namespace {

using wire::Layer;
using wire::Protocol;

constexpr std::size_t kMostHexBytes = 32;

std::string hex_text(base::Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes.first(std::min(bytes.size(), kMostHexBytes))) {
    text += fmt::format("{}{:02x}", text.empty() ? "" : " ", byte);
  }
  if (bytes.size() > kMostHexBytes) text += " …";
  return text;
}

std::uint64_t bits_at(base::Bytes bytes, std::size_t at, unsigned bits) {
  std::uint64_t value = 0;
  for (std::size_t bit = at; bit < at + bits; ++bit) {
    const std::uint8_t byte = bit / 8 < bytes.size() ? bytes[bit / 8] : std::uint8_t{0};
    value = value << 1 | (byte >> (7 - bit % 8) & 1U);
  }
  return value;
}

std::string named(std::uint64_t number, Protocol protocol) {
  if (protocol == Protocol::unknown || protocol == Protocol::none) return fmt::format("{}", number);
  return fmt::format("{} {}", number, to_text(protocol));
}

std::string ethertype_text(std::uint64_t number) {
  const Protocol protocol = wire::protocol_of_ethertype(static_cast<std::uint16_t>(number));
  if (protocol == Protocol::unknown) return fmt::format("0x{:04x}", number);
  return fmt::format("0x{:04x} {}", number, to_text(protocol));
}

std::string ip_flags_text(std::uint64_t flags) {
  std::string text = (flags & 2) != 0 ? "DF" : "";
  if ((flags & 1) != 0) text += text.empty() ? "MF" : " MF";
  return text.empty() ? "-" : text;
}

std::string value_text(const FieldRow& row, std::uint64_t number, base::Bytes bytes) {
  switch (row.show) {
    case Show::number:
      return fmt::format("{}", number);
    case Show::hexadecimal:
      return fmt::format("0x{:0{}x}", number, (row.bits + 3) / 4);
    case Show::words:
      return fmt::format("{} × 4 = {}", number, number * 4);
    case Show::units:
      return fmt::format("{} × 8 = {}", number, number * 8);
    case Show::mac:
      return to_text(wire::MacAddress::from(bytes));
    case Show::ipv4:
      return to_text(model::IpAddress::v4(static_cast<std::uint32_t>(number)));
    case Show::ipv6:
      return bytes.size() < 16 ? "" : to_text(model::IpAddress::v6(bytes.first<16>()));
    case Show::ethertype:
      return ethertype_text(number);
    case Show::ip_protocol:
      return named(number, wire::protocol_of_ip_number(static_cast<std::uint8_t>(number)));
    case Show::ip_flags:
      return ip_flags_text(number);
    case Show::tcp_flags:
      return tcp_flags_text(static_cast<std::uint16_t>(number));
    case Show::tcp_options:
      return tcp_options_text(bytes);
    case Show::bytes:
      return hex_text(bytes);
  }
  return "";
}

/// Adds the fields of the table, and what is left of the header as one more.
void read_fields(base::Bytes bytes, std::span<const FieldRow> rows, Header& header) {
  std::size_t at = 0;
  const std::size_t end = bytes.size() * 8;
  for (const FieldRow& row : rows) {
    const std::size_t left = end - std::min(end, at);
    const unsigned bits = row.bits == kRest ? static_cast<unsigned>(left) : row.bits;
    if (bits == 0 || bits > left) continue;
    const bool aligned = at % 8 == 0 && bits % 8 == 0;
    const base::Bytes inside = aligned ? bytes.subspan(at / 8, bits / 8) : base::Bytes();
    const std::uint64_t number = bits <= 64 ? bits_at(bytes, at, bits) : 0;
    header.fields.push_back({.name = row.name,
                             .bits = bits,
                             .number = number,
                             .value = value_text(row, number, inside),
                             .kind = row.kind});
    at += bits;
  }
}

ChecksumState transport_checksum(base::Bytes frame, const Layer& ip, const Layer& transport) {
  if (ip.protocol != Protocol::ipv4 && ip.protocol != Protocol::ipv6) return ChecksumState::unknown;
  const std::size_t bytes = transport.header_bytes + transport.payload_bytes;
  if (transport.announced_bytes > transport.payload_bytes || ip.cut) return ChecksumState::unknown;
  const auto addresses = frame.subspan(ip.offset);
  const bool six = ip.protocol == Protocol::ipv6;
  const auto source = six ? model::IpAddress::v6(addresses.subspan(8).first<16>())
                          : model::IpAddress::v4(base::ByteReader(addresses.subspan(12)).u32());
  const auto destination =
      six ? model::IpAddress::v6(addresses.subspan(24).first<16>())
          : model::IpAddress::v4(base::ByteReader(addresses.subspan(16)).u32());
  std::uint8_t number = wire::kIpTcp;
  if (transport.protocol == Protocol::udp) {
    number = wire::kIpUdp;
    const bool unused = frame[transport.offset + 6] == 0 && frame[transport.offset + 7] == 0;
    if (unused && !six) return ChecksumState::none;
  }
  if (transport.protocol == Protocol::icmpv6) number = wire::kIpIcmpv6;
  const bool holds = wire::transport_checksum_holds(source, destination, number,
                                                    frame.subspan(transport.offset, bytes));
  return holds ? ChecksumState::good : ChecksumState::wrong;
}

ChecksumState checksum_of(base::Bytes frame, const Layer& layer, const Layer* ip) {
  if (layer.quoted) return ChecksumState::unknown;
  switch (layer.protocol) {
    case Protocol::ipv4:
      return wire::ipv4_checksum_holds(frame.subspan(layer.offset)) ? ChecksumState::good
                                                                    : ChecksumState::wrong;
    case Protocol::tcp:
    case Protocol::udp:
    case Protocol::icmpv6:
      return ip == nullptr ? ChecksumState::unknown : transport_checksum(frame, *ip, layer);
    default:
      return ChecksumState::none;
  }
}

}  // namespace

std::vector<Header> headers_of(base::Bytes frame, const wire::Layers& layers) {
  std::vector<Header> headers;
  const Layer* ip = nullptr;
  for (std::size_t i = 0; i < layers.count; ++i) {
    const Layer& layer = layers.items[i];
    if (layer.header_bytes == 0) continue;  // raw IP: nothing of its own
    if (layer.protocol == Protocol::ipv4 || layer.protocol == Protocol::ipv6) ip = &layer;
    Header header{.protocol = layer.protocol,
                  .offset = layer.offset,
                  .length_bytes = layer.header_bytes,
                  .quoted = layer.quoted,
                  .checksum = checksum_of(frame, layer, ip)};
    read_fields(frame.subspan(layer.offset, layer.header_bytes), field_rows(layer.protocol),
                header);
    headers.push_back(std::move(header));
  }
  return headers;
}

std::string tcp_flags_text(std::uint16_t flags) {
  constexpr std::array<std::string_view, 9> kNames = {"FIN", "SYN", "RST", "PSH", "ACK",
                                                      "URG", "ECE", "CWR", "AE"};
  // In the order in which people say them: SYN before ACK, PSH before ACK.
  constexpr std::array<std::size_t, 9> kOrder = {1, 0, 2, 3, 4, 5, 6, 7, 8};
  std::string text;
  for (const std::size_t bit : kOrder) {
    if ((flags >> bit & 1U) == 0) continue;
    text += fmt::format("{}{}", text.empty() ? "" : " ", kNames[bit]);
  }
  return text;
}

std::string tcp_options_text(base::Bytes options) {
  std::string text;
  const auto add = [&](const std::string& option) { text += (text.empty() ? "" : ", ") + option; };
  base::ByteReader in(options);
  while (in.remaining() > 0) {
    const std::uint8_t kind = in.u8();
    if (kind == 0) break;
    if (kind == 1) continue;
    const std::uint8_t length = in.u8();
    base::ByteReader value(in.bytes(length < 2 ? SIZE_MAX : length - 2U));
    if (in.failed()) {
      add("…");
      break;
    }
    if (kind == 2) add(fmt::format("MSS {}", value.u16()));
    if (kind == 3) add(fmt::format("window scale {}", value.u8()));
    if (kind == 4) add("SACK permitted");
    if (kind == 5) {
      std::string ranges;
      while (value.remaining() >= 8) {
        const std::uint32_t from = value.u32();
        ranges += fmt::format(" {}-{}", from, value.u32());
      }
      add("SACK" + ranges);
    }
    if (kind == 8) {
      const std::uint32_t stamp = value.u32();
      add(fmt::format("timestamps {} {}", stamp, value.u32()));
    }
    if (kind == 34) add("Fast Open");
    if (kind == 30) add("Multipath");
    const std::array known = {2, 3, 4, 5, 8, 30, 34};
    if (std::ranges::find(known, int{kind}) == known.end()) add(fmt::format("option {}", kind));
  }
  return text;
}

}  // namespace minato::capture
