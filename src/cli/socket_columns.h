// The columns of the two tables of sockets, each declared once: heading, look, text, order. `ls`
// prints them, `ls --watch` draws and sorts them.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "base/text_width.h"
#include "pipeline/local_view.h"
#include "render/style.h"
#include "render/table.h"

namespace minato::cli {

enum class ColumnId : std::uint8_t {
  port,
  transport,
  state,
  local,
  remote,
  service,
  address,
  process,
  user,
  reach,
  receive_queue,
  send_queue,
  origin,
  vrf,
  network_namespace,
  timer,
};

/// Who waits behind which door, or who talks with whom.
enum class TableKind : std::uint8_t { listeners, all_states };

struct SocketColumn {
  ColumnId id;
  std::string_view heading_key;  ///< `ls.column.…`
  base::Align align = base::Align::left;
  render::Fit fit = render::Fit::keep;
  std::size_t minimum = 6;
  unsigned hide = 0;      ///< as render::Column
  bool optional = false;  ///< there only when some row has something to say in it
  /// What stands in the cell; not escaped.
  std::string (*text)(const pipeline::LocalSocket& local, base::Language language) = nullptr;
  render::Role (*role)(const pipeline::LocalSocket& local) = nullptr;
};

/// The columns of a table in the order of the screen. Lives as long as the program.
[[nodiscard]] std::span<const SocketColumn> socket_columns(TableKind kind);

/// The heading and the shape of a column for render::Table.
[[nodiscard]] render::Column table_column(const SocketColumn& column, base::Language language);

/// How rows order by a column: what one sorts for comes first (the widest reach, the longest
/// queue), what is empty last.
[[nodiscard]] std::weak_ordering compare_by(ColumnId id, const pipeline::LocalSocket& a,
                                            const pipeline::LocalSocket& b);

}  // namespace minato::cli
