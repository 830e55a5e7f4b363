// Connected sockets by both ends, the others by their own.
#include "pipeline/conversation_owners.h"

#include "host/inventory.h"
#include "sys/interfaces.h"

namespace minato::pipeline {
namespace {

model::Endpoint unmapped(const model::Endpoint& end) {
  const model::IpAddress address = end.address.unmapped();
  if (address.is_v4()) return {address, end.port};
  // Packets carry no scope.
  return {model::IpAddress::v6(address.bytes().first<16>()), end.port};
}

/// The wildcard address that also takes what comes to `address`.
model::IpAddress wildcard(model::Family family) {
  if (family == model::Family::ipv4) return {};
  constexpr std::array<std::uint8_t, 16> kZero{};
  return model::IpAddress::v6(kZero);
}

}  // namespace

const model::Process& ConversationOwners::keep(const model::Process& process) {
  return processes_.insert_or_assign(process.pid, process).first->second;
}

base::Result<void> ConversationOwners::look() {
  const auto inventory = host::take_inventory({.listeners_only = false});
  if (!inventory) return base::fail(inventory.error());
  if (connected_.size() + bound_.size() > kMostOwners) {
    connected_.clear();
    bound_.clear();
  }
  if (const auto interfaces = sys::list_interfaces()) {
    for (const sys::Interface& interface : *interfaces) {
      for (const auto& address : interface.addresses) {
        addresses_.insert(unmapped({address.address, {}}).address);
      }
    }
  }
  for (const model::Socket& socket : inventory->sockets) {
    if (socket.holders.empty()) continue;
    const model::Process* found = inventory->process(socket.holders.front().pid);
    if (found == nullptr) continue;
    const model::Process* owner = &keep(*found);
    const model::Endpoint local = unmapped(socket.local);
    if (socket.remote) {
      connected_[{local, unmapped(*socket.remote)}] = owner;
    } else {
      bound_[local] = owner;
      if (socket.dual_stack) bound_[{wildcard(model::Family::ipv4), local.port}] = owner;
    }
  }
  return {};
}

const model::Process* ConversationOwners::owner(const model::Endpoint& end,
                                                const model::Endpoint& other) const {
  if (const auto at = connected_.find({end, other}); at != connected_.end()) return at->second;
  if (const auto at = bound_.find(end); at != bound_.end()) return at->second;
  if (!end.address.is_loopback() && !addresses_.contains(end.address)) return nullptr;
  const auto at = bound_.find({wildcard(end.address.family()), end.port});
  return at == bound_.end() ? nullptr : at->second;
}

}  // namespace minato::pipeline
