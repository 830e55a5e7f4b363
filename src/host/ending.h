// Ending the processes behind a listening port, and never another one.
//
// Each process is held by a pidfd first; then the port is looked at again, and only who still holds
// the same socket is signalled: SIGTERM to all, SIGKILL after the grace to those that stay.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "host/inventory.h"
#include "model/socket.h"

namespace minato::host {

/// Why a holder is not ended.
enum class EndRefusal : std::uint8_t {
  first_process,  ///< PID 1: the machine would stop
  ourselves,
  our_ancestor,  ///< the shell or terminal that minato runs in
};
[[nodiscard]] std::string_view to_text(EndRefusal refusal);

/// One process to end, with the listening sockets for which it is ended.
struct EndTarget {
  std::int32_t pid = 0;
  std::vector<std::uint64_t> inodes{};
  std::optional<EndRefusal> refusal{};

  bool operator==(const EndTarget&) const = default;
};

struct EndPlan {
  std::vector<EndTarget> targets{};  ///< by pid, each once
  std::size_t hidden = 0;            ///< listening sockets without a visible holder

  bool operator==(const EndPlan&) const = default;
};

/// Who runs minato: these are never ended.
struct OwnLineage {
  std::int32_t self = 0;
  std::vector<std::int32_t> ancestors{};
};
[[nodiscard]] OwnLineage own_lineage();

/// Holders of the listening sockets among `sockets`. Connections are left alone: their holders may
/// be clients of the port.
[[nodiscard]] EndPlan plan_ending(std::span<const model::Socket> sockets,
                                  const OwnLineage& lineage);

enum class EndOutcome : std::uint8_t {
  ended,            ///< after SIGTERM
  killed,           ///< after SIGKILL
  gone,             ///< had ended before
  holds_no_longer,  ///< does not hold the socket any more: not signalled
  refused,          ///< see EndTarget::refusal: not signalled
  stays,            ///< still there after SIGKILL (it waits in the kernel)
  failed,           ///< see the error
};
[[nodiscard]] std::string_view to_text(EndOutcome outcome);

struct EndReport {
  std::int32_t pid = 0;
  EndOutcome outcome = EndOutcome::failed;
  std::optional<base::Error> error{};  ///< of `failed`: permission, mostly
};

struct EndOptions {
  std::chrono::milliseconds grace{5000};      ///< between SIGTERM and SIGKILL
  std::chrono::milliseconds last_wait{2000};  ///< after SIGKILL
};

/// Ends the targets of a plan; one report each, in the plan's order.
/// Errors: the port could not be looked at again; nothing was signalled then.
[[nodiscard]] base::Result<std::vector<EndReport>> end_processes(const EndPlan& plan,
                                                                 const EndOptions& options);

}  // namespace minato::host
