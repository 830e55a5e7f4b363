// Capture filters in libpcap's language, as programs for the kernel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "sys/link_filter.h"

namespace minato::sys {

/// link: LINKTYPE_ number of the frames that the program will see. Errors: input, with what libpcap
/// says.
[[nodiscard]] base::Result<std::vector<FilterInstruction>> compile_pcap_filter(
    const std::string& expression, std::uint16_t link, std::uint32_t snap_bytes);

}  // namespace minato::sys
