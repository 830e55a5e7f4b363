// The processes behind captured conversations: sockets of this machine, looked at again and again
// while a capture runs, so that short-lived ones are caught too.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/error.h"
#include "capture/conversation.h"
#include "model/endpoint.h"
#include "model/socket.h"

namespace minato::pipeline {

/// Owners that are remembered at most.
inline constexpr std::size_t kMostOwners = 262144;

class ConversationOwners {
 public:
  /// Looks at the sockets of this machine now. Errors: as host::take_inventory.
  [[nodiscard]] base::Result<void> look();

  /// Who holds that end of a conversation; nullptr when it is not here or was never seen. Lives as
  /// long as this object.
  [[nodiscard]] const model::Process* owner(const model::Endpoint& end,
                                            const model::Endpoint& other) const;

 private:
  struct Pair {
    model::Endpoint local{};
    model::Endpoint remote{};
    auto operator<=>(const Pair&) const = default;
  };
  [[nodiscard]] const model::Process& keep(const model::Process& process);

  std::map<std::int32_t, model::Process> processes_{};
  std::map<Pair, const model::Process*> connected_{};
  /// Sockets without a peer: listeners, UDP servers. By address and port.
  std::map<model::Endpoint, const model::Process*> bound_{};
  /// Of this machine: a wildcard socket owns these ends only.
  std::set<model::IpAddress> addresses_{};
};

}  // namespace minato::pipeline
