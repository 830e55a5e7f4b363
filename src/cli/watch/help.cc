// One row a key; the sentences are in the catalogue.
#include "cli/watch/help.h"

#include <algorithm>
#include <array>

#include "base/text_width.h"
#include "cli/watch/box.h"

namespace minato::cli::watch {
namespace {

struct HelpRow {
  std::string_view keys;
  std::string_view text_key;
};

constexpr std::array kRows = {
    HelpRow{"j k g G, PgUp PgDn", "watch.help.move"},
    HelpRow{"Enter d", "watch.help.detail"},
    HelpRow{"← →", "watch.help.neighbours"},
    HelpRow{"/", "watch.help.filter"},
    HelpRow{"Esc", "watch.help.clear"},
    HelpRow{"a", "watch.help.scope"},
    HelpRow{"s S", "watch.help.sort"},
    HelpRow{"K F9", "watch.help.end"},
    HelpRow{"p", "watch.help.pause"},
    HelpRow{"r", "watch.help.look"},
    HelpRow{"+ -", "watch.help.interval"},
    HelpRow{"h ? F1", "watch.help.help"},
    HelpRow{"q Ctrl-C", "watch.help.quit"},
};

constexpr std::size_t kKeyColumns = 20;

std::string shown_keys(const State& state, std::string_view keys) {
  const bool arrows = keys == "← →";
  return arrows && state.settings.charset == render::Charset::ascii ? "Left Right"
                                                                    : std::string(keys);
}

}  // namespace

std::vector<Line> help_lines(const State& state) {
  const std::size_t columns = box_columns(state.size);
  const bool narrow = columns < 2 * kKeyColumns;
  const std::size_t indent = narrow ? 2 : kKeyColumns;
  std::vector<Line> lines;
  for (const HelpRow& row : kRows) {
    const std::string keys = shown_keys(state, row.keys);
    std::string lead = narrow ? std::string(indent, ' ') : base::pad(keys, indent);
    if (narrow) lines.push_back({.spans = {{keys, render::Role::accent}}});
    const auto text = base::text(state.settings.language, row.text_key);
    for (std::string& line : base::wrap(text, columns - indent)) {
      lines.push_back({.spans = {{lead, render::Role::accent}, {std::move(line)}}});
      lead.assign(indent, ' ');
    }
  }
  lines.emplace_back();
  for (const char* key : {"watch.help.marks", "watch.help.words"}) {
    for (std::string& line : base::wrap(base::text(state.settings.language, key), columns)) {
      lines.push_back({.spans = {{std::move(line), render::Role::muted}}});
    }
  }
  return lines;
}

std::size_t help_height(const State& state) {
  return std::min(box_rows(state.size), help_lines(state).size());
}

}  // namespace minato::cli::watch
