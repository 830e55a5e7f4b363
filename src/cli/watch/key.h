// What the user pressed, free of any terminal library.
#pragma once

#include <cstdint>

namespace minato::cli::watch {

enum class KeyKind : std::uint8_t {
  character,  ///< see Key::character
  up,
  down,
  left,
  right,
  page_up,
  page_down,
  home,
  end,
  enter,
  escape,
  backspace,
  remove,       ///< Delete
  help,         ///< F1
  end_process,  ///< F9
  clear_line,   ///< Ctrl-U
  clear_word,   ///< Ctrl-W
  redraw,       ///< Ctrl-L
};

struct Key {
  KeyKind kind = KeyKind::character;
  char32_t character = 0;  ///< printable; 0 for every other kind

  bool operator==(const Key&) const = default;
};

}  // namespace minato::cli::watch
