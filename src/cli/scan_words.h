// The command line of `minato scan` as nmap's, masscan's and zmap's users type it, brought into our
// own spelling: -sS is --syn, -p22,80 is --ports=22,80, -sSU is --syn --udp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace minato::cli {

/// Words that no rule is about stay as they are. Errors: input, for an option of another tool that
/// minato does not have: the sentence says what to use instead.
[[nodiscard]] base::Result<std::vector<std::string>> rewrite_scan_words(
    const std::vector<std::string>& typed);

/// Options among the typed words that are left out because minato finds out by itself what they
/// set, as typed.
[[nodiscard]] std::vector<std::string> needless_scan_words(const std::vector<std::string>& typed);

}  // namespace minato::cli
