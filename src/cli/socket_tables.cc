// Tables of sockets; what is empty everywhere gets no column.
#include "cli/socket_tables.h"

#include <algorithm>

#include "cli/paragraph.h"
#include "render/table.h"

namespace minato::cli {

void write_socket_table(Context& context, TableKind kind,
                        const std::vector<const pipeline::LocalSocket*>& rows) {
  if (rows.empty()) return;
  std::vector<const SocketColumn*> shown;
  std::vector<render::Column> columns;
  for (const SocketColumn& column : socket_columns(kind)) {
    const auto says_something = [&](const pipeline::LocalSocket* row) {
      return !column.text(*row, context.language).empty();
    };
    if (column.optional && !std::ranges::any_of(rows, says_something)) continue;
    shown.push_back(&column);
    columns.push_back(table_column(column, context.language));
  }
  render::Table table(columns, context.screen);
  std::vector<std::string> texts(shown.size());
  std::vector<render::Cell> cells(shown.size());
  const auto tell = [&](render::Table& into) {
    for (const pipeline::LocalSocket* row : rows) {
      for (std::size_t i = 0; i < shown.size(); ++i) {
        texts[i] = shown[i]->text(*row, context.language);
        cells[i] = {texts[i], shown[i]->role(*row)};
      }
      into.row(cells);
    }
  };
  table.write_rows([&](std::string_view portion) { context.out.write(portion); }, tell);
}

}  // namespace minato::cli
