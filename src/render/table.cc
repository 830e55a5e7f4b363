// Storing cells side by side, and writing them in the widths that fit.
#include "render/table.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "render/fit.h"

namespace minato::render {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLongestCell = 15000;  // escaping makes four bytes of one: 16 bits hold it
constexpr std::size_t kPortionBytes = 65536;

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

/// One pass over the table; holds what every line needs.
struct Table::Writer {
  const Table& table;
  const std::function<void(std::string_view)>& sink;
  std::vector<std::size_t> widths;
  std::string out{};
  std::size_t pending = 0;  ///< spaces that are written only when something follows

  void end_line() {
    out += '\n';
    pending = 0;
    if (out.size() >= kPortionBytes) flush();
  }

  void flush() {
    sink(out);
    out.clear();
  }

  void put(std::string_view text, Role role) {
    if (text.empty()) return;
    out.append(pending, ' ');
    pending = 0;
    const Palette palette = table.screen_.palette;
    const std::string_view start = ansi_start(role, palette);
    out += start;
    out += text;
    if (!start.empty()) out += ansi_end(palette);
  }

  /// `text` of that width inside its column, padding included.
  void put_aligned(std::string_view text, std::size_t width, Role role, std::size_t column) {
    const std::size_t gap = widths[column] - std::min(widths[column], width);
    const base::Align align = table.columns_[column].align;
    const std::size_t left = align == base::Align::left    ? 0
                             : align == base::Align::right ? gap
                                                           : gap / 2;
    pending += left;
    put(text, role);
    pending += gap - left + kGap;
    if (text.empty()) pending += width;
  }

  void put_line(std::span<const Stored> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (widths[i] == kHiddenColumn) continue;
      put_aligned(table.text_of(cells[i]), cells[i].width, cells[i].role, i);
    }
    end_line();
  }

  [[nodiscard]] bool fits(std::span<const Stored> cells) const {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (widths[i] != kHiddenColumn && cells[i].width > widths[i]) return false;
    }
    return true;
  }

  [[nodiscard]] std::vector<std::string> lines_of(const Stored& cell, std::size_t column) const {
    const std::string_view text = table.text_of(cell);
    const Charset charset = table.screen_.charset;
    switch (table.columns_[column].fit) {
      case Fit::wrap:
        return base::wrap(text, widths[column]);
      case Fit::cut_left:
        return {cut_left(text, widths[column], charset)};
      case Fit::cut_name:
        return {cut_name(text, widths[column], charset)};
      case Fit::keep:
      case Fit::cut:
        break;
    }
    return {cut(text, widths[column], charset)};
  }

  void put_row(std::span<const Stored> cells) {
    if (fits(cells)) {
      put_line(cells);
      return;
    }
    std::vector<std::vector<std::string>> lines(cells.size());
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (widths[i] == kHiddenColumn) continue;
      lines[i] = lines_of(cells[i], i);
      height = std::max(height, lines[i].size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (widths[i] == kHiddenColumn) continue;
        const std::string_view text = line < lines[i].size() ? lines[i][line] : std::string_view();
        put_aligned(text, base::display_width(text), cells[i].role, i);
      }
      end_line();
    }
  }

  void put_note(const Note& note) {
    const std::string_view text = table.text_of(note.text);
    const std::size_t limit = table.screen_.columns;
    const std::size_t indent = limit == 0 ? note.indent : std::min(note.indent, limit / 2);
    const auto put_one = [&](std::string_view line) {
      pending = indent;
      put(line, note.text.role);
      end_line();
    };
    if (limit == 0 || note.text.width + indent <= limit) {
      put_one(text);
      return;
    }
    for (const std::string& line : base::wrap(text, limit - indent)) put_one(line);
  }

  void put_headings() {
    if (std::any_of(table.headings_.begin(), table.headings_.end(),
                    [](const Stored& heading) { return heading.bytes > 0; })) {
      put_row(table.headings_);
    }
  }

  void put_all() {
    put_headings();
    const std::size_t columns = table.columns_.size();
    auto note = table.notes_.begin();
    for (std::size_t row = 0; row < table.row_count_; ++row) {
      for (; note != table.notes_.end() && note->before_row == row; ++note) put_note(*note);
      put_row(std::span(table.cells_).subspan(row * columns, columns));
    }
    for (; note != table.notes_.end(); ++note) put_note(*note);
    flush();
  }
};

Table::Table(std::vector<Column> columns, const Screen& screen)
    : columns_(std::move(columns)), screen_(screen), natural_(columns_.size()) {
  MINATO_CHECK(!columns_.empty());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    headings_.push_back(store(columns_[i].heading, Role::heading));
    natural_[i] = headings_.back().width;
  }
}

Table::Stored Table::store(std::string_view text, Role role) {
  const std::size_t at = texts_.size();
  MINATO_CHECK(at < std::numeric_limits<std::uint32_t>::max());
  text = text.substr(0, kLongestCell);
  const bool plain = is_plain_ascii(text);
  if (plain) {
    texts_ += text;
  } else {
    texts_ += base::escape_control(text);
  }
  const std::string_view stored = std::string_view(texts_).substr(at);
  const std::size_t width = plain ? stored.size() : base::display_width(stored);
  return {.at = static_cast<std::uint32_t>(at),
          .bytes = static_cast<std::uint16_t>(stored.size()),
          .width = static_cast<std::uint16_t>(width),
          .role = role};
}

void Table::row(std::span<const Cell> cells) {
  MINATO_CHECK(cells.size() <= columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Stored cell =
        i < cells.size() ? store(cells[i].text, cells[i].role) : store({}, Role::plain);
    natural_[i] = std::max<std::size_t>(natural_[i], cell.width);
    cells_.push_back(cell);
  }
  ++row_count_;
  if (mode_ == Mode::keep) return;
  if (mode_ == Mode::write) writer_->put_row(std::span(cells_).last(columns_.size()));
  drop_row();
}

void Table::drop_row() {
  const std::size_t first = cells_.size() - columns_.size();
  texts_.resize(cells_[first].at);
  cells_.resize(first);
  --row_count_;
}

void Table::write_rows(const std::function<void(std::string_view)>& sink,
                       const std::function<void(Table&)>& tell) {
  mode_ = Mode::measure;
  tell(*this);
  Writer writer{.table = *this, .sink = sink, .widths = fitted()};
  writer.put_headings();
  writer_ = &writer;
  mode_ = Mode::write;
  tell(*this);
  writer.flush();
  writer_ = nullptr;
  mode_ = Mode::keep;
}

void Table::note(std::string_view text, Role role, std::size_t indent) {
  notes_.push_back({.before_row = row_count_, .indent = indent, .text = store(text, role)});
}

std::vector<std::size_t> Table::fitted() const {
  std::vector<ColumnDemand> demands;
  demands.reserve(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool shrinks = columns_[i].fit != Fit::keep;
    const std::size_t least = shrinks ? std::min(columns_[i].minimum, natural_[i]) : natural_[i];
    demands.push_back({.natural = natural_[i], .minimum = least, .hide = columns_[i].hide});
  }
  return fit_columns(demands, screen_.columns, kGap);
}

std::vector<std::string> Table::hidden() const {
  std::vector<std::string> names;
  const auto widths = fitted();
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == kHiddenColumn) names.push_back(columns_[i].heading);
  }
  return names;
}

void Table::write_to(const std::function<void(std::string_view)>& sink) const {
  Writer{.table = *this, .sink = sink, .widths = fitted()}.put_all();
}

std::string Table::to_text() const {
  std::string whole;
  write_to([&](std::string_view portion) { whole += portion; });
  return whole;
}

}  // namespace minato::render
