// Which service an audit takes a port for: by what was said there, else by the number; and how TLS
// begins in each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/port.h"
#include "talk/audits/tls_hello.h"
#include "talk/facts.h"

namespace minato::audit {

struct ServiceGuess {
  std::string service{};  ///< "" when nothing fits
  std::string tunnel{};   ///< "tls" or ""

  bool operator==(const ServiceGuess&) const = default;
};

/// Facts of the first questions: `first.greeting` (what came unasked), `first.tls` (it spoke TLS),
/// `first.http` and `first.https` (what a GET was answered, plain and inside TLS).
[[nodiscard]] ServiceGuess guess_service(model::Port port, const talk::Facts& first);

/// What the number alone says.
[[nodiscard]] ServiceGuess usual_service(model::Port port);

/// How TLS begins: `none` inside a tunnel and where the protocol has no such word.
[[nodiscard]] talk::TlsPreamble preamble_of(std::string_view service, std::string_view tunnel);

/// The ports that are audited when none are named, TCP and UDP.
[[nodiscard]] std::vector<model::Port> usual_ports();

}  // namespace minato::audit
