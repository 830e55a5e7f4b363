// Taking the inventory: list sockets, find holders, read their processes, say what is hidden.
#include "host/inventory.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "host/cgroup.h"
#include "host/container_names.h"
#include "host/devices.h"
#include "host/processes.h"
#include "sys/cgroup_tree.h"
#include "sys/interfaces.h"
#include "sys/network_namespaces.h"
#include "sys/process.h"
#include "sys/sock_diag.h"
#include "sys/socket_count.h"
#include "sys/socket_owners.h"

namespace minato::host {

using base::fail;
using base::Result;
using model::Socket;

namespace {

constexpr int kAttempts = 5;
constexpr std::size_t kSpare = 256;       // sockets that appear while they are listed
constexpr std::uint64_t kRootCgroup = 1;  // made before any cgroup was: tells nothing

/// The interfaces of one namespace, asked for only when a socket is bound to a device.
class Devices {
 public:
  void name(Socket& socket, std::uint32_t index) {
    if (!asked_) {
      interfaces_ = sys::list_interfaces().value_or(std::vector<sys::Interface>{});
      asked_ = true;
    }
    name_device(socket, index, interfaces_);
  }

 private:
  std::vector<sys::Interface> interfaces_;
  bool asked_ = false;
};

sys::SocketScope scope_of(const InventoryQuery& query) {
  return query.listeners_only ? sys::SocketScope::listeners : sys::SocketScope::all;
}

sys::SocketDumpRequest request_for(const InventoryQuery& query, model::Transport transport,
                                   model::Family family) {
  sys::SocketDumpRequest request{
      .transport = transport, .family = family, .scope = scope_of(query)};
  if (query.port) {
    request.port =
        sys::PortMatch{*query.port, query.port_side == PortSide::local ? sys::PortSide::local
                                                                       : sys::PortSide::either};
  }
  return request;
}

/// Adds one table of the kernel to the inventory.
Result<void> list_table(sys::NetlinkSocket& netlink, const sys::SocketDumpRequest& request,
                        Devices& devices, Inventory& inventory, std::size_t& malformed) {
  const std::size_t before = inventory.sockets.size();
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    inventory.sockets.resize(before);
    const auto outcome = sys::dump_sockets(netlink, request, [&](sys::DiagSocket&& found) {
      if (found.interface_index != 0) devices.name(found.socket, found.interface_index);
      inventory.sockets.push_back(std::move(found.socket));
    });
    if (!outcome) return fail(outcome.error());
    malformed += outcome->malformed;
    if (!outcome->interrupted) return {};
  }
  inventory.limitations.push_back({"host.limitation.changing", {}});
  return {};
}

/// The sockets of the namespace that the calling thread is in.
Result<void> list_here(const InventoryQuery& query, Inventory& inventory, std::size_t& malformed) {
  auto netlink = sys::open_sock_diag();
  if (!netlink) return fail(netlink.error());
  Devices devices;
  // A vector that grows by itself would hold twice the memory for a moment.
  if (!query.listeners_only && !query.port) {
    inventory.sockets.reserve(inventory.sockets.size() + sys::estimate_socket_count() + kSpare);
  }
  for (const model::Transport transport : query.transports) {
    if (transport != model::Transport::tcp && transport != model::Transport::udp) continue;
    for (const model::Family family : {model::Family::ipv4, model::Family::ipv6}) {
      const auto request = request_for(query, transport, family);
      auto listed = list_table(*netlink, request, devices, inventory, malformed);
      if (!listed) return listed;
    }
  }
  return {};
}

Result<void> list_elsewhere(const InventoryQuery& query, Inventory& inventory,
                            std::size_t& malformed) {
  const auto namespaces = sys::list_network_namespaces();
  if (!namespaces) return fail(namespaces.error());
  // Where even root may not look, being root is no advice.
  bool refused = namespaces->hidden_processes > 0 && sys::effective_uid() != 0;
  for (const sys::NetworkNamespace& place : namespaces->others) {
    const std::size_t before = inventory.sockets.size();
    const auto listed =
        sys::in_network_namespace(place, [&] { return list_here(query, inventory, malformed); });
    for (std::size_t i = before; i < inventory.sockets.size(); ++i) {
      inventory.sockets[i].network_namespace = place.name;
    }
    // A namespace that ended meanwhile is no news.
    if (!listed) refused |= listed.error().code == base::ErrorCode::permission;
  }
  if (refused) inventory.limitations.push_back({"host.limitation.namespaces-hidden", {}});
  return {};
}

Result<void> list_sockets(const InventoryQuery& query, Inventory& inventory) {
  std::size_t malformed = 0;
  if (auto listed = list_here(query, inventory, malformed); !listed) return listed;
  if (query.namespaces == NetworkNamespaces::all) {
    auto listed = list_elsewhere(query, inventory, malformed);
    if (!listed) return listed;
  }
  if (malformed > 0) {
    inventory.limitations.push_back({"host.limitation.malformed", {std::to_string(malformed)}});
  }
  return {};
}

std::vector<std::uint64_t> inodes_of(const std::vector<Socket>& sockets) {
  std::vector<std::uint64_t> inodes;
  inodes.reserve(sockets.size());
  for (const Socket& socket : sockets) {
    if (socket.inode != 0) inodes.push_back(socket.inode);
  }
  std::sort(inodes.begin(), inodes.end());
  return inodes;
}

/// Gives each socket its holders.
void join(std::vector<Socket>& sockets, const std::vector<sys::SocketOwner>& owners) {
  for (Socket& socket : sockets) {
    if (socket.inode == 0) continue;
    auto at = std::lower_bound(
        owners.begin(), owners.end(), socket.inode,
        [](const sys::SocketOwner& owner, std::uint64_t inode) { return owner.inode < inode; });
    for (; at != owners.end() && at->inode == socket.inode; ++at) {
      socket.holders.push_back({.pid = at->pid, .fd = at->fd});
    }
  }
}

std::vector<std::int32_t> pids_of(const std::vector<sys::SocketOwner>& owners) {
  std::vector<std::int32_t> pids;
  pids.reserve(owners.size());
  for (const sys::SocketOwner& owner : owners) pids.push_back(owner.pid);
  std::sort(pids.begin(), pids.end());
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
  return pids;
}

bool is_ownerless(const Socket& socket) { return socket.inode != 0 && socket.holders.empty(); }

/// Units and containers of the sockets whose holders are hidden, from their cgroups.
void find_origins(Inventory& inventory) {
  std::vector<std::uint64_t> ids;
  for (const Socket& socket : inventory.sockets) {
    if (is_ownerless(socket) && socket.cgroup_id > kRootCgroup) ids.push_back(socket.cgroup_id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ContainerNames names;
  for (auto& [id, path] : sys::find_cgroup_paths(ids)) {
    CgroupFacts facts = parse_cgroup_path(path);
    SocketOrigin origin{.unit = std::move(facts.unit)};
    if (facts.container) {
      origin.container =
          to_container(*facts.container, names.name(*facts.container, sys::effective_uid()));
    }
    if (origin != SocketOrigin{}) inventory.origins.emplace(id, std::move(origin));
  }
}

const char* hidden_owners_key(const sys::OwnerScan& scan) {
  // Root in a container, or under a security module, may see less than root.
  if (sys::effective_uid() == 0) return "host.limitation.owners-hidden-from-root";
  return scan.hidden.not_even_listed ? "host.limitation.hidepid" : "host.limitation.owners-hidden";
}

Result<void> find_holders(sys::SocketScope scope, Inventory& inventory) {
  const std::vector<std::uint64_t> wanted = inodes_of(inventory.sockets);
  const auto scan = sys::find_socket_owners(wanted, scope);
  if (!scan) return fail(scan.error());
  join(inventory.sockets, scan->owners);
  inventory.processes = read_processes(pids_of(scan->owners));
  inventory.owners_complete = !scan->hidden.any();
  const auto ownerless =
      std::count_if(inventory.sockets.begin(), inventory.sockets.end(), is_ownerless);
  if (inventory.owners_complete || ownerless == 0) return {};
  find_origins(inventory);
  inventory.limitations.push_back({hidden_owners_key(*scan), {std::to_string(ownerless)}});
  return {};
}

/// Sorts numbers instead of sockets: each socket then moves once.
void sort_sockets(std::vector<Socket>& sockets) {
  const auto key = [](const Socket& socket) {
    return std::tie(socket.local.port.transport, socket.state, socket.local.port.number,
                    socket.local.address, socket.remote, socket.inode);
  };
  std::vector<std::uint32_t> order(sockets.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(sockets[a]) < key(sockets[b]); });
  // Follows each cycle of the permutation; a number that is its own place is done.
  for (std::uint32_t start = 0; start < order.size(); ++start) {
    if (order[start] == start) continue;
    Socket first = std::move(sockets[start]);
    std::uint32_t at = start;
    for (std::uint32_t from = order[at]; from != start; from = order[at]) {
      sockets[at] = std::move(sockets[from]);
      order[at] = at;
      at = from;
    }
    sockets[at] = std::move(first);
    order[at] = at;
  }
}

}  // namespace

const model::Process* Inventory::process(std::int32_t pid) const {
  const auto at = processes.find(pid);
  return at == processes.end() ? nullptr : &at->second;
}

const SocketOrigin* Inventory::origin(const Socket& socket) const {
  const auto at = origins.find(socket.cgroup_id);
  return at == origins.end() || !socket.holders.empty() ? nullptr : &at->second;
}

Result<Inventory> take_inventory(const InventoryQuery& query) {
  Inventory inventory;
  if (auto listed = list_sockets(query, inventory); !listed) return fail(listed.error());
  if (query.with_processes) {
    if (auto found = find_holders(scope_of(query), inventory); !found) return fail(found.error());
  }
  sort_sockets(inventory.sockets);
  return inventory;
}

}  // namespace minato::host
