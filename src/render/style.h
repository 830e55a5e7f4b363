// What a piece of output means (its role), and how that looks: ANSI on a terminal, CSS in SVG.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/exposure.h"
#include "model/finding.h"

namespace minato::render {

enum class Role : std::uint8_t {
  plain,
  heading,
  muted,
  accent,
  ok,
  warn,
  link,
  danger_high,
  danger_medium,
  danger_low,
  danger_none,
  water,
  wall,
  system_range,
  user_range,
  dynamic_range,
};

inline constexpr std::size_t kRoleCount = static_cast<std::size_t>(Role::dynamic_range) + 1;

/// The role of something of that severity.
[[nodiscard]] Role danger_role(model::Severity severity);
/// The wider the exposure, the louder: public is a warning, loopback is muted.
[[nodiscard]] Role exposure_role(model::Exposure exposure);

/// Which colours the caller allows. `ansi` uses the 16 colours of the user's own theme.
enum class Palette : std::uint8_t { none, ansi, ansi256 };

/// The escape sequence that starts a role; "" when it looks as plain text does.
[[nodiscard]] std::string_view ansi_start(Role role, Palette palette);
/// The escape sequence that ends any role; "" without colours.
[[nodiscard]] std::string_view ansi_end(Palette palette);
/// `text` in its role. The text is taken as safe: escape what came from outside first.
[[nodiscard]] std::string styled(std::string_view text, Role role, Palette palette);

/// The name of a role as a CSS class: "danger-high".
[[nodiscard]] std::string_view css_class(Role role);

/// Colours of a role on a light or dark page, `#rrggbb`. `ink` for text and lines; `tint` for the
/// ground behind text of the same or the plain role.
struct Colours {
  std::string_view ink{};
  std::string_view tint{};
};
enum class Theme : std::uint8_t { light, dark };
[[nodiscard]] Colours colours(Role role, Theme theme);
/// The page itself.
[[nodiscard]] std::string_view page_colour(Theme theme);

}  // namespace minato::render
