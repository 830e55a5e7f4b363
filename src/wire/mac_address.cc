// Text of Ethernet addresses.
#include "wire/mac_address.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace minato::wire {

std::string to_text(const MacAddress& mac) {
  const auto& b = mac.bytes;
  return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", b[0], b[1], b[2], b[3], b[4],
                     b[5]);
}

base::Result<MacAddress> parse_mac_address(std::string_view text) {
  const char separator = text.find('-') == std::string_view::npos ? ':' : '-';
  const auto groups = base::split(text, separator);
  MacAddress mac;
  bool good = groups.size() == mac.bytes.size();
  for (std::size_t i = 0; good && i < groups.size(); ++i) {
    const auto byte = base::parse_number<std::uint8_t>(groups[i], 16);
    good = byte && groups[i].size() == 2;
    if (good) mac.bytes[i] = *byte;
  }
  if (good) return mac;
  return base::fail(base::input_error("error.address.mac", {std::string(text)},
                                      {std::string(text), 0, text.size(), {}}));
}

}  // namespace minato::wire
