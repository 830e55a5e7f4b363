// Comparing two looks by the keys of their sockets.
#include "cli/watch/look.h"

#include <algorithm>
#include <unordered_map>

namespace minato::cli::watch {
namespace {

using pipeline::LocalSocket;

/// A door, or a socket whose inode stays: everything but a TCP conversation.
std::uint64_t lasting_inode(const model::Socket& socket) {
  const bool conversation =
      socket.local.port.transport == model::Transport::tcp && !pipeline::is_listening(socket);
  return conversation ? 0 : socket.inode;
}

std::size_t mix(std::size_t seed, std::size_t value) {
  return (seed ^ value) * 0x9e3779b97f4a7c15ULL + (seed >> 29U);
}

std::size_t hash_of(const model::Endpoint& end) {
  std::size_t hash = end.port.number | static_cast<std::size_t>(end.port.transport) << 16U;
  for (const std::uint8_t byte : end.address.bytes()) hash = hash * 131 + byte;
  return hash;
}

/// Sockets by their key, without copying keys.
struct Hash {
  std::size_t operator()(const model::Socket* socket) const {
    std::size_t hash = mix(hash_of(socket->local), lasting_inode(*socket));
    if (socket->remote) hash = mix(hash, hash_of(*socket->remote));
    return hash;
  }
};
struct Same {
  bool operator()(const model::Socket* a, const model::Socket* b) const {
    return a->local == b->local && a->remote == b->remote &&
           lasting_inode(*a) == lasting_inode(*b) && a->network_namespace == b->network_namespace;
  }
};
/// How many sockets have that key: more than one is rare, and still counted right.
using Counts = std::unordered_map<const model::Socket*, std::size_t, Hash, Same>;

Counts count(std::span<const LocalSocket> sockets) {
  Counts counts;
  counts.reserve(sockets.size());
  for (const LocalSocket& local : sockets) ++counts[local.socket];
  return counts;
}

/// Takes one of that key away; false when none is left.
bool take(Counts& counts, const model::Socket* socket) {
  const auto at = counts.find(socket);
  if (at == counts.end() || at->second == 0) return false;
  --at->second;
  return true;
}

/// The optional columns of both tables that some row fills.
std::vector<ColumnId> filled_columns(const std::vector<Row>& rows) {
  std::vector<ColumnId> said;
  for (const TableKind kind : {TableKind::listeners, TableKind::all_states}) {
    for (const SocketColumn& column : socket_columns(kind)) {
      if (!column.optional || std::ranges::find(said, column.id) != said.end()) continue;
      const bool fills = std::ranges::any_of(rows, [&](const Row& row) {
        return !column.text(*row.local, base::Language::en).empty();
      });
      if (fills) said.push_back(column.id);
    }
  }
  return said;
}

/// The rows of both looks, marked.
void mark_rows(Picture& picture) {
  const std::span<const LocalSocket> sockets = picture.now->sockets;
  Counts left = count(picture.before->sockets);
  for (const LocalSocket& local : sockets) {
    const bool known = take(left, local.socket);
    picture.rows.push_back({.local = &local, .change = known ? Change::none : Change::fresh});
  }
  for (const LocalSocket& local : picture.before->sockets) {
    if (take(left, local.socket)) picture.rows.push_back({.local = &local, .change = Change::gone});
  }
  if (picture.rows.size() == sockets.size()) picture.before.reset();  // nobody is gone
}

}  // namespace

RowKey key_of(const model::Socket& socket) {
  return {.local = socket.local,
          .remote = socket.remote,
          .inode = lasting_inode(socket),
          .network_namespace = socket.network_namespace};
}

bool has_key(const model::Socket& socket, const RowKey& key) {
  return socket.local == key.local && socket.remote == key.remote &&
         lasting_inode(socket) == key.inode && socket.network_namespace == key.network_namespace;
}

Picture compare_looks(std::shared_ptr<const Look> now, std::shared_ptr<const Look> before) {
  Picture picture{.now = std::move(now), .before = std::move(before)};
  picture.rows.reserve(picture.now->sockets.size());
  if (picture.before != nullptr && picture.before->kind == picture.now->kind) {
    mark_rows(picture);
  } else {
    for (const LocalSocket& local : picture.now->sockets) {
      picture.rows.push_back({.local = &local});
    }
    picture.before.reset();
  }
  picture.said = filled_columns(picture.rows);
  return picture;
}

}  // namespace minato::cli::watch
