// From the analysis to plain views for render.
#include <utility>

#include "cli/capture/inventory.h"
#include "cli/capture/summary.h"
#include "cli/capture/text.h"
#include "registry/names.h"
#include "render/capture/json.h"
#include "render/json.h"

namespace minato::cli {
namespace {

using capture::Conversation;

constexpr std::size_t kPortion = 65536;

template <typename Value>
std::array<std::uint64_t, 2> by_side(const Conversation& conversation, Value value) {
  return {conversation.sent_by(conversation.client).*value,
          conversation.sent_by(opposite(conversation.client)).*value};
}

void add_tcp(render::ConversationView& out, const capture::TcpTracker& tcp) {
  if (const auto taken = tcp.handshake_ns()) {
    out.handshake_us = static_cast<std::uint64_t>(*taken / 1000);
  }
  out.retransmissions = tcp.retransmissions();
  out.out_of_order = tcp.out_of_order();
  out.zero_windows = tcp.zero_windows();
  out.duplicate_acks = tcp.duplicate_acks();
  out.gaps = tcp.gaps();
}

void add_facts(render::ConversationView& out, const capture::Facts* facts) {
  if (facts == nullptr) return;
  if (!facts->service.empty()) {
    out.service = facts->service;
    out.evidence = "content";
  }
  out.tunnel = facts->tunnel;
  out.product = facts->product;
  out.asked_name = facts->server_name;
  out.alpn = facts->alpn;
  out.ja4 = facts->ja4;
  out.version = facts->version;
  out.request = facts->request;
  out.response = facts->response;
  out.sign_in = facts->method;
}

render::ConversationView view_of(const CaptureView& view, std::uint32_t index) {
  const Conversation& conversation = view.analysis.conversations().at(index);
  const capture::HostNames& names = view.analysis.heads().names();
  render::ConversationView out{
      .number = std::uint64_t{index} + 1,
      .carrier = to_text(conversation.key.carrier),
      .client = conversation.client_end(),
      .server = conversation.server_end(),
      .client_name = names.of(conversation.client_end().address),
      .server_name = names.of(conversation.server_end().address),
      .packets = by_side(conversation, &capture::Sent::packets),
      .bytes = by_side(conversation, &capture::Sent::bytes),
      .payload_bytes = by_side(conversation, &capture::Sent::payload_bytes),
      .first = timestamp_of(conversation.first_ns),
      .last = timestamp_of(conversation.last_ns),
      .state = to_text(conversation.state()),
      .service = registry::iana_name_of(conversation.server_end().port),
      .evidence = "port"};
  if (conversation.key.carrier == capture::Carrier::tcp) add_tcp(out, conversation.tcp);
  add_facts(out, view.analysis.heads().facts_of(conversation));
  out.client_process = view.owners.owner(out.client, out.server);
  out.server_process = view.owners.owner(out.server, out.client);
  return out;
}

std::vector<render::Skipped> skipped_of(const Context& context, const CaptureView& view) {
  std::vector<render::Skipped> skipped;
  const capture::CaptureTotals& totals = view.analysis.totals();
  if (view.fault) {
    skipped.push_back({.what = "rest-of-file",
                       .why = context.tr("capture.note.fault", view.fault->offset, view.fault->rule,
                                         count_text(totals.frames))});
  }
  for (const auto& [link, count] : totals.unknown_links) {
    skipped.push_back({.what = "link-type",
                       .why = context.tr("capture.note.unknown-link", link, count_text(count)),
                       .count = count});
  }
  for (const auto& [rule, count] : totals.faults) {
    skipped.push_back({.what = "malformed", .why = std::string(rule), .count = count});
  }
  return skipped;
}

}  // namespace

void write_capture_json(Context& context, const CaptureView& view) {
  std::string text;
  for (const std::uint32_t index : view.shown) {
    render::append_json(text, view_of(view, index));
    if (text.size() < kPortion) continue;
    context.out.write(text);
    text.clear();
  }
  append_inventory_json(text, context, view);
  const capture::CaptureTotals& totals = view.analysis.totals();
  const auto skipped = skipped_of(context, view);
  const base::SystemClock clock;
  const std::chrono::duration<double> taken = clock.now() - context.started;
  const std::pair<std::string_view, std::uint64_t> counts[] = {
      {"packets", totals.frames},
      {"bytes", totals.bytes},
      {"captured_bytes", totals.captured_bytes},
      {"conversations", view.shown.size()},
      {"without_ports", totals.without_ports},
      {"fragments", totals.fragments},
      {"dropped", view.dropped}};
  render::append_json(text, {.command = "capture",
                             .time = clock.now(),
                             .seconds = taken.count(),
                             .counts = counts,
                             .skipped = skipped,
                             .interrupted = view.interrupted});
  context.out.write(text);
}

}  // namespace minato::cli
