// Which rows are shown, in which order, and where the cursor is among them.
#pragma once

#include <cstddef>
#include <vector>

#include "cli/watch/state.h"

namespace minato::cli::watch {

/// Filters and sorts anew; the cursor stays on the socket that it was on.
void arrange(State& state);
/// Moves the cursor by `rows` (negative: up), within the list.
void move_cursor(State& state, std::ptrdiff_t rows);
/// Puts the cursor on the first row, where it stays whatever comes.
void move_to_first(State& state);
/// Scrolls so that the cursor is on the screen, and lets the columns grow to what is shown now.
void scroll_to_cursor(State& state);

/// The row under the cursor; nullptr when the list is empty.
[[nodiscard]] const Row* current_row(const State& state);

/// The columns of the table that is wanted, without optional ones that nobody fills.
[[nodiscard]] std::vector<const SocketColumn*> present_columns(const State& state);
/// Sorts by the next column of the table; after the last by the first.
void sort_by_next_column(State& state);
/// True for the column that the rows are sorted by.
[[nodiscard]] bool is_sorted_by(const State& state, ColumnId column);

}  // namespace minato::cli::watch
