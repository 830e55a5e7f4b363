// `minato capture`: what tcpdump and tshark do in turns, by conversation.
#include <numeric>
#include <random>

#include "capture/analysis.h"
#include "capture/file_source.h"
#include "cli/arguments.h"
#include "cli/capture/packet.h"
#include "cli/capture/sequence.h"
#include "cli/capture/summary.h"
#include "cli/capture/text.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/notes.h"
#include "cli/pictures.h"
#include "render/terminal.h"

namespace minato::cli {
namespace {

constexpr std::size_t kMostRows = 20;

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

/// To the terminal, or to the file that was asked for.
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

base::Result<ExitCode> show_file(Context& context, const Arguments& arguments,
                                 const std::string& path) {
  auto source = capture::FileSource::open(path);
  if (!source) return base::fail(source.error());
  capture::Analysis analysis(random_seed());
  const auto end = source->run([&](const wire::CapturedFrame& frame) {
    analysis.take(frame);
    return capture::Wish::more;
  });
  if (!end) return base::fail(end.error());
  CaptureView view{.analysis = analysis,
                   .source = path,
                   .fault = end->fault,
                   .dropped = source->parser().dropped(),
                   .has_secrets = source->parser().has_secrets(),
                   .most_rows = arguments.has("--all") ? 0 : kMostRows};
  view.shown.resize(analysis.conversations().all().size());
  std::iota(view.shown.begin(), view.shown.end(), 0);
  if (context.json) {
    write_capture_json(context, view);
  } else {
    write_capture_summary(context, view);
    write_capture_notes(context, view);
  }
  return ExitCode::yes;
}

/// The frame with that number, drawn or for programs.
base::Result<ExitCode> show_packet(Context& context, const Arguments& arguments,
                                   const std::string& path, std::uint32_t number) {
  auto source = capture::FileSource::open(path);
  if (!source) return base::fail(source.error());
  capture::Analysis analysis(random_seed());
  base::Result<ExitCode> outcome = ExitCode::no;
  const auto end = source->run([&](const wire::CapturedFrame& frame) {
    const capture::FrameReport report = analysis.take(frame);
    if (report.number != number) return capture::Wish::more;
    const PacketView view{frame, report, analysis.layers(), analysis};
    if (context.json) {
      write_packet_json(context, view);
      outcome = ExitCode::yes;
    } else {
      outcome = show_scene(context, arguments, packet_scene(context, view));
    }
    return capture::Wish::enough;
  });
  if (!end) return base::fail(end.error());
  if (!end->stopped) {
    note(context, context.tr("capture.packet.none", count_text(analysis.totals().frames), number));
  }
  return outcome;
}

/// The conversation with that number as a sequence diagram.
base::Result<ExitCode> show_sequence(Context& context, const Arguments& arguments,
                                     const std::string& path, std::uint32_t number) {
  auto source = capture::FileSource::open(path);
  if (!source) return base::fail(source.error());
  capture::Analysis analysis(random_seed());
  capture::Sequence sequence;
  const std::uint32_t index = number - 1;
  const auto end = source->run([&](const wire::CapturedFrame& frame) {
    const capture::FrameReport report = analysis.take(frame);
    if (report.conversation == index) {
      sequence.add(report, frame.time_ns, analysis.conversations().at(index));
    }
    return capture::Wish::more;
  });
  if (!end) return base::fail(end.error());
  const std::size_t count = analysis.conversations().all().size();
  if (index >= count) {
    note(context, context.tr("capture.sequence.none", count_text(count), number));
    return ExitCode::no;
  }
  const SequenceView view{analysis, index, sequence};
  if (arguments.has("--mermaid")) {
    context.out.write(to_mermaid(sequence_picture(context, view)));
    return ExitCode::yes;
  }
  return show_scene(context, arguments, sequence_scene(context, view));
}

}  // namespace

base::Result<ExitCode> run_capture(Context& context, const Arguments& arguments) {
  const std::string& path = arguments.words().front();
  const auto packet = arguments.number("--packet", 1, UINT32_MAX);
  if (!packet) return base::fail(packet.error());
  if (*packet) return show_packet(context, arguments, path, **packet);
  const auto sequence = arguments.number("--sequence", 1, UINT32_MAX);
  if (!sequence) return base::fail(sequence.error());
  if (*sequence) return show_sequence(context, arguments, path, **sequence);
  return show_file(context, arguments, path);
}

}  // namespace minato::cli
