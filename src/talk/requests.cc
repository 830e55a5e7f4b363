// Bytes as the protocols' documents have them.
#include "talk/requests.h"

#include "talk/ber.h"

namespace minato::talk {
namespace {

constexpr unsigned kSequence = 0x30, kInteger = 0x02, kOctets = 0x04, kOid = 0x06, kNull = 0x05;
constexpr unsigned kGet = 0xa0;
/// sysDescr.0 (RFC 3418).
constexpr std::string_view kSysDescr("\x2b\x06\x01\x02\x01\x01\x01\x00", 8);

/// GetRequest: number, no error, names without values.
ByteBuilder get_request(std::uint16_t number, std::string_view oid) {
  ByteBuilder names;
  if (!oid.empty()) {
    ByteBuilder pair;
    pair.u8(kOid).u8(oid.size()).text(oid).u8(kNull).u8(0);
    names = ber(kSequence, pair);
  }
  ByteBuilder body;
  body.u8(kInteger).u8(2).u16(number).u8(kInteger).u8(1).u8(0).u8(kInteger).u8(1).u8(0);
  return ber(kGet, body.bytes(ber(kSequence, names).view()));
}

}  // namespace

std::string mqtt_connect(std::string_view client) {
  constexpr unsigned kConnect = 0x10, kLevel311 = 4, kCleanSession = 2, kKeepAliveSeconds = 30;
  ByteBuilder body;
  body.sized16(ByteBuilder().text("MQTT")).u8(kLevel311).u8(kCleanSession).u16(kKeepAliveSeconds);
  return ByteBuilder().u8(kConnect).sized8(body.sized16(ByteBuilder().text(client))).string();
}

std::string mqtt_subscribe(std::string_view topic) {
  constexpr unsigned kSubscribe = 0x82;
  ByteBuilder body;
  body.u16(1).sized16(ByteBuilder().text(topic)).u8(0);
  return ByteBuilder().u8(kSubscribe).sized8(body).string();
}

ByteBuilder bson_document(const ByteBuilder& fields) {
  constexpr std::size_t kAround = 5;  // its own length, and the zero at the end
  ByteBuilder document;
  document.u32_little(fields.size() + kAround).bytes(fields.view()).u8(0);
  return document;
}

std::string mongo_message(std::uint32_t id, std::uint32_t operation, const ByteBuilder& body) {
  constexpr std::size_t kHead = 16;
  return ByteBuilder()
      .u32_little(kHead + body.size())
      .u32_little(id)
      .u32_little(0)
      .u32_little(operation)
      .bytes(body.view())
      .string();
}

std::string mongo_op_msg(std::uint32_t id, const ByteBuilder& fields) {
  constexpr std::uint32_t kOpMsg = 2013;
  ByteBuilder body;
  body.u32_little(0).u8(0).bytes(bson_document(fields).view());
  return mongo_message(id, kOpMsg, body);
}

std::string snmp_get(std::string_view community, std::uint16_t number) {
  ByteBuilder message;
  message.u8(kInteger).u8(1).u8(1).bytes(ber(kOctets, ByteBuilder().text(community)).view());
  return ber(kSequence, message.bytes(get_request(number, kSysDescr).view())).string();
}

std::string snmp_discovery(std::uint16_t number) {
  constexpr unsigned kVersion3 = 3, kReportable = 4, kUserModel = 3, kMostBytes = 0x5000;
  ByteBuilder header;
  header.u8(kInteger).u8(2).u16(number);
  header.u8(kInteger).u8(2).u16(kMostBytes).u8(kOctets).u8(1).u8(kReportable);
  header.u8(kInteger).u8(1).u8(kUserModel);
  ByteBuilder security;
  security.u8(kOctets).u8(0).u8(kInteger).u8(1).u8(0).u8(kInteger).u8(1).u8(0);
  security.u8(kOctets).u8(0).u8(kOctets).u8(0).u8(kOctets).u8(0);
  ByteBuilder scoped;
  scoped.u8(kOctets).u8(0).u8(kOctets).u8(0).bytes(get_request(number, "").view());
  ByteBuilder message;
  message.u8(kInteger).u8(1).u8(kVersion3).bytes(ber(kSequence, header).view());
  message.bytes(ber(kOctets, ber(kSequence, security)).view());
  return ber(kSequence, message.bytes(ber(kSequence, scoped).view())).string();
}

std::string rpc_call(std::uint32_t number, std::uint32_t program, std::uint32_t version,
                     std::uint32_t procedure) {
  constexpr unsigned kCall = 0, kRpcVersion = 2;
  return ByteBuilder()
      .u32(number)
      .u32(kCall)
      .u32(kRpcVersion)
      .u32(program)
      .u32(version)
      .u32(procedure)
      .zeros(16)  // no credentials, no verifier
      .string();
}

std::string rpc_record(std::string_view message) {
  constexpr std::uint32_t kLastFragment = 0x80000000;
  return ByteBuilder().u32(kLastFragment | message.size()).text(message).string();
}

}  // namespace minato::talk
