// The summary, one packet, one conversation drawn, or one conversation's words.
#include "cli/capture/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "base/text_width.h"
#include "capture/secrets.h"
#include "cli/capture/inventory.h"
#include "cli/capture/packet.h"
#include "cli/capture/page.h"
#include "cli/capture/sequence.h"
#include "cli/capture/summary.h"
#include "cli/capture/text.h"
#include "cli/notes.h"
#include "cli/pictures.h"
#include "render/terminal.h"
#include "sys/output_file.h"

namespace minato::cli {
namespace {

constexpr std::size_t kMostRows = 20;

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

std::string_view name_of(const model::Process* process) {
  return process == nullptr ? std::string_view() : std::string_view(process->name);
}

/// Text of a stream: lines stay lines, everything else that is not text becomes a dot.
std::string readable(base::Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (byte == '\n' || (byte >= 0x20 && byte < 0x7f)) {
      text += static_cast<char>(byte);
    } else if (byte != '\r') {
      text += '.';
    }
  }
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace

base::Result<CaptureWish> CaptureWish::parse(const Arguments& arguments,
                                             const std::vector<std::string>& words) {
  CaptureWish wish;
  struct Number {
    std::string_view option;
    std::optional<std::uint32_t> CaptureWish::* place;
  };
  for (const Number& number :
       {Number{"--packet", &CaptureWish::packet}, Number{"--sequence", &CaptureWish::sequence},
        Number{"--follow", &CaptureWish::follow}, Number{"--count", &CaptureWish::most_packets}}) {
    const auto value = arguments.number(number.option, 1, UINT32_MAX - 1);
    if (!value) return base::fail(value.error());
    wish.*number.place = *value;
  }
  wish.page = arguments.has("--html");
  auto filter = capture::ConversationFilter::parse(words);
  if (!filter) return base::fail(filter.error());
  wish.filter = std::move(*filter);
  return wish;
}

CaptureSession::CaptureSession(Context& context, const Arguments& arguments, CaptureWish wish)
    : context_(context), arguments_(arguments), wish_(std::move(wish)), analysis_(random_seed()) {}

capture::Wish CaptureSession::take(const wire::CapturedFrame& frame) {
  report_ = analysis_.take(frame);
  if (wish_.packet && report_.number == *wish_.packet) {
    keep_packet(frame);
    if (!wish_.page) return capture::Wish::enough;
  }
  // A page shows the first packet that carries something.
  if (wish_.page && !wish_.packet && !packet_ && !report_.payload.empty()) keep_packet(frame);
  if (report_.conversation != capture::kNoConversation) {
    const capture::Conversation& conversation = analysis_.conversations().at(report_.conversation);
    const std::uint64_t number = std::uint64_t{report_.conversation} + 1;
    if (wish_.sequence && number == *wish_.sequence) {
      sequence_.add(report_, frame.time_ns, conversation);
    }
    if (wish_.follow && number == *wish_.follow) follow_.add(report_, conversation);
    if (wish_.page && number <= kDrawnConversations) {
      drawn_[report_.conversation].add(report_, frame.time_ns, conversation);
    }
  }
  const bool enough = wish_.most_packets && report_.number >= *wish_.most_packets;
  return enough ? capture::Wish::enough : capture::Wish::more;
}

void CaptureSession::keep_packet(const wire::CapturedFrame& frame) {
  packet_bytes_.assign(frame.bytes.begin(), frame.bytes.end());
  packet_comment_ = frame.comment;
  packet_ = frame;
  packet_->bytes = packet_bytes_;
  packet_->comment = packet_comment_;
  packet_report_ = report_;
}

base::Result<void> CaptureSession::write_page(const CaptureView& view) {
  CapturePageView page{.summary = view, .sequences = drawn_};
  std::erase_if(drawn_, [&](const auto& one) {
    return std::ranges::find(view.shown, one.first) == view.shown.end();
  });
  // The layers of a packet in the middle are decoded again.
  capture::Analysis again(random_seed());
  if (packet_) {
    const auto number = packet_report_.number;
    packet_report_ = again.take(*packet_);
    packet_report_.number = number;
    page.packet.emplace(PacketView{*packet_, packet_report_, again.layers(), again});
  }
  auto file = sys::OutputFile::create(std::string(*arguments_.value("--html")));
  if (!file) return base::fail(file.error());
  file->write(capture_page(context_, page));
  return file->close();
}

base::Result<ExitCode> CaptureSession::finish(const CaptureEnd& end) {
  if (wish_.page) return show_summary(end);
  if (wish_.packet) return show_packet();
  if (wish_.sequence) return show_sequence();
  if (wish_.follow) return show_follow();
  return show_summary(end);
}

base::Result<ExitCode> CaptureSession::show_packet() {
  if (!packet_) {
    note(context_,
         context_.tr("capture.packet.none", count_text(analysis_.totals().frames), *wish_.packet));
    return ExitCode::no;
  }
  const PacketView view{*packet_, packet_report_, analysis_.layers(), analysis_};
  if (context_.json) {
    write_packet_json(context_, view);
    return ExitCode::yes;
  }
  return show_scene(context_, arguments_, packet_scene(context_, view));
}

base::Result<ExitCode> CaptureSession::show_sequence() {
  const std::size_t count = analysis_.conversations().all().size();
  if (*wish_.sequence > count) {
    note(context_, context_.tr("capture.sequence.none", count_text(count), *wish_.sequence));
    return ExitCode::no;
  }
  const SequenceView view{analysis_, *wish_.sequence - 1, sequence_};
  if (arguments_.has("--mermaid")) {
    context_.out.write(to_mermaid(sequence_picture(context_, view)));
    return ExitCode::yes;
  }
  return show_scene(context_, arguments_, sequence_scene(context_, view));
}

base::Result<ExitCode> CaptureSession::show_follow() {
  const std::size_t count = analysis_.conversations().all().size();
  if (*wish_.follow > count) {
    note(context_, context_.tr("capture.sequence.none", count_text(count), *wish_.follow));
    return ExitCode::no;
  }
  const capture::Conversation& conversation = analysis_.conversations().at(*wish_.follow - 1);
  for (const capture::StreamFollow::Piece& piece : follow_.pieces()) {
    const bool client = piece.way == conversation.client;
    const model::Endpoint from = client ? conversation.client_end() : conversation.server_end();
    const render::Role role = client ? render::Role::accent : render::Role::ok;
    context_.out.line(render::styled(
        context_.tr("capture.follow.says", end_text(from), bytes_text(piece.bytes.size())), role,
        context_.screen.palette));
    context_.out.write(capture::mask_secrets(readable(piece.bytes)));
  }
  context_.out.flush();
  if (follow_.waiting() + follow_.left_out() > 0) {
    note(context_,
         context_.tr("capture.follow.missing", bytes_text(follow_.waiting() + follow_.left_out())));
  }
  return ExitCode::yes;
}

bool CaptureSession::passes(std::uint32_t index) const {
  const capture::Conversation& conversation = analysis_.conversations().at(index);
  const capture::Facts* facts = analysis_.heads().facts_of(conversation);
  const std::string service = service_of(conversation, facts);
  const model::Endpoint client = conversation.client_end();
  const model::Endpoint server = conversation.server_end();
  const capture::HostNames& names = analysis_.heads().names();
  return wish_.filter.passes({.conversation = conversation,
                              .facts = facts,
                              .service = service,
                              .client_name = names.of(client.address),
                              .server_name = names.of(server.address),
                              .client_process = name_of(owners_.owner(client, server)),
                              .server_process = name_of(owners_.owner(server, client))});
}

CaptureView CaptureSession::view(const CaptureEnd& end, std::size_t rows) const {
  CaptureView view{.analysis = analysis_,
                   .owners = owners_,
                   .source = end.source,
                   .fault = end.fault,
                   .dropped = end.dropped,
                   .has_secrets = end.has_secrets,
                   .interrupted = end.interrupted,
                   .most_rows = rows};
  const auto count = static_cast<std::uint32_t>(analysis_.conversations().all().size());
  view.shown.reserve(count);
  for (std::uint32_t index = 0; index < count; ++index) {
    if (wish_.filter.empty() || passes(index)) view.shown.push_back(index);
  }
  return view;
}

base::Result<ExitCode> CaptureSession::show_summary(const CaptureEnd& end) {
  const CaptureView view = this->view(end, arguments_.has("--all") ? 0 : kMostRows);
  if (wish_.page) {
    if (auto written = write_page(view); !written) return base::fail(written.error());
  }
  if (context_.json) {
    write_capture_json(context_, view);
  } else {
    if (arguments_.has("--inventory")) {
      write_inventory(context_, view);
    } else {
      write_capture_summary(context_, view);
    }
    write_capture_notes(context_, view);
  }
  return view.shown.empty() && !wish_.filter.empty() ? ExitCode::no : ExitCode::yes;
}

base::Result<ExitCode> show_scene(Context& context, const Arguments& arguments,
                                  const render::Scene& scene) {
  if (const auto file = arguments.value("--svg")) {
    const auto written = write_svg(*file, scene.title(), {scene});
    if (!written) return base::fail(written.error());
    return ExitCode::yes;
  }
  context.out.write(to_terminal(scene, context.screen));
  return ExitCode::yes;
}

}  // namespace minato::cli
