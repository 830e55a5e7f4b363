// What the other side would have to be asked, when the other side is this machine.
#include <fmt/core.h>

#include <algorithm>

#include "host/ephemeral.h"
#include "host/inventory.h"
#include "pipeline/check_session.h"
#include "sys/interfaces.h"
#include "sys/port_sysctls.h"

namespace minato::pipeline {
namespace {

using check::Cause;

bool is_here(const model::IpAddress& address) {
  if (address.is_loopback()) return true;
  const auto interfaces = sys::list_interfaces();
  if (!interfaces) return false;
  return std::ranges::any_of(*interfaces, [&](const sys::Interface& interface) {
    return std::ranges::any_of(interface.addresses, [&](const sys::InterfaceAddress& own) {
      return own.address.bits() == address.bits() &&
             std::ranges::equal(own.address.bytes(), address.bytes());
    });
  });
}

/// Whether a listener takes connections to `address`.
bool takes(const model::Socket& listener, const model::IpAddress& address) {
  const model::IpAddress own = listener.local.address.unmapped();
  if (own.is_unspecified()) {
    return own.family() == address.family() || (address.is_v4() && listener.dual_stack);
  }
  return own == address;
}

/// Who holds it. Looked up only for a listener that explains a failure: it costs more than the
/// rest.
std::string holder_of(const model::Socket& listener) {
  const auto inventory = host::take_inventory(
      {.transports = {model::Transport::tcp}, .port = listener.local.port.number});
  if (!inventory) return "?";
  for (const model::Socket& socket : inventory->sockets) {
    if (socket.inode != listener.inode || socket.holders.empty()) continue;
    const model::Process* const process = inventory->process(socket.holders.front().pid);
    if (process != nullptr) return fmt::format("{} ({})", process->name, process->pid);
  }
  return "?";
}

Cause cause_of_other(const model::Socket& listener, const model::IpAddress& address) {
  const model::IpAddress own = listener.local.address.unmapped();
  if (own.family() != address.family()) return Cause::only_other_family;
  return own.is_loopback() ? Cause::only_loopback : Cause::only_other_address;
}

void consult_listeners(check::CheckResult& result, check::Stage& stage,
                       const model::IpAddress& address) {
  const auto inventory = host::take_inventory({.transports = {model::Transport::tcp},
                                               .port = result.target.port.number,
                                               .with_processes = false});
  if (!inventory) return;
  const model::Socket* other = nullptr;
  for (const model::Socket& socket : inventory->sockets) {
    if (!takes(socket, address)) {
      other = &socket;
      continue;
    }
    // Full: the kernel drops further SYNs. For listeners the queues count connections.
    if (stage.cause == Cause::dropped && socket.receive_queue > socket.send_queue) {
      stage.cause = Cause::backlog_full;
      stage.evidence.push_back({"check.evidence.queue",
                                {holder_of(socket), fmt::format("{}", socket.receive_queue),
                                 fmt::format("{}", socket.send_queue)}});
    }
    return;
  }
  if (stage.cause != Cause::refused) return;
  stage.cause = other == nullptr ? Cause::nobody_listens : cause_of_other(*other, address);
  if (other != nullptr) {
    stage.evidence.push_back(
        {"check.evidence.listener", {holder_of(*other), model::to_text(other->local)}});
  }
}

/// "Cannot assign requested address": are the ephemeral ports really used up?
void consult_ephemeral(check::CheckResult& result, check::Stage& stage) {
  const auto inventory = host::take_inventory(
      {.transports = {model::Transport::tcp}, .listeners_only = false, .with_processes = false});
  if (!inventory || result.attempts.empty()) return;
  const sys::PortSysctls settings = sys::read_port_sysctls();
  const host::EphemeralUsage usage = host::measure_ephemeral(
      inventory->sockets, {.range = settings.ephemeral, .reserved = settings.reserved});
  for (const host::DestinationUsage& destination : usage.destinations) {
    if (destination.destination != result.attempts.front().to) continue;
    stage.evidence.push_back({"check.evidence.ephemeral",
                              {fmt::format("{}", destination.used),
                               fmt::format("{}", destination.used + destination.left)}});
    return;
  }
  // Plenty is left: it is the address that the system has no source for.
  stage.cause = Cause::no_route;
}

}  // namespace

void consult_this_machine(check::CheckResult& result) {
  check::Stage& stage = result.stage(check::StageKind::connect);
  if (stage.outcome != check::StageOutcome::failed || result.attempts.empty()) return;
  if (result.target.port.transport != model::Transport::tcp || !result.via.empty()) return;
  if (stage.cause == Cause::ports_exhausted) return consult_ephemeral(result, stage);
  if (stage.cause != Cause::refused && stage.cause != Cause::dropped) return;
  const model::IpAddress address = result.attempts.front().to.address;
  if (is_here(address)) consult_listeners(result, stage, address);
}

}  // namespace minato::pipeline
