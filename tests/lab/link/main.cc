// minato-lab-link: a cable with delay, loss, a bottleneck and more between two namespaces.
#include <fmt/format.h>

#include <cstdio>

#include "lab/link/link_runner.h"

int main(int count, char** arguments) {
  using namespace minato::lab;
  const auto options =
      parse_link_options({arguments + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
  if (!options) {
    fmt::print(stderr, "minato-lab-link: {}\n{}", options.error(), kLinkUsage);
    return 2;
  }
  auto runner = LinkRunner::create(*options);
  if (!runner) {
    fmt::print(stderr, "minato-lab-link: {}\n", runner.error());
    return 4;
  }
  (*runner)->run(stdout);
  return 0;
}
