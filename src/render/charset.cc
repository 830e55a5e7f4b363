// The two sets of signs.
#include "render/charset.h"

#include <algorithm>

#include "base/text_width.h"

namespace minato::render {
namespace {

// Index: up 1, right 2, down 4, left 8.
constexpr Glyphs kUnicode = {
    .light = {" ", "│", "─", "└", "│", "│", "┌", "├", "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"},
    .heavy = {" ", "┃", "━", "┗", "┃", "┃", "┏", "┣", "━", "┛", "━", "┻", "┓", "┫", "┳", "╋"},
    .round = {"╭", "╮", "╰", "╯"},
    .dashed_horizontal = "╌",
    .dashed_vertical = "╎",
    .arrow_up = "▲",
    .arrow_right = "▶",
    .arrow_down = "▼",
    .arrow_left = "◀",
    .wave = "~",
    .swell = "≈",
    .full = "█",
    .shade = "▒",
    .door_left = "▐",
    .door_right = "▌",
    .bullet = "•",
    .check = "✓",
    .cross = "✗",
    .mark = "▼",
    .ellipsis = "…",
    .dot = "·",
    .ship = "◥█◤",
    .lock = "▐✕▌",
    .unknown = " ? ",
    .letter = "▐≡▌",
};

constexpr Glyphs kAscii = {
    .light = {" ", "|", "-", "+", "|", "|", "+", "+", "-", "+", "-", "+", "+", "+", "+", "+"},
    .heavy = {" ", "#", "=", "#", "#", "#", "#", "#", "=", "#", "=", "#", "#", "#", "#", "#"},
    .round = {"+", "+", "+", "+"},
    .dashed_horizontal = "-",
    .dashed_vertical = ":",
    .arrow_up = "^",
    .arrow_right = ">",
    .arrow_down = "v",
    .arrow_left = "<",
    .wave = "~",
    .swell = "~",
    .full = "#",
    .shade = "=",
    .door_left = "[",
    .door_right = "]",
    .bullet = "*",
    .check = "+",
    .cross = "x",
    .mark = "v",
    .ellipsis = "...",
    .dot = "-",
    .ship = "\\_/",
    .lock = "[x]",
    .unknown = " ? ",
    .letter = "[=]",
};

}  // namespace

const Glyphs& glyphs(Charset charset) { return charset == Charset::ascii ? kAscii : kUnicode; }

std::string cut(std::string_view text, std::size_t columns, Charset charset) {
  if (charset == Charset::unicode) return base::truncate(text, columns);
  if (base::display_width(text) <= columns) return std::string(text);
  const std::string_view dots = kAscii.ellipsis.substr(0, std::min<std::size_t>(columns, 3));
  // base::truncate leaves its own one-column sign, three bytes, at the end.
  std::string head = base::truncate(text, columns - dots.size() + 1);
  if (head.ends_with(kUnicode.ellipsis)) head.resize(head.size() - kUnicode.ellipsis.size());
  return head.append(dots);
}

std::string cut_left(std::string_view text, std::size_t columns, Charset charset) {
  if (base::display_width(text) <= columns) return std::string(text);
  std::string_view dots = glyphs(charset).ellipsis;
  if (base::display_width(dots) > columns) dots = dots.substr(0, columns);
  const std::size_t room = columns - base::display_width(dots);
  const auto continues = [&](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; };
  while (!text.empty() && base::display_width(text) > room) {
    do text.remove_prefix(1);
    while (!text.empty() && continues(text.front()));
  }
  return std::string(dots).append(text);
}

std::string cut_name(std::string_view text, std::size_t columns, Charset charset) {
  constexpr std::size_t kFewest = 4;  // columns of the name itself: less tells nothing
  const std::size_t at = text.rfind(" (");
  if (base::display_width(text) <= columns || at == std::string_view::npos) {
    return cut(text, columns, charset);
  }
  const std::size_t tail = base::display_width(text.substr(at));
  if (tail + kFewest > columns) return cut(text, columns, charset);
  return cut(text.substr(0, at), columns - tail, charset).append(text.substr(at));
}

}  // namespace minato::render
