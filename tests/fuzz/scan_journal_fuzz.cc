// The file of --resume: whatever is in it is an error or a past, and never more than the file
// holds.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "pipeline/scan_journal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto past = minato::pipeline::parse_scan_journal(text);
  if (past) MINATO_CHECK(past->valid_bytes <= size);
  return 0;
}
