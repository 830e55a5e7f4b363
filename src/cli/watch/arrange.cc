// Filtering, sorting, cursor.
#include "cli/watch/arrange.h"

#include <algorithm>

#include "base/text_width.h"

namespace minato::cli::watch {
namespace {

using pipeline::LocalSocket;

/// Of the wanted table, whatever the filter says.
bool is_wanted(const State& state, const LocalSocket& local, TableKind kind) {
  const std::string& place = state.settings.network_namespace;
  if (place != "all" && local.socket->network_namespace != place) return false;
  return kind == TableKind::all_states || pipeline::is_listening(*local.socket);
}

/// Equal rows have an order too, so that they do not change places at every look.
std::weak_ordering order_of(ColumnId column, const LocalSocket& a, const LocalSocket& b) {
  if (const auto first = compare_by(column, a, b); first != 0) return first;
  if (const auto second = compare_by(ColumnId::local, a, b); second != 0) return second;
  return compare_by(ColumnId::remote, a, b);
}

/// The port is the first thing to sort by in both tables, under two headings.
ColumnId unified(ColumnId column) { return column == ColumnId::local ? ColumnId::port : column; }

std::size_t last_index(const State& state) {
  return state.visible.empty() ? 0 : state.visible.size() - 1;
}

void keep_selection(State& state) {
  if (state.selected) {
    const auto at = std::ranges::find_if(state.visible, [&](const Row* row) {
      return row->change != Change::gone && has_key(*row->local->socket, *state.selected);
    });
    if (at != state.visible.end()) {
      state.cursor = static_cast<std::size_t>(at - state.visible.begin());
      return;
    }
  } else {
    state.cursor = 0;
  }
  state.cursor = std::min(state.cursor, last_index(state));
}

void select_current(State& state) {
  const Row* row = current_row(state);
  state.selected = row != nullptr ? std::optional(key_of(*row->local->socket)) : std::nullopt;
}

/// The texts that are on the screen now may be wider than those before.
void grow_columns(State& state) {
  const TableKind kind = wanted_kind(state);
  if (state.naturals_of != kind) {
    state.naturals.fill(0);
    state.naturals_of = kind;
  }
  const std::size_t end = std::min(state.visible.size(), state.top + list_height(state));
  for (const SocketColumn* column : present_columns(state)) {
    std::size_t& natural = state.naturals[static_cast<std::size_t>(column->id)];
    const auto heading = base::text(state.settings.language, column->heading_key);
    natural = std::max(natural, base::display_width(heading));
    for (std::size_t i = state.top; i < end; ++i) {
      const std::string text = column->text(*state.visible[i]->local, state.settings.language);
      natural = std::max(natural, base::display_width(base::escape_control(text)));
    }
  }
}

}  // namespace

const Row* current_row(const State& state) {
  return state.cursor < state.visible.size() ? state.visible[state.cursor] : nullptr;
}

std::vector<const SocketColumn*> present_columns(const State& state) {
  std::vector<const SocketColumn*> columns;
  for (const SocketColumn& column : socket_columns(wanted_kind(state))) {
    const bool filled =
        state.picture != nullptr &&
        std::ranges::find(state.picture->said, column.id) != state.picture->said.end();
    if (!column.optional || filled) columns.push_back(&column);
  }
  return columns;
}

bool is_sorted_by(const State& state, ColumnId column) {
  return unified(column) == unified(state.sort);
}

void sort_by_next_column(State& state) {
  const auto columns = present_columns(state);
  const auto at = std::ranges::find_if(
      columns, [&](const SocketColumn* column) { return is_sorted_by(state, column->id); });
  const bool last = at == columns.end() || std::next(at) == columns.end();
  state.sort = last ? columns.front()->id : (*std::next(at))->id;
  state.descending = false;
}

void arrange(State& state) {
  state.visible.clear();
  state.total = 0;
  if (state.picture != nullptr) {
    const TableKind kind = wanted_kind(state);
    for (const Row& row : state.picture->rows) {
      if (!is_wanted(state, *row.local, kind)) continue;
      if (row.change != Change::gone) ++state.total;
      if (state.filter.meaning.passes(*row.local)) state.visible.push_back(&row);
    }
  }
  std::ranges::stable_sort(state.visible, [&](const Row* a, const Row* b) {
    const auto order = order_of(state.sort, *a->local, *b->local);
    return state.descending ? order > 0 : order < 0;
  });
  keep_selection(state);
  scroll_to_cursor(state);
}

void move_cursor(State& state, std::ptrdiff_t rows) {
  if (state.visible.empty()) return;
  const auto wanted = static_cast<std::ptrdiff_t>(state.cursor) + rows;
  const auto last = static_cast<std::ptrdiff_t>(last_index(state));
  state.cursor = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(wanted, 0, last));
  select_current(state);
  scroll_to_cursor(state);
}

void move_to_first(State& state) {
  state.cursor = 0;
  state.selected.reset();
  scroll_to_cursor(state);
}

void scroll_to_cursor(State& state) {
  const std::size_t height = std::max<std::size_t>(1, list_height(state));
  state.top = std::min(state.top, state.cursor);
  if (state.cursor >= state.top + height) state.top = state.cursor - height + 1;
  // No empty lines below the end when there are rows above.
  if (state.visible.size() <= height) {
    state.top = 0;
  } else {
    state.top = std::min(state.top, state.visible.size() - height);
  }
  grow_columns(state);
}

}  // namespace minato::cli::watch
