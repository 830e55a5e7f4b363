// `minato capture --demo`: the founding picture, from the reader's own machine.
#include <fmt/format.h>

#include <chrono>

#include "base/strings.h"
#include "capture/sequence.h"
#include "cli/capture/live.h"
#include "cli/capture/packet.h"
#include "cli/capture/recorded_exchange.h"
#include "cli/capture/sequence.h"
#include "cli/notes.h"
#include "cli/pictures.h"
#include "render/stack.h"
#include "render/terminal.h"
#include "sys/loopback_exchange.h"
#include "sys/packet_tap.h"

namespace minato::cli {
namespace {

constexpr std::uint32_t kLoopback = 1;  // the first interface of every network namespace
constexpr std::chrono::milliseconds kPatience{200};

/// A frame that outlives its visit.
struct KeptFrame {
  std::vector<std::uint8_t> bytes{};
  std::int64_t time_ns = 0;

  [[nodiscard]] wire::CapturedFrame view() const {
    return {.link = 1,
            .time_ns = time_ns,
            .original_bytes = static_cast<std::uint32_t>(bytes.size()),
            .bytes = bytes};
  }
};

/// Talks on loopback and listens to it. Errors: permission, local.
base::Result<std::vector<KeptFrame>> captured_exchange() {
  auto exchange = sys::LoopbackExchange::open();
  if (!exchange) return base::fail(exchange.error());
  auto tap = sys::PacketTap::open({.interface_index = kLoopback,
                                   .filter = fmt::format("tcp port {}", exchange->port()),
                                   .ring_bytes = std::size_t{2} << 20});
  if (!tap) return base::fail(tap.error());
  if (const auto talked = exchange->talk(); !talked) return base::fail(talked.error());
  std::vector<KeptFrame> frames;
  while (true) {
    const auto got = tap->receive(kPatience, [&](const sys::TappedFrame& frame) {
      frames.push_back({{frame.bytes.begin(), frame.bytes.end()}, frame.time_ns});
    });
    if (!got) return base::fail(got.error());
    if (*got == 0) return frames;
  }
}

std::vector<KeptFrame> recorded_frames() {
  std::vector<KeptFrame> frames;
  for (const RecordedFrame& frame : recorded_exchange()) {
    KeptFrame& kept = frames.emplace_back();
    kept.time_ns = frame.time_ns;
    for (std::size_t at = 0; at + 1 < frame.hex.size(); at += 2) {
      kept.bytes.push_back(
          base::parse_number<std::uint8_t>(frame.hex.substr(at, 2), 16).value_or(0));
    }
  }
  return frames;
}

/// The sequence of all packets, and the headers of the one that carries the request.
std::vector<render::Scene> scenes_of(const Context& context, const std::vector<KeptFrame>& frames) {
  capture::Analysis analysis(0);
  capture::Sequence sequence;
  std::vector<render::Scene> scenes;
  for (const KeptFrame& kept : frames) {
    const wire::CapturedFrame frame = kept.view();
    const capture::FrameReport report = analysis.take(frame);
    if (report.conversation != 0) continue;
    sequence.add(report, frame.time_ns, analysis.conversations().at(0));
    const bool first_words = scenes.empty() && !report.payload.empty();
    if (first_words) {
      scenes.push_back(packet_scene(context, {frame, report, analysis.layers(), analysis}));
    }
  }
  if (analysis.conversations().all().empty()) return scenes;
  scenes.insert(scenes.begin(), sequence_scene(context, {analysis, 0, sequence}));
  return scenes;
}

}  // namespace

base::Result<ExitCode> capture_demo(Context& context, const Arguments& arguments) {
  auto frames = captured_exchange();
  if (!frames) {
    if (frames.error().code != base::ErrorCode::permission) return base::fail(frames.error());
    note(context, context.tr("capture.demo.recorded"));
    frames = recorded_frames();
  }
  const std::vector<render::Scene> scenes = scenes_of(context, *frames);
  if (const auto file = arguments.value("--svg")) {
    const auto written = write_svg(*file, context.tr("capture.demo.title"), scenes);
    if (!written) return base::fail(written.error());
    return ExitCode::yes;
  }
  context.out.line(render::styled(context.tr("capture.demo.title"), render::Role::heading,
                                  context.screen.palette));
  for (const render::Scene& scene : scenes) write_scene(context, scene);
  return ExitCode::yes;
}

}  // namespace minato::cli
