// `minato capture`: what tcpdump and tshark do in turns, by conversation.
#include "capture/file_source.h"
#include "cli/arguments.h"
#include "cli/capture/live.h"
#include "cli/capture/options.h"
#include "cli/capture/session.h"
#include "cli/commands.h"
#include "cli/context.h"
#include "sys/file.h"

namespace minato::cli {
namespace {

base::Result<ExitCode> capture_file(Context& context, const Arguments& arguments,
                                    const std::string& path, CaptureWish wish) {
  auto source = capture::FileSource::open(path);
  if (!source) return base::fail(source.error());
  CaptureSession session(context, arguments, std::move(wish));
  const auto end =
      source->run([&](const wire::CapturedFrame& frame) { return session.take(frame); });
  if (!end) return base::fail(end.error());
  for (const wire::CaptureName& name : source->parser().names()) {
    session.analysis().add_name(name.address, name.name);
  }
  return session.finish({.source = path,
                         .fault = end->fault,
                         .dropped = source->parser().dropped(),
                         .has_secrets = source->parser().has_secrets()});
}

}  // namespace

base::Result<ExitCode> run_capture(Context& context, const Arguments& arguments) {
  if (arguments.has("--demo")) {
    const auto sensible = check_capture_options(arguments, std::nullopt);
    if (!sensible) return base::fail(sensible.error());
    return capture_demo(context, arguments);
  }
  std::vector<std::string> words = arguments.words();
  const std::string from = words.empty() ? "any" : words.front();
  if (!words.empty()) words.erase(words.begin());
  auto wish = CaptureWish::parse(arguments, words);
  if (!wish) return base::fail(wish.error());
  // A file of that name wins over an interface: it was typed on purpose.
  const bool path = from == "-" || from.find('/') != std::string::npos || sys::exists(from) ||
                    from.find(".pcap") != std::string::npos;
  const auto sensible = check_capture_options(arguments, path ? std::optional(from) : std::nullopt);
  if (!sensible) return base::fail(sensible.error());
  if (path) return capture_file(context, arguments, from, std::move(*wish));
  const auto source = find_live_source(from);
  if (!source) return base::fail(source.error());
  return capture_live(context, arguments, *source, std::move(*wish));
}

}  // namespace minato::cli
