// The same building blocks as every other line of JSON.
#include "render/capture/json.h"

#include "render/json_builder.h"

namespace minato::render {
namespace {

json::object end_object(const model::Endpoint& end, std::string_view name,
                        const json::storage_ptr& memory) {
  JsonBuilder builder(memory, 3);
  builder.text("address", to_text(end.address)).number("port", end.port.number).text("name", name);
  return builder.take();
}

json::array pair(const std::array<std::uint64_t, 2>& values, const json::storage_ptr& memory) {
  return json::array({values[0], values[1]}, memory);
}

void add_service(JsonBuilder& builder, const ConversationView& view) {
  JsonBuilder service(builder.memory(), 10);
  service.text("name", view.service)
      .text("evidence", view.service.empty() ? std::string_view() : view.evidence)
      .text("tunnel", view.tunnel)
      .text("product", view.product)
      .text("server_name", view.asked_name)
      .text("alpn", view.alpn)
      .text("ja4", view.ja4)
      .text("version", view.version)
      .text("request", view.request)
      .text("response", view.response)
      .text("sign_in", view.sign_in);
  if (!service.empty()) builder.child("service", service.take());
}

void add_process(JsonBuilder& builder, std::string_view key, const model::Process* process) {
  if (process == nullptr) return;
  JsonBuilder object(builder.memory(), 4);
  object.number("pid", process->pid)
      .text("name", process->name)
      .text("exe", process->executable)
      .text("user", process->user)
      .text("unit", process->unit);
  builder.child(key, object.take());
}

json::object layer_object(const PacketJson::Layer& layer, const json::storage_ptr& memory) {
  JsonBuilder builder(memory, 6);
  builder.text("protocol", layer.protocol)
      .number("offset", layer.offset)
      .number("bytes", layer.bytes)
      .flag("quoted", layer.quoted)
      .text("checksum", layer.checksum);
  json::array fields(memory);
  for (const PacketJson::Field& field : layer.fields) {
    JsonBuilder one(memory, 3);
    one.text("name", field.name).number("bits", field.bits).text("value", field.value);
    fields.emplace_back(one.take());
  }
  builder.child("fields", std::move(fields));
  return builder.take();
}

/// Two digits a byte, without spaces.
std::string hex_text(base::Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
  }
  return text;
}

}  // namespace

void append_json(std::string& out, const ConversationView& view) {
  JsonMemory memory;
  JsonBuilder builder(&memory.resource, 24);
  builder.text("type", "conversation")
      .number("number", view.number)
      .text("transport", view.carrier);
  builder.child("client", end_object(view.client, view.client_name, builder.memory()));
  builder.child("server", end_object(view.server, view.server_name, builder.memory()));
  builder.child("packets", pair(view.packets, builder.memory()));
  builder.child("bytes", pair(view.bytes, builder.memory()));
  builder.child("payload_bytes", pair(view.payload_bytes, builder.memory()));
  builder.text("first", base::to_text(view.first))
      .text("last", base::to_text(view.last))
      .text("state", view.state)
      .number("handshake_us", view.handshake_us)
      .number_unless_zero("retransmissions", view.retransmissions)
      .number_unless_zero("out_of_order", view.out_of_order)
      .number_unless_zero("zero_windows", view.zero_windows)
      .number_unless_zero("duplicate_acks", view.duplicate_acks)
      .number_unless_zero("gaps", view.gaps);
  add_service(builder, view);
  add_process(builder, "client_process", view.client_process);
  add_process(builder, "server_process", view.server_process);
  append_json_line(out, builder.take());
}

void append_json(std::string& out, const PacketJson& packet) {
  JsonMemory memory;
  JsonBuilder builder(&memory.resource, 12);
  builder.text("type", "packet")
      .number("number", packet.number)
      .text("time", base::to_text(packet.time))
      .number("bytes", packet.bytes)
      .number("captured_bytes", packet.captured_bytes)
      .number("conversation", packet.conversation)
      .text("comment", packet.comment);
  json::array layers(builder.memory());
  for (const PacketJson::Layer& layer : packet.layers) {
    layers.emplace_back(layer_object(layer, builder.memory()));
  }
  builder.child("layers", std::move(layers));
  if (!packet.payload.empty()) {
    builder.number("payload_bytes", packet.payload.size());
    builder.text("payload", hex_text(packet.payload));
  }
  if (packet.fault_offset) {
    JsonBuilder fault(builder.memory(), 2);
    fault.number("offset", packet.fault_offset).text("rule", packet.fault_rule);
    builder.child("fault", fault.take());
  }
  append_json_line(out, builder.take());
}

}  // namespace minato::render
