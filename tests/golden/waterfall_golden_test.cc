// The waterfall of a check: healthy, failed, narrow, and with hostile text.
#include <fmt/core.h>

#include "golden/golden.h"
#include "render/pictures/waterfall.h"
#include "render/svg.h"
#include "render/terminal.h"

namespace minato::render {
namespace {

Waterfall healthy() {
  return {.target = "https://www.example.test/",
          .total = "35.1 ms",
          .stages = {{"resolve", "2.1 ms", "192.0.2.5", 0, 0.06},
                     {"connect", "8.0 ms", "192.0.2.1:40000/tcp → 192.0.2.5:443/tcp", 0.06, 0.29},
                     {"TLS", "20.2 ms", "TLSv1.3 · www.example.test", 0.29, 0.87},
                     {"application", "4.8 ms", "HTTP/1.1 200 OK", 0.87, 1}}};
}

Waterfall failed() {
  Waterfall waterfall = healthy();
  waterfall.total = "2.00 s";
  waterfall.stages[1] = {"connect", "2.00 s", "failed \x1b[31m", 0.01, 0.4, WaterfallState::failed};
  waterfall.stages[2] = {"TLS", "", "not come to", 0, 0, WaterfallState::skipped};
  waterfall.stages[3] = {"application", "", "not come to", 0, 0, WaterfallState::skipped};
  waterfall.why = "No answer at all: a firewall on the way drops packets to port 443 silently.";
  waterfall.advice = "minato check www.example.test:443 --path";
  return waterfall;
}

void expect_both(std::string_view name, const Waterfall& waterfall, base::Language language,
                 int columns) {
  const Scene scene = draw_waterfall(waterfall, {.language = language, .columns = columns});
  golden::expect_golden(fmt::format("pictures/waterfall-{}.txt", name), to_terminal(scene, {}));
  golden::expect_golden(fmt::format("pictures/waterfall-{}.svg", name), to_svg(scene));
}

TEST(Waterfall, shows_where_the_time_went) {
  expect_both("healthy-en-80", healthy(), base::Language::en, 80);
  expect_both("healthy-ja-50", healthy(), base::Language::ja, 50);
}

TEST(Waterfall, shows_where_it_stops_and_why) {
  expect_both("failed-en-80", failed(), base::Language::en, 80);
  expect_both("failed-en-40", failed(), base::Language::en, 40);
}

}  // namespace
}  // namespace minato::render
