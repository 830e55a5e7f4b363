// Requests that more than one conversation sends: the machines that learn who answers, and the
// audits that ask the same server for more.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "talk/byte_builder.h"

namespace minato::talk {

/// CONNECT of MQTT 3.1.1 as nobody, with a session that is forgotten at once.
[[nodiscard]] std::string mqtt_connect(std::string_view client);
/// SUBSCRIBE to one topic, at most once each.
[[nodiscard]] std::string mqtt_subscribe(std::string_view topic);

/// A BSON document of these fields.
[[nodiscard]] ByteBuilder bson_document(const ByteBuilder& fields);
/// A message of MongoDB's wire protocol.
[[nodiscard]] std::string mongo_message(std::uint32_t id, std::uint32_t operation,
                                        const ByteBuilder& body);
/// OP_MSG with one document.
[[nodiscard]] std::string mongo_op_msg(std::uint32_t id, const ByteBuilder& fields);

/// GetRequest of SNMPv2c (RFC 3416) for sysDescr.0. number: 0 to 32767.
[[nodiscard]] std::string snmp_get(std::string_view community, std::uint16_t number);
/// The discovery of SNMPv3 (RFC 3414 section 4): asks for the engine without any user.
[[nodiscard]] std::string snmp_discovery(std::uint16_t number);

/// A call of ONC RPC (RFC 5531) without credentials or arguments.
[[nodiscard]] std::string rpc_call(std::uint32_t number, std::uint32_t program,
                                   std::uint32_t version, std::uint32_t procedure);
/// The same as the only fragment of a record, for TCP.
[[nodiscard]] std::string rpc_record(std::string_view message);

}  // namespace minato::talk
