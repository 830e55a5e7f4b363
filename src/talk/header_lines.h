// Header fields as HTTP, SIP, RTSP, SSDP and STOMP write them: "Name: value", a line each.
#pragma once

#include <string_view>
#include <vector>

namespace minato::talk {

/// The values of a field, in their order, without white space around; names in any case. Views into
/// `head`.
[[nodiscard]] std::vector<std::string_view> header_values(std::string_view head,
                                                          std::string_view name);
/// The first of them; "" when there is none.
[[nodiscard]] std::string_view header_value(std::string_view head, std::string_view name);

}  // namespace minato::talk
