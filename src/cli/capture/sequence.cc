// Words for each step.
#include "cli/capture/sequence.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "capture/headers.h"
#include "cli/capture/packet.h"
#include "cli/capture/text.h"
#include "wire/tcp.h"

namespace minato::cli {
namespace {

using capture::Conversation;
using capture::Step;
using render::Role;

bool has(const Step& step, std::uint16_t flags) { return (step.flags & flags) == flags; }

/// What a step without a message of the application is about: "may I talk?"
std::string_view meaning_key(const Step& step) {
  if (has(step, wire::kTcpSyn | wire::kTcpAck)) return "capture.step.syn-ack";
  if (has(step, wire::kTcpSyn)) return "capture.step.syn";
  if (has(step, wire::kTcpRst)) return "capture.step.rst";
  if (has(step, wire::kTcpFin)) return "capture.step.fin";
  if ((step.notes & capture::kHandshakeDone) != 0 && step.length_bytes == 0) {
    return "capture.step.connected";
  }
  if ((step.notes & capture::kZeroWindow) != 0) return "capture.step.zero-window";
  if ((step.notes & capture::kWindowUpdate) != 0) return "capture.step.window-update";
  if ((step.notes & capture::kKeepAlive) != 0) return "capture.step.keep-alive";
  if ((step.notes & capture::kDuplicateAck) != 0) return "capture.step.duplicate-ack";
  return "";
}

std::string_view note_key(const Step& step) {
  if ((step.notes & capture::kRetransmission) != 0) return "capture.step.again";
  if ((step.notes & capture::kOutOfOrder) != 0) return "capture.step.late";
  if ((step.notes & capture::kGapBefore) != 0) return "capture.step.gap";
  return "";
}

std::string length_text(const Context& context, const Step& step) {
  if (step.packets > 1) {
    return context.tr("capture.step.packets", step.packets, bytes_text(step.length_bytes));
  }
  return step.length_bytes == 0 ? "" : bytes_text(step.length_bytes);
}

std::string words_of(const Context& context, const Step& step) {
  std::string text;
  const auto add = [&](std::string_view part) {
    if (part.empty()) return;
    if (!text.empty()) text += " · ";
    text += part;
  };
  if (step.message) {
    const std::string key = fmt::format("capture.say.{}", to_text(step.message->kind));
    add(context.tr(key, step.message->detail.empty() ? "?" : step.message->detail));
  }
  if (const std::string_view key = meaning_key(step); !key.empty()) add(context.tr(key));
  if (const std::string_view key = note_key(step); !key.empty()) add(context.tr(key));
  return text;
}

Role role_of(const Step& step) {
  if (has(step, wire::kTcpRst)) return Role::danger_medium;
  if (!note_key(step).empty()) return Role::warn;
  if ((step.notes & capture::kZeroWindow) != 0) return Role::warn;
  return step.message ? Role::accent : Role::plain;
}

std::string time_text(std::int64_t nanoseconds) {
  const auto value = static_cast<double>(nanoseconds);
  if (std::abs(value) < 1e9) return fmt::format("{:+.3f} ms", value / 1e6);
  return fmt::format("{:+.2f} s", value / 1e9);
}

render::LaneMessage message_of(const Context& context, const Step& step,
                               const Conversation& conversation) {
  const bool client = step.way == conversation.client;
  std::string text = capture::tcp_flags_text(step.flags);
  const std::string length = length_text(context, step);
  for (const std::string& part : {words_of(context, step), length}) {
    if (!part.empty()) text += (text.empty() ? "" : " · ") + part;
  }
  return {.from = client ? 0U : 1U,
          .to = client ? 1U : 0U,
          .time = time_text(step.time_ns - conversation.first_ns),
          .text = text,
          .role = role_of(step),
          .line = note_key(step).empty() ? render::Line::light : render::Line::dashed,
          .mark = fmt::format("#{}", step.number)};
}

render::Lane lane_of(const SequenceView& view, const model::Endpoint& end, Role role) {
  const std::string_view name = view.analysis.heads().names().of(end.address);
  return {.title = name.empty() ? to_text(end.address) : std::string(name),
          .port = to_text(end.port),
          .role = role};
}

}  // namespace

render::SequencePicture sequence_picture(const Context& context, const SequenceView& view) {
  const Conversation& conversation = view.analysis.conversations().at(view.index);
  const capture::Facts* facts = view.analysis.heads().facts_of(conversation);
  const std::string service = service_of(conversation, facts);
  render::SequencePicture picture{
      .title =
          context.tr("capture.sequence.title", view.index + 1, end_text(conversation.client_end()),
                     end_text(conversation.server_end()), service.empty() ? "-" : service),
      .lanes = {lane_of(view, conversation.client_end(), Role::accent),
                lane_of(view, conversation.server_end(), Role::ok)}};
  picture.description = context.tr("capture.sequence.description", view.index + 1,
                                   conversation.packets(), bytes_text(conversation.bytes()));
  for (const Step& step : view.sequence.steps()) {
    picture.messages.push_back(message_of(context, step, conversation));
  }
  picture.notes.push_back(
      context.tr("capture.sequence.ends", state_text(conversation.state(), context.language),
                 count_text(conversation.packets()), bytes_text(conversation.bytes())));
  if (view.sequence.acknowledgments() > 0) {
    picture.notes.push_back(context.tr("capture.sequence.acknowledgments",
                                       count_text(view.sequence.acknowledgments())));
  }
  if (view.sequence.left_out() > 0) {
    picture.notes.push_back(
        context.tr("capture.sequence.left-out", count_text(view.sequence.left_out())));
  }
  return picture;
}

render::Scene sequence_scene(const Context& context, const SequenceView& view) {
  return draw_sequence(sequence_picture(context, view),
                       {.language = context.language, .columns = capture_columns(context)});
}

}  // namespace minato::cli
