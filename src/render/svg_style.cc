// Colours as classes, so that one picture serves light and dark.
#include "render/svg_style.h"

#include <fmt/core.h>

#include "render/svg_text.h"

namespace minato::render {
namespace {

/// The role whose css_class ends the class name.
Role role_of(std::string_view name) {
  for (std::size_t i = 0; i < kRoleCount; ++i) {
    const Role role = static_cast<Role>(i);
    if (css_class(role) == name) return role;
  }
  return Role::plain;
}

std::string colour_rules(const std::set<std::string>& classes, std::string_view scope,
                         Theme theme) {
  std::string out = fmt::format("{0} .ground,{0} .page{{fill:{1}}}", scope, page_colour(theme));
  for (const std::string& name : classes) {
    const Colours look = colours(role_of(std::string_view(name).substr(2)), theme);
    const std::string_view property = name.front() == 's' ? "stroke" : "fill";
    out += fmt::format("{} .{}{{{}:{}}}", scope, name, property,
                       name.front() == 't' ? look.tint : look.ink);
  }
  return out;
}

}  // namespace

std::string svg_style(const std::set<std::string>& classes, const SvgOptions& options) {
  const std::string scope = "#" + options.id;
  std::string out = fmt::format(
      "<style>{0}{{max-width:100%;height:auto}}\n"
      "{0} text{{font:{1}px 'DejaVu Sans Mono','Noto Sans Mono CJK JP','Noto Sans CJK "
      "JP',monospace;white-space:pre}}\n"
      "{0} .b{{font-weight:bold}}{0} .l{{font-size:{2}px}}{0} .none{{fill:none}}\n"
      "{0} polyline,{0} rect,{0} circle,{0} path{{stroke-width:1.5;stroke-linejoin:round;"
      "stroke-linecap:round}}{0} .thin{{stroke-width:1;fill:none}}{0} .thick{{stroke-width:2}}"
      "{0} .heavy{{stroke-width:3}}{0} .dashed{{stroke-dasharray:4 5}}\n",
      scope, number(kFontSize), number(kFontSize * 1.4));
  if (options.theme == SvgTheme::dark) {
    out += colour_rules(classes, scope, Theme::dark);
  } else {
    out += colour_rules(classes, scope, Theme::light);
  }
  if (options.theme == SvgTheme::automatic) {
    out += fmt::format("\n@media screen and (prefers-color-scheme:dark){{{}}}",
                       colour_rules(classes, scope, Theme::dark));
  }
  return out + "</style>\n";
}

}  // namespace minato::render
