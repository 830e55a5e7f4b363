// Elements in the order of reading: title, remarks, tables, pictures.
#include "render/capture/page.h"

#include <fmt/format.h>

#include "render/html_page.h"
#include "render/html_style.h"
#include "render/markup.h"
#include "render/svg.h"

namespace minato::render {
namespace {

constexpr std::string_view kRules =
    "section{margin:1.5rem 0}table{min-width:100%}td{white-space:nowrap}"
    "td:last-child{white-space:normal;overflow-wrap:anywhere}"
    ".picture svg{max-width:100%;height:auto}@media print{body{max-width:none}"
    ".picture{break-inside:avoid}}";

std::string cell(const PageCell& one) {
  std::string text = escape_markup(one.text);
  if (one.role == Role::plain) return text;
  return fmt::format("<span class=\"tag {}\">{}</span>", css_class(one.role), text);
}

void write_table(std::string& out, const PageTable& table) {
  out += fmt::format("<section><h2>{}</h2><div class=\"scroll\"><table>\n<thead><tr>",
                     escape_markup(table.caption));
  for (const std::string& heading : table.headings) {
    out += fmt::format("<th>{}</th>", escape_markup(heading));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    out += "<tr>";
    const bool drawn = row < table.pictures.size() && table.pictures[row] != 0;
    for (std::size_t column = 0; column < table.rows[row].size(); ++column) {
      const std::string text = cell(table.rows[row][column]);
      out += drawn && column == 0
                 ? fmt::format("<td><a href=\"#picture-{}\">{}</a></td>", table.pictures[row], text)
                 : fmt::format("<td>{}</td>", text);
    }
    out += "</tr>\n";
  }
  out += "</tbody></table></div></section>\n";
}

}  // namespace

std::string capture_html(const CapturePage& page) {
  std::string out;
  for (const std::string& note : page.notes) {
    out += fmt::format("<p class=\"warn\">{}</p>\n", escape_markup(note));
  }
  for (const PageTable& table : page.tables) write_table(out, table);
  for (const PagePicture& picture : page.pictures) {
    out += fmt::format("<section class=\"picture\" id=\"picture-{}\"><h2>{}</h2>\n{}\n</section>\n",
                       picture.number, escape_markup(picture.title),
                       to_svg(picture.scene, {.id = fmt::format("picture-svg-{}", picture.number),
                                              .declaration = false}));
  }
  const std::string style = page_style_sheet() + std::string(kRules);
  return html_page({.language = page.language,
                    .title = page.title,
                    .style = style,
                    .body = out,
                    .footer = page.version});
}

}  // namespace minato::render
