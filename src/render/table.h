// A table whose columns are declared, fitted to the screen by display width. Cells may hold hostile
// text: the table escapes it. Cells lie in one growing buffer, so that 40,000 rows cost no
// allocation each; write_rows() keeps none of them.
//
//   Table table({{.heading = "Port"}, {.heading = "Process", .fit = Fit::cut}}, screen);
//   table.row({{"443/tcp", Role::accent}, {process.name}});
//   out.write(table.to_text());
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_width.h"
#include "render/screen.h"

namespace minato::render {

/// What happens to a column when the table is wider than the screen.
enum class Fit : std::uint8_t {
  keep,      ///< stays as wide as its cells, as long as anything else can give way
  cut,       ///< becomes narrower, long cells end in an ellipsis
  cut_left,  ///< the same, but the end of the text stays: paths
  cut_name,  ///< the same, but what stands in parentheses at the end stays: "redi… (812)"
  wrap,      ///< becomes narrower, long cells go on in the next line
};

struct Column {
  std::string heading{};
  base::Align align = base::Align::left;
  Fit fit = Fit::keep;
  std::size_t minimum = 6;  ///< columns below which `cut` and `wrap` do not shrink willingly
  /// 0: never hidden. Otherwise the column with the greatest number goes first when all have
  /// shrunk to their minimum and the table still does not fit.
  unsigned hide = 0;
};

struct Cell {
  std::string_view text{};
  Role role = Role::plain;
};

class Table {
 public:
  /// Not empty. The headings are shown above the first row unless all are empty.
  Table(std::vector<Column> columns, const Screen& screen);

  /// Cells that are lacking at the end are empty; more than there are columns are a programmer's
  /// fault. Nothing is kept of the cells' memory. A cell is cut after 15,000 bytes.
  void row(std::span<const Cell> cells);
  void row(std::initializer_list<Cell> cells) { row(std::span(cells.begin(), cells.size())); }
  /// A remark over the whole width below the last row, indented, wrapped to the screen.
  void note(std::string_view text, Role role = Role::muted, std::size_t indent = 2);
  /// A line without anything.
  void gap() { note({}, Role::plain, 0); }

  /// Writes rows too many to keep. tell: calls row() for each; it is called twice, for the widths
  /// and for the text, and must say the same both times. Rows added before stay unwritten.
  void write_rows(const std::function<void(std::string_view)>& sink,
                  const std::function<void(Table&)>& tell);

  [[nodiscard]] std::size_t rows() const { return row_count_; }
  /// The columns left out so far as the rows do not fit; their headings. For a hint to the reader.
  [[nodiscard]] std::vector<std::string> hidden() const;

  /// The whole table; every line ends in a newline and is at most the screen's columns wide.
  [[nodiscard]] std::string to_text() const;
  /// The same in portions of whole lines, about 64 KiB each: less memory for a long table.
  void write_to(const std::function<void(std::string_view)>& sink) const;

 private:
  struct Stored {
    std::uint32_t at = 0;
    std::uint16_t bytes = 0;
    std::uint16_t width = 0;
    Role role = Role::plain;
  };
  /// A remark stands before the row with the number `before_row`.
  struct Note {
    std::size_t before_row = 0;
    std::size_t indent = 0;
    Stored text{};
  };
  struct Writer;
  /// What becomes of a row.
  enum class Mode : std::uint8_t { keep, measure, write };

  /// Forgets the cells of the row that was told last.
  void drop_row();
  [[nodiscard]] Stored store(std::string_view text, Role role);
  [[nodiscard]] std::string_view text_of(const Stored& cell) const {
    return std::string_view(texts_).substr(cell.at, cell.bytes);
  }
  /// Width of each column on the screen; kHiddenColumn for one that is left out.
  [[nodiscard]] std::vector<std::size_t> fitted() const;

  std::vector<Column> columns_;
  Screen screen_;
  std::vector<Stored> headings_;
  std::vector<std::size_t> natural_;  ///< the widest cell of each column
  std::string texts_;
  std::vector<Stored> cells_;  ///< row by row, columns_.size() each
  std::vector<Note> notes_;
  std::size_t row_count_ = 0;
  Mode mode_ = Mode::keep;
  Writer* writer_ = nullptr;  ///< of write_rows(), while it runs
};

}  // namespace minato::render
