// Everything that minato knows about this machine's sockets, joined: socket + process + knowledge +
// exposure + danger. The source of report, explain and ls.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/danger.h"
#include "base/error.h"
#include "base/few.h"
#include "host/exposure.h"
#include "host/inventory.h"
#include "model/exposure.h"
#include "model/port_set.h"
#include "model/socket.h"
#include "registry/knowledge.h"

namespace minato::pipeline {

/// One socket with what is known about it. Points into the LocalView that made it.
struct LocalSocket {
  const model::Socket* socket = nullptr;
  base::Few<const model::Process*> processes{};    ///< who holds it, each once
  const host::SocketOrigin* origin = nullptr;      ///< unit or container of a holder that is hidden
  std::optional<registry::Knowledge> knowledge{};  ///< by program where it is known, else by port
  bool by_program = false;            ///< the program says more than the number: sshd on port 2222
  bool temporary = false;             ///< a UDP port that a client obtained for its own questions
  std::string_view name{};            ///< "ssh", "" when nobody knows
  model::ExposureVerdict exposure{};  ///< of listening sockets
  audit::DangerVerdict danger{};      ///< of listening sockets
};

/// A listening socket, or a UDP socket without a peer: somebody waits behind that door.
[[nodiscard]] bool is_listening(const model::Socket& socket);

/// What `process` on `port` is: by its program's name where the knowledge has it, else by the port.
struct ServiceGuess {
  std::optional<registry::Knowledge> knowledge{};
  bool by_program = false;
  std::string_view name{};
};
[[nodiscard]] ServiceGuess guess_service(model::Port port, std::string_view process_name);

class LocalView {
 public:
  /// Looks at this machine. Errors: as host::take_inventory.
  [[nodiscard]] static base::Result<LocalView> create(const host::InventoryQuery& query);

  [[nodiscard]] const std::vector<LocalSocket>& sockets() const { return sockets_; }
  [[nodiscard]] const host::Inventory& inventory() const { return inventory_; }

 private:
  LocalView(host::Inventory inventory, std::optional<host::ExposureJudge> judge);
  LocalSocket join(const model::Socket& socket) const;
  model::ExposureVerdict judged(const model::Socket& socket) const;

  host::Inventory inventory_;
  std::optional<host::ExposureJudge> judge_;  ///< nothing when nobody listens
  model::PortInterval ephemeral_;
  std::vector<LocalSocket> sockets_;
};

}  // namespace minato::pipeline
