// Wide ncurses. Each span is put at its own column, so that a disagreement about the width of one
// odd character never moves what follows.
#include "cli/watch/terminal.h"

// The libraries' macros would collide with ordinary names.
#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <langinfo.h>
#include <ncurses.h>
// After ncurses.h, which it needs.
#include <term.h>
#undef lines
#undef columns

#include <array>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/text_width.h"
#include "cli/watch/sgr.h"
#include "sys/terminal_guard.h"

namespace minato::cli::watch {
namespace {

using render::Role;

constexpr int kEscapeDelay_ms = 25;  // how long ESC waits for the rest of a sequence
constexpr wint_t kBackspaceByte = 8;
constexpr wint_t kControlL = 12;
constexpr wint_t kControlU = 21;
constexpr wint_t kControlW = 23;
constexpr wint_t kEscape = 27;
constexpr wint_t kDelete = 127;

/// ncurses measures by the locale: text is UTF-8 whatever the locale says.
void use_utf8() {
  // Nobody else runs yet: the threads are started after the screen.
  std::setlocale(LC_CTYPE, "");  // NOLINT(concurrency-mt-unsafe)
  if (std::string_view(::nl_langinfo(CODESET)) != "UTF-8") {
    std::setlocale(LC_CTYPE, "C.UTF-8");  // NOLINT(concurrency-mt-unsafe)
  }
}

base::Error bad_terminal() {
  const char* type = std::getenv("TERM");
  return base::input_error("error.watch.terminal-type",
                           {type != nullptr ? base::escape_control(type) : std::string()}, {});
}

/// A string of terminfo; nothing when the terminal cannot do that.
std::optional<std::string> capability(const char* name) {
  const char* sequence = ::tigetstr(const_cast<char*>(name));
  const bool missing = sequence == nullptr || sequence == reinterpret_cast<const char*>(-1);
  return missing ? std::nullopt : std::optional<std::string>(sequence);
}

/// What leaves the full screen, for the guard, which may not call ncurses. Nothing when the type
/// of the terminal is unknown or it cannot move its cursor.
std::optional<std::string> farewell_of_terminal() {
  int outcome = 0;
  if (::setupterm(nullptr, fileno(stdout), &outcome) != OK) return std::nullopt;
  const bool able = capability("cup").has_value();
  std::string text;
  for (const char* name : {"sgr0", "cnorm", "rmkx", "rmcup"}) {
    const auto sequence = capability(name);
    // "$<5>" is a pause, which only ncurses can make.
    if (sequence && sequence->find("$<") == std::string::npos) text += *sequence;
  }
  ::del_curterm(cur_term);
  if (!able) return std::nullopt;
  return text.size() <= 256 ? text : std::string();
}

KeyKind kind_of_function_key(wint_t code) {
  switch (code) {
    case KEY_UP:
      return KeyKind::up;
    case KEY_DOWN:
      return KeyKind::down;
    case KEY_LEFT:
      return KeyKind::left;
    case KEY_RIGHT:
      return KeyKind::right;
    case KEY_PPAGE:
      return KeyKind::page_up;
    case KEY_NPAGE:
      return KeyKind::page_down;
    case KEY_HOME:
      return KeyKind::home;
    case KEY_END:
      return KeyKind::end;
    case KEY_ENTER:
      return KeyKind::enter;
    case KEY_BACKSPACE:
      return KeyKind::backspace;
    case KEY_DC:
      return KeyKind::remove;
    case KEY_F(1):
      return KeyKind::help;
    case KEY_F(9):
      return KeyKind::end_process;
    default:
      return KeyKind::character;  // with no character: nothing
  }
}

Key key_of_character(wint_t code) {
  switch (code) {
    case '\n':
    case '\r':
      return {.kind = KeyKind::enter};
    case kBackspaceByte:
    case kDelete:
      return {.kind = KeyKind::backspace};
    case kEscape:
      return {.kind = KeyKind::escape};
    case kControlL:
      return {.kind = KeyKind::redraw};
    case kControlU:
      return {.kind = KeyKind::clear_line};
    case kControlW:
      return {.kind = KeyKind::clear_word};
    default:
      return {.character = static_cast<char32_t>(code)};
  }
}

}  // namespace

struct Terminal::Parts {
  SCREEN* screen = nullptr;
  std::array<attr_t, render::kRoleCount> attributes{};
  std::array<short, render::kRoleCount> pairs{};
  std::optional<sys::TerminalGuard> guard{};

  void prepare_looks(render::Palette palette) {
    const bool coloured = palette != render::Palette::none && ::has_colors();
    if (coloured) {
      ::start_color();
      ::use_default_colors();
    }
    for (std::size_t i = 0; i < render::kRoleCount; ++i) {
      // Without colours bold and dim still tell roles apart.
      const auto shown = palette == render::Palette::none ? render::Palette::ansi : palette;
      const CellLook look = parse_sgr(render::ansi_start(static_cast<Role>(i), shown));
      attributes[i] = (look.bold ? A_BOLD : A_NORMAL) | (look.dim ? A_DIM : A_NORMAL) |
                      (look.underlined ? A_UNDERLINE : A_NORMAL);
      if (!coloured || look.colour < 0 || look.colour >= COLORS) continue;
      pairs[i] = static_cast<short>(i + 1);
      ::init_pair(pairs[i], look.colour, -1);
    }
  }

  void put(int row, int column, const Line& line) const {
    const attr_t stress = line.stress == Stress::none ? A_NORMAL : A_REVERSE;
    int at = column;
    for (const Span& span : line.spans) {
      const auto role = static_cast<std::size_t>(span.role);
      ::attr_set(attributes[role] | stress, pairs[role], nullptr);
      ::mvaddnstr(row, at, span.text.data(), static_cast<int>(span.text.size()));
      at += static_cast<int>(base::display_width(span.text));
    }
  }
};

Terminal::Terminal(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

base::Result<std::unique_ptr<Terminal>> Terminal::open(render::Palette palette) {
  use_utf8();
  const auto farewell = farewell_of_terminal();
  if (!farewell) return base::fail(bad_terminal());
  auto parts = std::make_unique<Parts>();
  // Before ncurses changes the modes of the terminal: the guard keeps those of now.
  parts->guard.emplace(*farewell);
  parts->screen = ::newterm(nullptr, stdout, stdin);
  if (parts->screen == nullptr) return base::fail(bad_terminal());
  std::unique_ptr<Terminal> terminal(new Terminal(std::move(parts)));
  ::cbreak();
  ::noecho();
  ::nonl();
  ::set_escdelay(kEscapeDelay_ms);
  ::keypad(stdscr, TRUE);
  ::nodelay(stdscr, TRUE);
  ::curs_set(0);
  terminal->parts_->prepare_looks(palette);
  ::refresh();
  return terminal;
}

Terminal::~Terminal() {
  ::endwin();
  parts_->guard.reset();
  ::delscreen(parts_->screen);
}

void Terminal::draw(const Frame& frame) {
  ::erase();
  const auto width = static_cast<std::size_t>(std::max(0, ::getmaxx(stdscr)));
  for (std::size_t row = 0; row < frame.lines.size(); ++row) {
    const Line& line = frame.lines[row];
    parts_->put(static_cast<int>(row), 0,
                line.stress == Stress::none ? line : fill_line(line, width));
  }
  for (const Box& box : frame.boxes) {
    for (std::size_t row = 0; row < box.lines.size(); ++row) {
      parts_->put(static_cast<int>(box.top + row), static_cast<int>(box.left), box.lines[row]);
    }
  }
  ::curs_set(frame.cursor ? 1 : 0);
  if (frame.cursor) {
    ::move(static_cast<int>(frame.cursor->row), static_cast<int>(frame.cursor->column));
  }
  ::refresh();
}

std::optional<Key> Terminal::read_key() {
  while (true) {
    wint_t code = 0;
    const int kind = ::get_wch(&code);
    if (kind == ERR) return std::nullopt;
    Key key =
        kind == KEY_CODE_YES ? Key{.kind = kind_of_function_key(code)} : key_of_character(code);
    const bool nothing = key.kind == KeyKind::character && key.character < U' ';
    if (!nothing) return key;
  }
}

void Terminal::resize(std::size_t rows, std::size_t columns) {
  ::resizeterm(static_cast<int>(rows), static_cast<int>(columns));
  forget();
}

void Terminal::forget() { ::clearok(curscr, TRUE); }

void Terminal::leave() { ::endwin(); }

void Terminal::enter() {
  ::reset_prog_mode();
  forget();
  ::refresh();
}

}  // namespace minato::cli::watch
