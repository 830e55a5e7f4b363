// Machines of industry and buildings, identification reads only: Modbus (function 43/14),
// EtherNet/IP (ListIdentity), BACnet/IP (who made it), CoAP (RFC 7252: the list of resources).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "talk/byte_builder.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr unsigned kReadDevice = 0x2b, kDeviceIdentification = 0x0e, kException = 0x80;

Turn read_modbus(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  in.skip(7);
  const unsigned function = in.u8();
  if (function == (kReadDevice | kException)) {
    facts.add_number("modbus.exception", in.u8());
    return Turn::finished();
  }
  if (function != kReadDevice || in.u8() != kDeviceIdentification) return Turn::not_ours();
  in.skip(4);
  const unsigned count = in.u8();
  constexpr std::array<std::string_view, 3> kKeys = {"modbus.vendor", "modbus.product",
                                                     "modbus.version"};
  for (unsigned i = 0; i < count && !in.failed(); ++i) {
    const unsigned object = in.u8();
    const base::Bytes value = in.bytes(in.u8());
    if (!in.failed() && object < kKeys.size()) facts.add(kKeys[object], value);
  }
  return Turn::finished();
}

constexpr Exchange kModbusTalk{
    .first =
        [](const MachineOptions& options) {
          constexpr unsigned kUnit = 1, kBasic = 1;
          ByteBuilder request;
          request.u8(kUnit).u8(kReadDevice).u8(kDeviceIdentification).u8(kBasic).u8(0);
          return ByteBuilder().u16(options.transaction).u16(0).sized16(request).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::size_t kHead = 6, kMost = 254;
      if (received.size() < kHead) return 0;
      ByteReader in(base::as_bytes(received));
      in.skip(2);
      const bool modbus = in.u16() == 0;
      const std::size_t length = in.u16();
      return !modbus || length < 3 || length > kMost ? MessageLength()
                                                     : MessageLength(kHead + length);
    },
    .read = read_modbus,
    .rule = "modbus-answer"};

constexpr std::size_t kEnipHead = 24;
constexpr unsigned kListIdentity = 0x63;

Turn read_identity(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  if (in.u16_little() != kListIdentity) return Turn::not_ours();
  in.skip(kEnipHead - 2);
  if (in.u16_little() == 0) return Turn::not_ours();
  in.skip(4 + 2 + 16);  // item, protocol version, socket address
  const unsigned vendor = in.u16_little(), type = in.u16_little();
  in.skip(2);
  const unsigned major = in.u8(), minor = in.u8();
  in.skip(6);
  const base::Bytes product = in.bytes(in.u8());
  if (in.failed()) return Turn::not_ours();
  facts.add_number("enip.vendor", vendor);
  facts.add_number("enip.type", type);
  facts.add("enip.revision", fmt::format("{}.{}", major, minor));
  facts.add("enip.product", product);
  return Turn::finished();
}

constexpr Exchange kEnipTalk{
    .first =
        [](const MachineOptions&) {
          return ByteBuilder().u16_little(kListIdentity).zeros(kEnipHead - 2).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      if (static_cast<unsigned char>(received[0]) != kListIdentity) return std::nullopt;
      if (received.size() < kEnipHead) return 0;
      ByteReader in(base::as_bytes(received));
      in.skip(2);
      return kEnipHead + std::size_t{in.u16_little()};
    },
    .read = read_identity,
    .rule = "enip-identity"};

constexpr Exchange kBacnetTalk{
    .first =
        [](const MachineOptions&) {
          // ReadProperty of whichever device hears it: vendor name (121).
          constexpr std::uint32_t kAnyDevice = 8U << 22U | 0x3fffffU;
          ByteBuilder service;
          service.u8(1).u8(4).u8(0).u8(5).u8(1).u8(12);
          service.u8(0x0c).u32(kAnyDevice).u8(0x19).u8(121);
          return ByteBuilder()
              .u8(0x81)
              .u8(0x0a)
              .u16(4 + service.size())
              .bytes(service.view())
              .string();
        },
    .measure = measure_datagram,
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      ByteReader in(base::as_bytes(message));
      constexpr unsigned kBacnetIp = 0x81, kComplexAck = 3;
      if (in.u8() != kBacnetIp) return Turn::not_ours();
      in.skip(3);
      if (in.u8() != 1 || in.failed()) return Turn::not_ours();
      in.skip(1);
      if (in.u8() >> 4U != kComplexAck) {
        facts.add("bacnet.answer", "error");
        return in.failed() ? Turn::not_ours() : Turn::finished();
      }
      in.skip(2 + 5 + 2);
      // 3e: opening tag, 75: a text with its length behind, character set first.
      if (in.u8() != 0x3e || in.u8() != 0x75) return Turn::not_ours();
      const std::size_t length = in.u8();
      in.skip(1);
      const base::Bytes name = in.bytes(length > 0 ? length - 1 : 0);
      if (in.failed()) return Turn::not_ours();
      facts.add("bacnet.vendor", name);
      return Turn::finished();
    },
    .rule = "bacnet-answer"};

constexpr Exchange kCoapTalk{.first =
                                 [](const MachineOptions& options) {
                                   constexpr unsigned kConfirmable = 0x40, kGet = 1;
                                   return ByteBuilder()
                                       .u8(kConfirmable)
                                       .u8(kGet)
                                       .u16(options.transaction)
                                       .u8(0xbb)  // Uri-Path of 11 bytes, then one of 4
                                       .text(".well-known")
                                       .u8(0x04)
                                       .text("core")
                                       .string();
                                 },
                             .measure = measure_datagram,
                             .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
                               ByteReader in(base::as_bytes(message));
                               const unsigned head = in.u8();
                               const unsigned code = in.u8();
                               in.skip(2);
                               constexpr unsigned kAcknowledgement = 2;
                               const unsigned group = code >> 5U;
                               const bool ours = head >> 6U == 1 &&
                                                 (head >> 4U & 3U) == kAcknowledgement &&
                                                 (group == 2 || group == 4 || group == 5);
                               if (!ours || in.failed()) return Turn::not_ours();
                               facts.add("coap.code", fmt::format("{}.{:02}", group, code & 31U));
                               const std::string_view rest = base::as_text(in.rest());
                               const std::size_t marker = rest.find('\xff');
                               if (marker != std::string_view::npos)
                                 facts.add("coap.links", rest.substr(marker + 1));
                               return Turn::finished();
                             },
                             .rule = "coap-answer"};

}  // namespace

extern const Protocol kModbus, kEnip, kBacnet, kCoap;
const Protocol kModbus{.name = "modbus", .ports = {502}, .create = make_exchange<kModbusTalk>};
const Protocol kEnip{.name = "EtherNet-IP-2", .ports = {44818}, .create = make_exchange<kEnipTalk>};
const Protocol kBacnet{.name = "bacnet",
                       .transport = model::Transport::udp,
                       .ports = {47808},
                       .create = make_exchange<kBacnetTalk>};
const Protocol kCoap{.name = "coap",
                     .transport = model::Transport::udp,
                     .ports = {5683},
                     .create = make_exchange<kCoapTalk>};

}  // namespace minato::talk
