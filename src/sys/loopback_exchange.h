// A real HTTP exchange on loopback, made by this process alone: something to capture.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "sys/unique_fd.h"

namespace minato::sys {

/// A server's door on 127.0.0.1 that waits for its one client.
class LoopbackExchange {
 public:
  /// Errors: local.
  [[nodiscard]] static base::Result<LoopbackExchange> open();

  /// The server's port: a free one.
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Connects, asks for a page, answers, and closes both sides. Errors: local.
  [[nodiscard]] base::Result<void> talk();

 private:
  LoopbackExchange(UniqueFd listener, std::uint16_t port)
      : listener_(std::move(listener)), port_(port) {}

  UniqueFd listener_;
  std::uint16_t port_;
};

}  // namespace minato::sys
