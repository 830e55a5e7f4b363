// Hostile text: what is shown holds no control character, and keeps to its columns.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/text_width.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  using namespace minato::base;
  const std::size_t columns = data[0] % 64;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::string safe = escape_control(text);
  for (const char c : safe) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  require(escape_control(safe) == safe);
  require(display_width(truncate(safe, columns)) <= columns);
  require(display_width(pad(safe, columns)) == columns);
  // A wide character alone may be wider than the line.
  for (const std::string& line : wrap(safe, columns))
    require(display_width(line) <= std::max<std::size_t>(columns, 2));
  return 0;
}
