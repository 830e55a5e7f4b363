// CPE names for readers that know the older binding only: CPE 2.3 formatted strings as CPE 2.2 URIs
// (NISTIR 7695 section 6.1).
#pragma once

#include <string>
#include <string_view>

namespace minato::render {

/// "cpe:2.3:a:f5:nginx:1.22.1:*:…" is "cpe:/a:f5:nginx:1.22.1"; anything else is returned as it is.
[[nodiscard]] std::string cpe_uri(std::string_view cpe);

}  // namespace minato::render
