// The plan, the second look, the signals.
#include "host/ending.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/clock.h"
#include "sys/pidfd.h"
#include "sys/process.h"
#include "sys/sock_diag.h"
#include "sys/socket_owners.h"

namespace minato::host {

using base::fail;
using base::Result;
using model::Socket;
using std::chrono::milliseconds;

namespace {

constexpr std::int32_t kFirstProcess = 1;
constexpr std::size_t kLongestChain = 64;

bool is_listener(const Socket& socket) {
  return socket.state == model::SocketState::listen ||
         (socket.state == model::SocketState::bound && !socket.remote);
}

std::optional<EndRefusal> refusal_for(std::int32_t pid, const OwnLineage& lineage) {
  if (pid == kFirstProcess) return EndRefusal::first_process;
  if (pid == lineage.self) return EndRefusal::ourselves;
  if (std::ranges::find(lineage.ancestors, pid) != lineage.ancestors.end()) {
    return EndRefusal::our_ancestor;
  }
  return std::nullopt;
}

std::vector<std::uint64_t> inodes_of(const EndPlan& plan) {
  std::vector<std::uint64_t> inodes;
  for (const EndTarget& target : plan.targets) {
    inodes.insert(inodes.end(), target.inodes.begin(), target.inodes.end());
  }
  std::ranges::sort(inodes);
  const auto repeated = std::ranges::unique(inodes);
  inodes.erase(repeated.begin(), repeated.end());
  return inodes;
}

/// A target while it is being ended.
struct Ending {
  const EndTarget* target = nullptr;
  std::optional<sys::ProcessHandle> handle{};
  EndReport report{};
  bool pending = false;  // signalled, not seen ended
};

Ending hold(const EndTarget& target) {
  Ending ending{.target = &target, .report = {.pid = target.pid}};
  if (target.refusal) {
    ending.report.outcome = EndOutcome::refused;
    return ending;
  }
  auto handle = sys::ProcessHandle::open(target.pid);
  if (handle) {
    ending.handle = std::move(*handle);
  } else if (handle.error().code == base::ErrorCode::not_found) {
    ending.report.outcome = EndOutcome::gone;
  } else {
    ending.report.error = std::move(handle.error());
  }
  return ending;
}

bool still_holds(const EndTarget& target, const std::vector<sys::SocketOwner>& owners) {
  return std::ranges::any_of(owners, [&](const sys::SocketOwner& owner) {
    return owner.pid == target.pid &&
           std::ranges::find(target.inodes, owner.inode) != target.inodes.end();
  });
}

void signal(Ending& ending, sys::EndSignal signal) {
  auto sent = ending.handle->send(signal);
  if (sent) {
    ending.pending = true;
  } else if (sent.error().code == base::ErrorCode::not_found) {
    ending.report.outcome = signal == sys::EndSignal::kill ? EndOutcome::ended : EndOutcome::gone;
    ending.pending = false;
  } else {
    ending.report.outcome = EndOutcome::failed;
    ending.report.error = std::move(sent.error());
    ending.pending = false;
  }
}

/// Waits for all that were signalled until one deadline; those seen ended have `outcome`.
void wait_for(std::vector<Ending>& endings, milliseconds patience, EndOutcome outcome) {
  const base::SystemClock clock;
  const auto deadline = clock.monotonic() + patience;
  for (Ending& ending : endings) {
    if (!ending.pending) continue;
    const auto left = std::chrono::ceil<milliseconds>(deadline - clock.monotonic());
    const auto ended = ending.handle->ended(std::max(left, milliseconds(0)));
    if (ended && !*ended) continue;
    ending.pending = false;
    ending.report.outcome = ended ? outcome : EndOutcome::failed;
    if (!ended) ending.report.error = ended.error();
  }
}

}  // namespace

std::string_view to_text(EndRefusal refusal) {
  constexpr std::array<std::string_view, 3> kNames = {"first-process", "ourselves", "our-ancestor"};
  return kNames[static_cast<std::size_t>(refusal)];
}

std::string_view to_text(EndOutcome outcome) {
  constexpr std::array<std::string_view, 7> kNames = {
      "ended", "killed", "gone", "holds-no-longer", "refused", "stays", "failed"};
  return kNames[static_cast<std::size_t>(outcome)];
}

OwnLineage own_lineage() {
  OwnLineage lineage{.self = sys::own_pid()};
  auto stat = sys::read_process_stat(lineage.self);
  while (stat && stat->parent > 0 && lineage.ancestors.size() < kLongestChain) {
    lineage.ancestors.push_back(stat->parent);
    stat = sys::read_process_stat(stat->parent);
  }
  return lineage;
}

EndPlan plan_ending(std::span<const Socket> sockets, const OwnLineage& lineage) {
  EndPlan plan;
  std::map<std::int32_t, EndTarget> targets;
  for (const Socket& socket : sockets) {
    if (!is_listener(socket)) continue;
    if (socket.holders.empty()) ++plan.hidden;
    for (const model::SocketHolder& holder : socket.holders) {
      EndTarget& target = targets[holder.pid];
      target.pid = holder.pid;
      target.refusal = refusal_for(holder.pid, lineage);
      // The same socket may have several descriptors in one process.
      if (std::ranges::find(target.inodes, socket.inode) == target.inodes.end()) {
        target.inodes.push_back(socket.inode);
      }
    }
  }
  for (auto& [pid, target] : targets) plan.targets.push_back(std::move(target));
  return plan;
}

Result<std::vector<EndReport>> end_processes(const EndPlan& plan, const EndOptions& options) {
  std::vector<Ending> endings;
  for (const EndTarget& target : plan.targets) endings.push_back(hold(target));

  // The second look, now that the numbers cannot change their owners.
  const auto owners = sys::find_socket_owners(inodes_of(plan), sys::SocketScope::listeners);
  if (!owners) return fail(owners.error());
  for (Ending& ending : endings) {
    if (!ending.handle) continue;
    if (still_holds(*ending.target, owners->owners)) {
      signal(ending, sys::EndSignal::terminate);
    } else {
      ending.report.outcome = EndOutcome::holds_no_longer;
    }
  }
  wait_for(endings, options.grace, EndOutcome::ended);
  for (Ending& ending : endings) {
    if (ending.pending) signal(ending, sys::EndSignal::kill);
  }
  wait_for(endings, options.last_wait, EndOutcome::killed);

  std::vector<EndReport> reports;
  for (Ending& ending : endings) {
    if (ending.pending) ending.report.outcome = EndOutcome::stays;
    reports.push_back(std::move(ending.report));
  }
  return reports;
}

}  // namespace minato::host
