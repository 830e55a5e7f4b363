// Keys that do not apply are left out; facts of one key become a list.
#include "render/check/json.h"

#include "render/json_builder.h"

namespace minato::render {
namespace {

json::array attempts_array(std::span<const AttemptView> attempts, const json::storage_ptr& memory) {
  json::array array(memory);
  for (const AttemptView& attempt : attempts) {
    JsonBuilder object(memory, 8);
    object.text("address", model::to_text(attempt.to.address))
        .number("port", attempt.to.port.number);
    if (attempt.local.port.number != 0) {
      object.text("local_address", model::to_text(attempt.local.address))
          .number("local_port", attempt.local.port.number);
    }
    object.text("outcome", attempt.outcome)
        .number("duration_us", attempt.duration_us)
        .number("rtt_us", attempt.rtt_us);
    array.emplace_back(object.take());
  }
  return array;
}

json::array hops_array(std::span<const HopView> hops, const json::storage_ptr& memory) {
  json::array array(memory);
  for (const HopView& hop : hops) {
    JsonBuilder object(memory, 4);
    object.number("hop", hop.number).text("answer", hop.answer).text("address", hop.address);
    if (!hop.address.empty()) object.number("rtt_us", hop.rtt_us);
    array.emplace_back(object.take());
  }
  return array;
}

json::object facts_object(std::span<const std::pair<std::string_view, std::string_view>> facts,
                          const json::storage_ptr& memory) {
  json::object object(memory);
  for (const auto& [key, value] : facts) {
    json::value& list = object[json::string_view(key.data(), key.size())];
    if (!list.is_array()) list.emplace_array();
    list.get_array().emplace_back(base::mended_utf8(value));
  }
  return object;
}

}  // namespace

void append_json(std::string& out, const StageView& view) {
  JsonMemory memory;
  JsonBuilder builder(&memory.resource, 16);
  builder.text("type", "stage")
      .text("time", base::to_text(view.time))
      .text("target", view.target)
      .text("stage", view.stage)
      .text("outcome", view.outcome)
      .number("begun_us", view.begun_us)
      .number("duration_us", view.duration_us)
      .text("cause", view.cause)
      .text("explanation", view.explanation)
      .text("evidence", view.evidence)
      .text("advice", view.advice)
      .texts("addresses", view.addresses);
  if (!view.attempts.empty()) {
    builder.child("attempts", attempts_array(view.attempts, builder.memory()));
  }
  if (!view.hops.empty()) builder.child("hops", hops_array(view.hops, builder.memory()));
  if (!view.facts.empty()) builder.child("facts", facts_object(view.facts, builder.memory()));
  append_json_line(out, builder.take());
}

}  // namespace minato::render
