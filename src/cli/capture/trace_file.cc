// Blocks are built in one string that is used again and again.
#include "cli/capture/trace_file.h"

#include "wire/pcapng_writer.h"

namespace minato::cli {
namespace {
constexpr std::size_t kMostKeptBytes = std::size_t{4} << 20;
}

base::Result<TraceFile> TraceFile::create(const std::string& path, std::uint16_t link,
                                          std::string_view interface) {
  auto file = sys::OutputFile::create(path);
  if (!file) return base::fail(file.error());
  std::string head;
  wire::append_pcapng_section(head);
  wire::append_pcapng_interface(head, {.link = link, .name = interface});
  file->write(head);
  return TraceFile(std::move(*file));
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
    std::string comment;
    if (!commented_.contains(kept.conversation)) comment = comment_of(kept.conversation);
    if (!comment.empty()) commented_.insert(kept.conversation);
    block_.clear();
    wire::append_pcapng_packet(block_, {.time_ns = kept.time_ns,
                                        .original_bytes = kept.original_bytes,
                                        .bytes = base::Bytes(bytes_).subspan(kept.at, kept.length),
                                        .comment = comment});
    file_.write(block_);
  }
  kept_.clear();
  bytes_.clear();
}

}  // namespace minato::cli
