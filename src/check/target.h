// What `check` was asked about: a URL, HOST:PORT, HOST:PORT/udp, or a host alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/endpoint.h"
#include "talk/driver.h"
#include "talk/protocol.h"

namespace minato::check {

struct Target {
  std::string text{};  ///< as it was typed
  std::string host{};  ///< for DNS, SNI and the Host field: ASCII, lower case
  std::optional<model::IpAddress> literal{};  ///< when the host is an address
  model::Port port{};
  /// Null: nothing is spoken there, only a greeting is waited for.
  const talk::Protocol* protocol = nullptr;
  talk::Wrapping wrapping = talk::Wrapping::plain;
  std::string path = "/";  ///< HTTP

  /// "https", "ssh", "tcp" …: what is checked, as a URL's scheme would say it.
  [[nodiscard]] std::string service() const;
};

/// Internationalized names become their ASCII form (IDNA2008). A name and password in a URL are
/// left out: nobody logs in. Errors: input, the wrong part marked.
[[nodiscard]] base::Result<Target> parse_target(std::string_view text);

/// Where a redirect of HTTP leads, seen from `from` (RFC 3986 section 5). Errors: input.
[[nodiscard]] base::Result<Target> redirect_target(const Target& from, std::string_view location);

}  // namespace minato::check
