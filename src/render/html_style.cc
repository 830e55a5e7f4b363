// Colours are variables, once for each theme; everything else uses the variables.
#include "render/html_style.h"

#include <fmt/format.h>

#include "render/style.h"

namespace minato::render {
namespace {

std::string variables(Theme theme) {
  std::string text = fmt::format("--page:{};", page_colour(theme));
  for (std::size_t i = 0; i < kRoleCount; ++i) {
    const auto role = static_cast<Role>(i);
    const auto [ink, tint] = colours(role, theme);
    text += fmt::format("--{0}:{1};--{0}-tint:{2};", css_class(role), ink, tint);
  }
  return text;
}

std::string role_rules() {
  std::string text;
  for (std::size_t i = 0; i < kRoleCount; ++i) {
    const std::string_view name = css_class(static_cast<Role>(i));
    text += fmt::format(
        ".tag.{0}{{color:var(--{0});background:var(--{0}-tint)}}svg rect.{0}{{fill:var(--{0})}}"
        "svg rect.{0}.ground{{fill:var(--{0}-tint);stroke:var(--{0})}}\n",
        name);
  }
  return text;
}

// The hosts come first in the file and last on the page: `order`.
constexpr std::string_view kRules = R"(
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--page);color:var(--plain);
font:16px/1.5 system-ui,"Noto Sans JP","Hiragino Sans","Yu Gothic UI",sans-serif}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.25rem}h3{font-size:1.05rem;margin:0 0 .25rem}
code{background:var(--muted-tint);padding:.15rem .4rem;border-radius:.25rem;overflow-wrap:anywhere}
main{display:flex;flex-direction:column}
.summary{order:1}.charts{order:2}.hosts{order:3}
.summary dl{display:flex;flex-wrap:wrap;gap:1rem;margin:1rem 0}
.summary dl>div{background:var(--muted-tint);border-radius:.5rem;padding:.5rem 1rem;min-width:8rem}
dt{color:var(--muted);font-size:.875rem}dd{margin:0;font-size:1.5rem;font-weight:600}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr));gap:1rem}
figure{margin:0;padding:1rem;border:1px solid var(--muted-tint);border-radius:.5rem}
figcaption{font-weight:600;margin-bottom:.5rem}
figure>svg{display:block;width:100%;max-width:44rem;height:auto}
figure>svg text{font-size:13px;fill:var(--plain)}
figure>svg text.muted{font-size:11px;fill:var(--muted)}
figure>svg rect.mark{fill:var(--danger-high)}
article{border:1px solid var(--muted-tint);border-radius:.5rem;padding:1rem;margin:0 0 1rem}
article p{margin:.25rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;min-width:60%;margin:.5rem 0}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--muted-tint);
vertical-align:top}
td.said{overflow-wrap:anywhere;min-width:12rem}
thead th{color:var(--muted);font-size:.875rem;font-weight:600}
tbody th{font-variant-numeric:tabular-nums;white-space:nowrap}
.tag{border-radius:.25rem;padding:.1rem .45rem;white-space:nowrap}
p.warn{color:var(--warn)}
footer{color:var(--muted);margin:2rem 0 1rem;font-size:.875rem}
)";

}  // namespace

std::string page_style_sheet() {
  return fmt::format(
      ":root{{color-scheme:light dark;{}}}\n"
      "@media (prefers-color-scheme:dark){{:root{{{}}}}}{}{}",
      variables(Theme::light), variables(Theme::dark), kRules, role_rules());
}

}  // namespace minato::render
