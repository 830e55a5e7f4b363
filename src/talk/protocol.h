// The declaration of one protocol that minato speaks.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "model/port.h"
#include "talk/machine.h"

namespace minato::talk {

enum class FirstWord : std::uint8_t { server, client };

/// Ports of one role; unused places are 0.
using PreferredPorts = std::array<std::uint16_t, 6>;

struct Protocol {
  std::string_view name;  ///< IANA's service name where there is one: "http"
  model::Transport transport = model::Transport::tcp;
  PreferredPorts ports{};      ///< the usual ones, the likeliest first
  PreferredPorts tls_ports{};  ///< where the same is spoken inside TLS from the first byte
  FirstWord first = FirstWord::client;
  bool starttls = false;  ///< the machine may want_tls()
  std::unique_ptr<Machine> (*create)(const MachineOptions&) = nullptr;
};

/// For `Protocol::create`.
template <typename SomeMachine>
[[nodiscard]] std::unique_ptr<Machine> make_machine(const MachineOptions& options) {
  return std::make_unique<SomeMachine>(options);
}

}  // namespace minato::talk
