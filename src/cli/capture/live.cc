// The loop: frames, then the owners of their sockets, then the limits.
#include "cli/capture/live.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "base/suggest.h"
#include "cli/capture/text.h"
#include "cli/capture/top.h"
#include "cli/capture/trace_file.h"
#include "cli/notes.h"
#include "sys/attendant.h"
#include "sys/interfaces.h"
#include "sys/packet_tap.h"
#include "sys/terminal.h"

namespace minato::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{30};
/// How often the sockets of this machine are looked at for owners.
constexpr milliseconds kLookEvery{250};
constexpr milliseconds kLookAtLeast{30};

wire::CapturedFrame captured(const sys::TappedFrame& frame, std::uint16_t link) {
  return {.link = link,
          .time_ns = frame.time_ns,
          .original_bytes = frame.original_bytes,
          .bytes = frame.bytes};
}

/// "server: nginx (812), www-data" of a conversation; "" when nobody is known.
std::string owner_comment(CaptureSession& session, std::uint32_t index) {
  if (index == capture::kNoConversation) return "";
  const capture::Conversation& conversation = session.analysis().conversations().at(index);
  const model::Endpoint client = conversation.client_end();
  const model::Endpoint server = conversation.server_end();
  std::string text;
  const auto add = [&](std::string_view side, const model::Process* process) {
    if (process == nullptr) return;
    text += fmt::format("{}{}: {} ({}), {}", text.empty() ? "" : "; ", side, process->name,
                        process->pid, process->user);
  };
  add("client", session.owners().owner(client, server));
  add("server", session.owners().owner(server, client));
  return text;
}

void show_progress(const Context& context, const capture::Analysis& analysis) {
  if (context.quiet || !sys::is_terminal(sys::Stream::error)) return;
  const std::string line = context.tr("capture.live.progress", count_text(analysis.totals().frames),
                                      count_text(analysis.conversations().all().size()),
                                      bytes_text(analysis.totals().bytes));
  static_cast<void>(sys::write_all(sys::Stream::error, fmt::format("\r\x1b[K{}", line)));
}

void end_progress(const Context& context) {
  if (context.quiet || !sys::is_terminal(sys::Stream::error)) return;
  static_cast<void>(sys::write_all(sys::Stream::error, "\r\x1b[K"));
}

base::Result<sys::PacketTap> open_tap(const Arguments& arguments, const LiveSource& source) {
  return sys::PacketTap::open({.interface_index = source.interface_index,
                               .filter = arguments.value("--filter").value_or("")});
}

base::Result<TraceRotation> read_rotation(const Arguments& arguments) {
  const auto megabytes = arguments.number("--rotate-size", 1, 1'000'000);
  if (!megabytes) return base::fail(megabytes.error());
  const auto seconds = arguments.number("--rotate-after", 1, 86400 * 365);
  if (!seconds) return base::fail(seconds.error());
  const auto files = arguments.number("--files", 1, 100'000);
  if (!files) return base::fail(files.error());
  TraceRotation rotation;
  constexpr std::uint64_t kMegabyte = 1'000'000;
  constexpr std::int64_t kSecond = 1'000'000'000;
  if (*megabytes) rotation.most_bytes = static_cast<std::uint64_t>(**megabytes) * kMegabyte;
  if (*seconds) rotation.most_ns = static_cast<std::int64_t>(**seconds) * kSecond;
  if (*files) rotation.most_files = static_cast<std::uint32_t>(**files);
  return rotation;
}

/// The file of --write; nothing when none is wanted.
base::Result<std::optional<TraceFile>> open_trace(const Arguments& arguments,
                                                  const sys::PacketTap& tap,
                                                  const LiveSource& source) {
  const auto path = arguments.value("--write");
  if (!path) return std::nullopt;
  const auto rotation = read_rotation(arguments);
  if (!rotation) return base::fail(rotation.error());
  auto made = TraceFile::create(*path, tap.link_number(), source.name, *rotation);
  if (!made) return base::fail(made.error());
  return std::optional(std::move(*made));
}

/// The screen of --top; nothing when it is not wanted.
base::Result<std::optional<TopScreen>> open_top(const Context& context,
                                                const Arguments& arguments) {
  if (!arguments.has("--top")) return std::nullopt;
  auto opened = TopScreen::open(context);
  if (!opened) return base::fail(opened.error());
  return std::optional<TopScreen>(std::move(*opened));
}

/// A file that could not be written to its end is told; what was captured is shown all the same.
void close_trace(Context& context, TraceFile& trace,
                 const std::function<std::string(std::uint32_t)>& comment_of) {
  trace.write(comment_of);
  if (const auto closed = trace.close(); !closed) {
    note(context, to_text(closed.error(), context.language));
  }
}

}  // namespace

base::Result<LiveSource> find_live_source(const std::string& name) {
  if (name == "any") return LiveSource{0, name};
  const auto interfaces = sys::list_interfaces();
  if (!interfaces) return base::fail(interfaces.error());
  std::vector<std::string_view> names = {"any"};
  for (const sys::Interface& interface : *interfaces) {
    if (interface.name == name) return LiveSource{interface.index, name};
    names.push_back(interface.name);
  }
  return base::fail(base::input_error(
      "error.capture.no-source", {name},
      {name, 0, name.size(), std::string(base::suggest(name, names).value_or(""))}));
}

base::Result<ExitCode> capture_live(Context& context, const Arguments& arguments,
                                    const LiveSource& source, CaptureWish wish) {
  using Clock = std::chrono::steady_clock;
  const auto seconds = arguments.number("--duration", 1, 86400 * 365);
  if (!seconds) return base::fail(seconds.error());
  auto tap = open_tap(arguments, source);
  if (!tap) return base::fail(tap.error());
  auto trace = open_trace(arguments, *tap, source);
  if (!trace) return base::fail(trace.error());
  auto top = open_top(context, arguments);
  if (!top) return base::fail(top.error());
  CaptureSession session(context, arguments, std::move(wish));
  std::atomic<bool> stopped{false};
  std::unique_ptr<sys::Attendant> attendant;
  if (!*top) {  // the screen takes signals itself
    auto started = sys::Attendant::start({.on_stop = [&] {
      stopped = true;
      tap->interrupt();
    }});
    if (!started) return base::fail(started.error());
    attendant = std::move(*started);
    note(context, context.tr("capture.live.begins", source.name));
  }

  bool enough = false;
  base::Result<void> broken{};
  const auto begin = Clock::now();
  auto last_look = begin - kLookEvery;
  std::size_t seen = 0;
  const auto comment_of = [&](std::uint32_t index) { return owner_comment(session, index); };
  while (!stopped && !enough) {
    const auto got = tap->receive(kPatience, [&](const sys::TappedFrame& frame) {
      if (enough) return;
      const wire::CapturedFrame whole = captured(frame, tap->link_number());
      enough = session.take(whole) == capture::Wish::enough;
      if (*trace) (*trace)->add(whole, session.report().conversation);
    });
    if (!got) {
      broken = base::fail(got.error());
      break;
    }
    const auto now = Clock::now();
    const std::size_t count = session.analysis().conversations().all().size();
    // New conversations may be over soon: their sockets are looked at without delay.
    const bool fresh = count != seen && now >= last_look + kLookAtLeast;
    if (fresh || now >= last_look + kLookEvery || (*trace && (*trace)->full())) {
      // Without the right to look, or when it fails, conversations stay without a program.
      static_cast<void>(session.owners().look());
      seen = count;
      last_look = Clock::now();
      if (!*top) show_progress(context, session.analysis());
      if (*trace) (*trace)->write(comment_of);
    }
    if (*top && !(*top)->take_keys()) enough = true;
    if (*top && !enough && (*top)->due()) {
      (*top)->draw(session.view({.source = source.name, .dropped = tap->stats().dropped}, 0));
    }
    if (*seconds && now - begin >= std::chrono::seconds(**seconds)) enough = true;
    if (*trace && !(*trace)->state()) break;
  }
  static_cast<void>(session.owners().look());
  if (!*top) end_progress(context);
  top->reset();
  if (*trace) close_trace(context, **trace, comment_of);
  auto outcome = session.finish(
      {.source = source.name, .dropped = tap->stats().dropped, .interrupted = stopped});
  if (!broken) return base::fail(broken.error());
  return outcome;
}

}  // namespace minato::cli
