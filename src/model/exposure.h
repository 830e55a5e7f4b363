// From how far away a new connection really reaches a socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace minato::model {

/// The widest scope from which a new connection arrives, after bind address, interfaces and packet
/// filter. Ordered by width; `unknown` stands outside the order: it could not be decided.
enum class Exposure : std::uint8_t { none, loopback, link, private_, public_, unknown };

/// "none", "loopback", "link", "private", "public", "unknown".
[[nodiscard]] std::string_view to_text(Exposure exposure);
[[nodiscard]] base::Result<Exposure> parse_exposure(std::string_view text);

/// An exposure with what decided it.
struct ExposureVerdict {
  Exposure exposure = Exposure::unknown;
  /// Catalogue key `exposure.reason.…` and its arguments: the deciding address or rule.
  std::string reason_key{};
  std::vector<std::string> reason_args{};

  bool operator==(const ExposureVerdict&) const = default;
};

}  // namespace minato::model
