// One look at this machine, and what changed since the look before.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "cli/socket_columns.h"
#include "host/inventory.h"
#include "pipeline/local_view.h"

namespace minato::cli::watch {

/// Which socket a row is about, the same over several looks. A conversation keeps its key in
/// TIME-WAIT, where the kernel has no inode for it any more.
struct RowKey {
  model::Endpoint local{};
  std::optional<model::Endpoint> remote{};
  std::uint64_t inode = 0;  ///< of doors only: several sockets may share one (SO_REUSEPORT)
  std::string network_namespace{};

  bool operator==(const RowKey&) const = default;
};
[[nodiscard]] RowKey key_of(const model::Socket& socket);
/// key_of(socket) == key, without making a key.
[[nodiscard]] bool has_key(const model::Socket& socket, const RowKey& key);

/// Everything seen at one moment. Immutable; shared between threads.
struct Look {
  base::Timestamp time{};
  TableKind kind = TableKind::listeners;  ///< what was looked for
  std::span<const pipeline::LocalSocket> sockets{};
  std::span<const host::Limitation> limitations{};
  std::shared_ptr<const pipeline::LocalView> view{};  ///< keeps the sockets alive; empty in tests
};

enum class Change : std::uint8_t { none, fresh, gone };

struct Row {
  const pipeline::LocalSocket* local = nullptr;
  Change change = Change::none;
};

/// A look together with what came and went since the one before; the rows live as long as it does.
struct Picture {
  std::shared_ptr<const Look> now{};
  std::shared_ptr<const Look> before{};  ///< keeps the rows that are gone alive
  std::vector<Row> rows{};               ///< those of now in their order, then the gone ones
  std::vector<ColumnId> said{};          ///< the optional columns that some row fills
};

/// Nothing is marked when `before` is empty or looked for something else.
[[nodiscard]] Picture compare_looks(std::shared_ptr<const Look> now,
                                    std::shared_ptr<const Look> before);

}  // namespace minato::cli::watch
