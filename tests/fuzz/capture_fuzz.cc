// Any bytes as a capture file, through the whole analysis.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "capture/analysis.h"
#include "wire/capture_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace minato;
  using Found = wire::CaptureFileParser::Found;
  wire::CaptureFileParser parser;
  capture::Analysis analysis(size);
  base::Bytes rest(data, size);
  wire::CapturedFrame frame;
  while (true) {
    const Found found = parser.next(rest, frame);
    if (found == Found::more || found == Found::fault) break;
    MINATO_CHECK(parser.used() <= rest.size());
    rest = rest.subspan(parser.used());
    if (found == Found::frame) {
      const capture::FrameReport report = analysis.take(frame);
      MINATO_CHECK(report.conversation == capture::kNoConversation ||
                   report.conversation < analysis.conversations().all().size());
    }
  }
  static_cast<void>(parser.finish(rest.size()));
  return 0;
}
