// Reads fingerprint files (TOML). A file's `service` and `fact` hold for all of its entries that
// name none:
//   service = "ssh"
//   fact = "ssh.banner"
//   [[fingerprint]]
//   product = "OpenSSH"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "identify/fingerprint.h"

namespace minato::identify {

/// name: shown in errors and places. Errors: input, with file, line and reason.
[[nodiscard]] base::Result<std::vector<FingerprintText>> read_fingerprints(const std::string& name,
                                                                           std::string_view text);

/// `\r \n \t \0 \\ \xHH` of an example as the bytes that they stand for.
[[nodiscard]] std::string unescaped(std::string_view text);

}  // namespace minato::identify
