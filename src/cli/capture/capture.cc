// `minato capture`: what tcpdump and tshark do in turns, by conversation.
#include <numeric>
#include <random>

#include "capture/analysis.h"
#include "capture/file_source.h"
#include "cli/arguments.h"
#include "cli/capture/summary.h"
#include "cli/commands.h"
#include "cli/context.h"

namespace minato::cli {
namespace {

constexpr std::size_t kMostRows = 20;

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
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

}  // namespace

base::Result<ExitCode> run_capture(Context& context, const Arguments& arguments) {
  return show_file(context, arguments, arguments.words().front());
}

}  // namespace minato::cli
