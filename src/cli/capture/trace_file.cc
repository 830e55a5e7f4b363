// Blocks are built in one string that is used again and again.
#include "cli/capture/trace_file.h"

#include <fmt/format.h>

#include "sys/output_file.h"
#include "wire/pcapng_writer.h"

namespace minato::cli {
namespace {
constexpr std::size_t kMostKeptBytes = std::size_t{4} << 20;

/// "trace.pcapng" and 3: "trace-00003.pcapng".
std::string numbered(const std::string& path, std::uint32_t number) {
  const std::size_t folder = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool extension =
      dot != std::string::npos && (folder == std::string::npos || dot > folder + 1);
  const std::size_t at = extension ? dot : path.size();
  return fmt::format("{}-{:05}{}", path.substr(0, at), number, path.substr(at));
}

}  // namespace

base::Result<TraceFile> TraceFile::create(const std::string& path, std::uint16_t link,
                                          std::string_view interface,
                                          const TraceRotation& rotation) {
  const std::string first = rotation.wanted() ? numbered(path, 1) : path;
  auto file = sys::OutputFile::create(first);
  if (!file) return base::fail(file.error());
  TraceFile trace(std::move(*file));
  trace.path_ = path;
  trace.link_ = link;
  trace.interface_ = interface;
  trace.rotation_ = rotation;
  trace.begin_file();
  return trace;
}

void TraceFile::begin_file() {
  std::string head;
  wire::append_pcapng_section(head);
  wire::append_pcapng_interface(head, {.link = link_, .name = interface_});
  file_.write(head);
  written_ = head.size();
  begun_ns_ = 0;
  commented_.clear();
}

void TraceFile::rotate(std::int64_t time_ns) {
  if (begun_ns_ == 0) begun_ns_ = time_ns;
  const bool big = rotation_.most_bytes > 0 && written_ >= rotation_.most_bytes;
  const bool old = rotation_.most_ns > 0 && time_ns - begun_ns_ >= rotation_.most_ns;
  if ((!big && !old) || !file_.state()) return;
  if (const auto closed = file_.close(); !closed) return;  // state() keeps saying so
  auto next = sys::OutputFile::create(numbered(path_, number_ + 1));
  if (!next) {
    broken_ = base::fail(next.error());
    return;
  }
  ++number_;
  file_ = std::move(*next);
  begin_file();
  begun_ns_ = time_ns;
  if (rotation_.most_files > 0 && number_ > rotation_.most_files) {
    sys::remove_output(numbered(path_, number_ - rotation_.most_files));
  }
}

void TraceFile::add(const wire::CapturedFrame& frame, std::uint32_t conversation) {
  kept_.push_back({.at = bytes_.size(),
                   .length = frame.bytes.size(),
                   .time_ns = frame.time_ns,
                   .original_bytes = frame.original_bytes,
                   .conversation = conversation});
  bytes_.insert(bytes_.end(), frame.bytes.begin(), frame.bytes.end());
}

bool TraceFile::full() const { return bytes_.size() > kMostKeptBytes; }

void TraceFile::write(const std::function<std::string(std::uint32_t)>& comment_of) {
  for (const Kept& kept : kept_) {
    if (rotation_.wanted()) rotate(kept.time_ns);
    if (!state()) break;
    std::string comment;
    if (!commented_.contains(kept.conversation)) comment = comment_of(kept.conversation);
    if (!comment.empty()) commented_.insert(kept.conversation);
    block_.clear();
    wire::append_pcapng_packet(block_, {.time_ns = kept.time_ns,
                                        .original_bytes = kept.original_bytes,
                                        .bytes = base::Bytes(bytes_).subspan(kept.at, kept.length),
                                        .comment = comment});
    file_.write(block_);
    written_ += block_.size();
  }
  kept_.clear();
  bytes_.clear();
}

}  // namespace minato::cli
