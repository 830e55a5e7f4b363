// minato-lab-hosts: a network of simulated hosts on packet sockets or TUN devices, and its truth.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include "lab/hosts/hosts_runner.h"
#include "lab/hosts/plan_reader.h"
#include "lab/hosts/truth_printer.h"

namespace {

using namespace minato::lab;

constexpr const char* kUsage =
    "minato-lab-hosts --plan FILE --on END [--on END ...]\n"
    "minato-lab-hosts --plan FILE --truth BLOCK [--ports PORTS] [--probe syn|connect|ack|fin|udp]\n"
    "  END    packet:IFACE[@NETNS] | tun:IFACE[@NETNS] | tap:IFACE[@NETNS]\n"
    "Prints `ready` when it answers; statistics as one line of JSON on SIGUSR1 and when SIGTERM\n"
    "or SIGINT ends it. --truth: what a perfect scanner would report, one JSON object a line.\n";

struct Options {
  std::string plan;
  std::vector<std::string> ends;
  std::string truth;
  std::string ports;
  std::string probe = "syn";
};

bool parse(int count, char** arguments, Options& options) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = arguments[i];
    const std::string value = arguments[i + 1];
    if (name == "--plan")
      options.plan = value;
    else if (name == "--on")
      options.ends.push_back(value);
    else if (name == "--truth")
      options.truth = value;
    else if (name == "--ports")
      options.ports = value;
    else if (name == "--probe")
      options.probe = value;
    else
      return false;
  }
  return count % 2 == 1 && !options.plan.empty() && options.ends.empty() != options.truth.empty();
}

tl::expected<Plan, std::string> load(const std::string& path) {
  std::ifstream file(path);
  if (!file) return tl::unexpected(path + " cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return read_plan(text);
}

tl::expected<void, std::string> tell_truth(const Plan& plan, const Options& options) {
  const auto targets = minato::model::Prefix::parse(options.truth);
  const auto ports = read_ports(options.ports);
  const auto probe = parse_probe(options.probe);
  if (!targets) return tl::unexpected("'" + options.truth + "' is no address block");
  if (!ports) return tl::unexpected(ports.error());
  if (!probe) return tl::unexpected("'" + options.probe + "' is no kind of probe");
  return print_truth(plan, *targets, *ports, *probe, stdout);
}

tl::expected<void, std::string> answer(const Plan& plan, const Options& options) {
  auto runner = HostsRunner::create(plan, options.ends);
  if (!runner) return tl::unexpected(runner.error());
  (*runner)->run(stdout);
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  if (!parse(count, arguments, options)) {
    fmt::print(stderr, "{}", kUsage);
    return 2;
  }
  const auto plan = load(options.plan);
  const auto done = !plan                   ? tl::unexpected(plan.error())
                    : options.truth.empty() ? answer(*plan, options)
                                            : tell_truth(*plan, options);
  if (done) return 0;
  fmt::print(stderr, "minato-lab-hosts: {}\n", done.error());
  return 4;
}
