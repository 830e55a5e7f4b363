// SNMP: version 3 tells its maker to anybody (RFC 3414 discovery: the engine's identifier begins
// with an enterprise number), version 2c describes the system to who knows "public" (RFC 3416).
#include <fmt/format.h>

#include "talk/byte_builder.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr unsigned kSequence = 0x30, kInteger = 0x02, kOctets = 0x04, kOid = 0x06, kNull = 0x05;
constexpr unsigned kGet = 0xa0;
/// sysDescr.0 (RFC 3418).
constexpr std::string_view kSysDescr("\x2b\x06\x01\x02\x01\x01\x01\x00", 8);

ByteBuilder tagged(unsigned tag, const ByteBuilder& value) {
  return ByteBuilder().u8(tag).sized8(value);
}

/// GetRequest: number, no error, names without values.
ByteBuilder get_request(std::uint16_t number, std::string_view oid) {
  ByteBuilder names;
  if (!oid.empty()) {
    ByteBuilder pair;
    pair.u8(kOid).u8(oid.size()).text(oid).u8(kNull).u8(0);
    names.u8(kSequence).sized8(pair);
  }
  ByteBuilder body;
  // Below 0x8000: a number with its highest bit set would be negative.
  body.u8(kInteger).u8(2).u16(number & 0x7fffU).u8(kInteger).u8(1).u8(0).u8(kInteger).u8(1).u8(0);
  body.u8(kSequence).sized8(names);
  return tagged(kGet, body);
}

std::string discovery(const MachineOptions& options) {
  constexpr unsigned kVersion3 = 3, kReportable = 4, kUserModel = 3, kMostBytes = 0x5000;
  ByteBuilder header;
  header.u8(kInteger).u8(2).u16(options.transaction & 0x7fffU);
  header.u8(kInteger).u8(2).u16(kMostBytes).u8(kOctets).u8(1).u8(kReportable);
  header.u8(kInteger).u8(1).u8(kUserModel);
  ByteBuilder security;
  security.u8(kOctets).u8(0).u8(kInteger).u8(1).u8(0).u8(kInteger).u8(1).u8(0);
  security.u8(kOctets).u8(0).u8(kOctets).u8(0).u8(kOctets).u8(0);
  ByteBuilder scoped;
  scoped.u8(kOctets).u8(0).u8(kOctets).u8(0).bytes(get_request(options.transaction, "").view());
  ByteBuilder message;
  message.u8(kInteger).u8(1).u8(kVersion3).bytes(tagged(kSequence, header).view());
  message.u8(kOctets).sized8(tagged(kSequence, security));
  message.bytes(tagged(kSequence, scoped).view());
  return tagged(kSequence, message).string();
}

std::string community_request(const MachineOptions& options) {
  ByteBuilder message;
  message.u8(kInteger).u8(1).u8(1).u8(kOctets).u8(6).text("public");
  message.bytes(get_request(options.transaction, kSysDescr).view());
  return tagged(kSequence, message).string();
}

struct Element {
  unsigned tag = 0;
  ByteReader value{{}};
};

Element next_element(ByteReader& in) {
  const unsigned tag = in.u8();
  std::size_t length = in.u8();
  if (length == 0x81) {
    length = in.u8();
  } else if (length == 0x82) {
    length = in.u16();
  } else if (length > 0x82) {
    in.skip(in.remaining() + 1);  // longer than a datagram
  }
  return {tag, ByteReader(in.bytes(length))};
}

/// The message's version, after which `in` stands; -1 when it is no SNMP.
int open_message(std::string_view message, ByteReader& in) {
  ByteReader outer(base::as_bytes(message));
  const Element whole = next_element(outer);
  if (whole.tag != kSequence || outer.failed()) return -1;
  in = whole.value;
  Element version = next_element(in);
  const int number = version.value.u8();
  return version.tag != kInteger || version.value.failed() || in.failed() ? -1 : number;
}

Turn read_discovery(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in({});
  if (open_message(message, in) != 3) return Turn::not_ours();
  next_element(in);
  Element security = next_element(in);
  Element inner = next_element(security.value);
  Element engine = next_element(inner.value);
  if (security.tag != kOctets || engine.tag != kOctets || inner.value.failed()) {
    return Turn::not_ours();
  }
  constexpr std::uint32_t kNewFormat = 0x80000000;
  const std::uint32_t enterprise = engine.value.u32();
  if (!engine.value.failed()) facts.add_number("snmp.engine", enterprise & ~kNewFormat);
  facts.add("snmp.version", "3");
  return Turn::finished();
}

Turn read_community(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in({});
  const int version = open_message(message, in);
  if (version != 0 && version != 1) return Turn::not_ours();
  next_element(in);
  Element body = next_element(in);
  for (int i = 0; i < 3; ++i) next_element(body.value);
  Element names = next_element(body.value);
  Element pair = next_element(names.value);
  next_element(pair.value);
  const Element value = next_element(pair.value);
  if (value.tag != kOctets || pair.value.failed()) return Turn::not_ours();
  facts.add("snmp.sysdescr", value.value.rest());
  facts.add("snmp.community", "public");
  return Turn::finished();
}

constexpr Exchange kDiscoveryTalk{
    .first = discovery, .measure = measure_datagram, .read = read_discovery, .rule = "snmp-report"};
constexpr Exchange kCommunityTalk{.first = community_request,
                                  .measure = measure_datagram,
                                  .read = read_community,
                                  .rule = "snmp-response"};

}  // namespace

extern const Protocol kSnmp, kSnmpCommunity;
const Protocol kSnmp{.name = "snmp",
                     .transport = model::Transport::udp,
                     .ports = {161},
                     .create = make_exchange<kDiscoveryTalk>};
const Protocol kSnmpCommunity{.name = "snmp-community",
                              .transport = model::Transport::udp,
                              .ports = {161},
                              .create = make_exchange<kCommunityTalk>};

}  // namespace minato::talk
