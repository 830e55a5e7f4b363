// Head, heading, body, footer.
#include "render/html_page.h"

#include <fmt/format.h>

#include "render/markup.h"

namespace minato::render {

std::string html_page(const HtmlPage& page) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<style>{}</style>\n</head>\n"
      "<body>\n<h1>{}</h1>\n{}<footer>{}</footer>\n</body>\n</html>\n",
      base::to_text(page.language), escape_markup(page.title), page.style,
      escape_markup(page.title), page.body, escape_markup(page.footer));
}

}  // namespace minato::render
