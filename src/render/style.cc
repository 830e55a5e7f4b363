// One row a role: everything that its look is made of.
#include "render/style.h"

#include <span>

namespace minato::render {
namespace {

struct Look {
  Role role;
  std::string_view css;
  std::string_view ansi;
  std::string_view ansi256;
  Colours light;
  Colours dark;
};

// The inks keep a contrast of at least 4.5 to 1 on the page and on their tint (WCAG 2.2, 1.4.3).
constexpr std::array<Look, kRoleCount> kLooks = {{
    {Role::plain, "plain", "", "", {"#16222e", "#ffffff"}, {"#e6edf3", "#0e1621"}},
    {Role::heading,
     "heading",
     "\x1b[1m",
     "\x1b[1m",
     {"#0b1a28", "#ffffff"},
     {"#ffffff", "#0e1621"}},
    {Role::muted,
     "muted",
     "\x1b[2m",
     "\x1b[38;5;245m",
     {"#52616f", "#f1f4f7"},
     {"#a3b3c2", "#1a2532"}},
    {Role::accent,
     "accent",
     "\x1b[1;36m",
     "\x1b[1;38;5;37m",
     {"#0a5ab0", "#e1effd"},
     {"#79bdff", "#12304e"}},
    {Role::ok, "ok", "\x1b[32m", "\x1b[38;5;35m", {"#17703b", "#e2f5e9"}, {"#5fd694", "#11321f"}},
    {Role::warn,
     "warn",
     "\x1b[33m",
     "\x1b[38;5;178m",
     {"#8a5000", "#fdf0d6"},
     {"#f2b955", "#3b2a0b"}},
    {Role::link,
     "link",
     "\x1b[4m",
     "\x1b[4;38;5;33m",
     {"#0a5ab0", "#ffffff"},
     {"#79bdff", "#0e1621"}},
    {Role::danger_high,
     "danger-high",
     "\x1b[1;31m",
     "\x1b[1;38;5;203m",
     {"#b3191f", "#fde5e5"},
     {"#ff8f87", "#46171a"}},
    {Role::danger_medium,
     "danger-medium",
     "\x1b[33m",
     "\x1b[38;5;214m",
     {"#8a5000", "#fdf0d6"},
     {"#f2b955", "#3b2a0b"}},
    {Role::danger_low,
     "danger-low",
     "\x1b[36m",
     "\x1b[38;5;73m",
     {"#0b6478", "#dcf3f8"},
     {"#5ccfe4", "#0d3641"}},
    {Role::danger_none,
     "danger-none",
     "\x1b[32m",
     "\x1b[38;5;71m",
     {"#17703b", "#e2f5e9"},
     {"#5fd694", "#11321f"}},
    {Role::water,
     "water",
     "\x1b[34m",
     "\x1b[38;5;67m",
     {"#1d6391", "#d6ebf7"},
     {"#7fb9de", "#0f2c42"}},
    {Role::wall,
     "wall",
     "\x1b[2m",
     "\x1b[38;5;247m",
     {"#566472", "#f3f5f7"},
     {"#9babba", "#172230"}},
    {Role::system_range,
     "system-range",
     "\x1b[35m",
     "\x1b[38;5;134m",
     {"#6f35a8", "#efe5fa"},
     {"#cda8f7", "#311f4a"}},
    {Role::user_range,
     "user-range",
     "\x1b[36m",
     "\x1b[38;5;67m",
     {"#0a5ab0", "#e1effd"},
     {"#79bdff", "#12304e"}},
    {Role::dynamic_range,
     "dynamic-range",
     "\x1b[32m",
     "\x1b[38;5;71m",
     {"#17703b", "#e2f5e9"},
     {"#5fd694", "#11321f"}},
}};

const Look& look(Role role) { return kLooks[static_cast<std::size_t>(role)]; }

}  // namespace

Role danger_role(model::Severity severity) {
  switch (severity) {
    case model::Severity::high:
      return Role::danger_high;
    case model::Severity::medium:
      return Role::danger_medium;
    case model::Severity::low:
      return Role::danger_low;
    case model::Severity::none:
      break;
  }
  return Role::danger_none;
}

Role exposure_role(model::Exposure exposure) {
  switch (exposure) {
    case model::Exposure::public_:
      return Role::warn;
    case model::Exposure::private_:
    case model::Exposure::link:
      return Role::accent;
    case model::Exposure::none:
    case model::Exposure::loopback:
      return Role::muted;
    case model::Exposure::unknown:
      break;
  }
  return Role::warn;
}

std::string_view ansi_start(Role role, Palette palette) {
  switch (palette) {
    case Palette::ansi:
      return look(role).ansi;
    case Palette::ansi256:
      return look(role).ansi256;
    case Palette::none:
      break;
  }
  return {};
}

std::string_view ansi_end(Palette palette) { return palette == Palette::none ? "" : "\x1b[0m"; }

std::string styled(std::string_view text, Role role, Palette palette) {
  const std::string_view start = ansi_start(role, palette);
  if (start.empty() || text.empty()) return std::string(text);
  std::string out(start);
  out += text;
  out += ansi_end(palette);
  return out;
}

std::string_view css_class(Role role) { return look(role).css; }

Colours colours(Role role, Theme theme) {
  return theme == Theme::light ? look(role).light : look(role).dark;
}

std::string_view page_colour(Theme theme) { return colours(Role::plain, theme).tint; }

}  // namespace minato::render
