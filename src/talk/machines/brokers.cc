// Message brokers: MQTT 3.1.1 (OASIS), AMQP 0-9-1 (connection.start tells the product), Kafka
// (ApiVersions).
#include <fmt/format.h>

#include <algorithm>

#include "talk/byte_builder.h"
#include "talk/exchange.h"
#include "talk/protocol.h"
#include "talk/requests.h"

namespace minato::talk {
namespace {

using base::ByteReader;

/// One control packet: type and flags, length in groups of seven bits, the rest.
MessageLength measure_mqtt(std::string_view received) {
  const unsigned type = static_cast<unsigned char>(received[0]) >> 4U;
  if (type < 2 || type > 14) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 1; i < received.size() && i < 5; ++i) {
    const auto byte = static_cast<unsigned char>(received[i]);
    length |= static_cast<std::size_t>(byte & 0x7fU) << (7 * (i - 1));
    if ((byte & 0x80U) == 0) return i + 1 + length;
    if (i == 4) return std::nullopt;
  }
  return 0;
}

Turn read_mqtt(std::string_view message, unsigned number, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  const unsigned type = in.u8() >> 4U;
  while ((in.u8() & 0x80U) != 0 && !in.failed()) {
  }
  constexpr unsigned kConnectAck = 2, kPublish = 3, kSubscribeAck = 9;
  if (number == 0) {
    in.skip(1);
    const unsigned code = in.u8();
    if (type != kConnectAck || in.failed() || in.remaining() > 0) return Turn::not_ours();
    facts.add_number("mqtt.connack", code);
    if (code != 0) return Turn::finished();
    return Turn::ask(mqtt_subscribe("$SYS/broker/version"));
  }
  if (type == kPublish) {
    in.skip(in.u16());
    if (!in.failed()) facts.add("mqtt.broker", in.rest());
    return Turn::finished();
  }
  if (type != kSubscribeAck) return Turn::more();
  in.skip(2);
  constexpr unsigned kRefused = 0x80;
  return in.u8() >= kRefused ? Turn::finished() : Turn::more();
}

constexpr Exchange kMqttTalk{
    .first =
        [](const MachineOptions& options) {
          return mqtt_connect(fmt::format("minato{:04x}", options.transaction));
        },
    .measure = measure_mqtt,
    .read = read_mqtt,
    .rule = "mqtt-connack"};

constexpr std::size_t kAmqpHeaderBytes = 8;

/// A protocol header (the server wants another version), or a frame: type, channel, length, 0xce.
MessageLength measure_amqp(std::string_view received) {
  constexpr std::string_view kName = "AMQP";
  constexpr std::size_t kFrameHead = 7, kMostFrame = 16384;
  const std::size_t both = std::min(received.size(), kName.size());
  if (received.substr(0, both) == kName.substr(0, both)) {
    return received.size() < kName.size() ? 0 : kAmqpHeaderBytes;
  }
  if (received[0] != 1) return std::nullopt;
  if (received.size() < kFrameHead) return 0;
  ByteReader in(base::as_bytes(received));
  in.skip(3);
  const std::size_t length = in.u32();
  return length > kMostFrame ? MessageLength() : MessageLength(kFrameHead + length + 1);
}

/// The long strings of a field table by name, those that tell the product.
void read_amqp_properties(ByteReader& in, Facts& facts) {
  ByteReader table(in.bytes(in.u32()));
  std::string product;
  std::string version;
  while (table.remaining() > 0 && !table.failed()) {
    const auto name = base::as_text(table.bytes(table.u8()));
    const char type = static_cast<char>(table.u8());
    if (type == 't' || type == 'b' || type == 'B') {
      table.skip(1);
    } else if (type == 'S' || type == 'F' || type == 'A') {
      const auto value = base::as_text(table.bytes(table.u32()));
      if (name == "product") product = value;
      if (name == "version") version = value;
      if (name == "platform") facts.add("amqp.platform", value);
      if (name == "cluster_name") facts.add("amqp.cluster", value);
    } else {
      break;
    }
  }
  if (!product.empty())
    facts.add("amqp.product", version.empty() ? product : product + " " + version);
}

Turn read_amqp(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  if (message.starts_with("AMQP")) {
    in.skip(4);
    const unsigned id = in.u8(), major = in.u8(), minor = in.u8(), revision = in.u8();
    // 0-9-1 writes it behind a zero, 1.0 and SASL write their own number first.
    facts.add("amqp.header", id == 0 && major == 0
                                 ? fmt::format("0-{}-{}", minor, revision)
                                 : fmt::format("{}-{}-{}", major, minor, revision));
    return Turn::finished();
  }
  constexpr unsigned kConnection = 10, kStart = 10;
  in.skip(7);
  if (in.u16() != kConnection || in.u16() != kStart) return Turn::not_ours();
  const unsigned major = in.u8(), minor = in.u8();
  if (in.failed()) return Turn::not_ours();
  facts.add("amqp.header", fmt::format("{}-{}-1", major, minor));
  read_amqp_properties(in, facts);
  facts.add("amqp.mechanisms", in.bytes(in.u32()));
  return Turn::finished();
}

constexpr Exchange kAmqpTalk{
    .first = [](const MachineOptions&) { return std::string("AMQP\0\0\x09\x01", 8); },
    .measure = measure_amqp,
    .read = read_amqp,
    .rule = "amqp-start"};

constexpr std::uint32_t kKafkaCorrelation = 0x6d6e746f;

constexpr Exchange kKafkaTalk{
    .first =
        [](const MachineOptions&) {
          constexpr unsigned kApiVersions = 18;
          ByteBuilder name;
          name.text("minato");
          ByteBuilder request;
          request.u16(kApiVersions).u16(0).u32(kKafkaCorrelation).sized16(name);
          return ByteBuilder().sized32(request).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::size_t kMostResponse = 16384;
      if (received.size() < 8) return received[0] == 0 ? MessageLength(0) : MessageLength();
      ByteReader in(base::as_bytes(received));
      const std::size_t length = in.u32();
      if (length > kMostResponse || in.u32() != kKafkaCorrelation) return std::nullopt;
      return 4 + length;
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      ByteReader in(base::as_bytes(message));
      in.skip(8);
      const unsigned error = in.u16();
      const std::uint32_t count = in.u32();
      if (in.failed() || error != 0 || count > 1000) return Turn::not_ours();
      facts.add("kafka.api", fmt::format("apis {}", count));
      return Turn::finished();
    },
    .rule = "kafka-api-versions"};

}  // namespace

extern const Protocol kMqtt, kAmqp, kKafka;
const Protocol kMqtt{
    .name = "mqtt", .ports = {1883}, .tls_ports = {8883}, .create = make_exchange<kMqttTalk>};
const Protocol kAmqp{
    .name = "amqp", .ports = {5672}, .tls_ports = {5671}, .create = make_exchange<kAmqpTalk>};
const Protocol kKafka{
    .name = "kafka", .ports = {9092}, .tls_ports = {9093}, .create = make_exchange<kKafkaTalk>};

}  // namespace minato::talk
