// minato-lab-probe: the lab's reference scanner, for TCP SYN on one interface.
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string_view>

#include "lab/hosts/plan_reader.h"
#include "lab/probe/probe.h"

namespace {

using namespace minato::lab;

constexpr const char* kUsage =
    "minato-lab-probe --on END --source ADDRESS --targets BLOCK --ports PORTS [--gateway MAC]\n"
    "                 [--pps N] [--rounds N] [--wait-ms N]\n";

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Moves a parsed value to its place.
template <typename Parsed, typename Value>
bool keep(const Parsed& parsed, Value& value) {
  if (parsed) value = *parsed;
  return parsed.has_value();
}

bool apply(std::string_view name, std::string_view value, ProbeOptions& options) {
  using minato::model::IpAddress;
  using minato::model::Prefix;
  if (name == "--on") {
    options.on = value;
    return true;
  }
  if (name == "--source") return keep(IpAddress::parse(value), options.source);
  if (name == "--targets") return keep(Prefix::parse(value), options.targets);
  if (name == "--ports") return keep(read_ports(value), options.ports);
  if (name == "--gateway") return keep(minato::wire::parse_mac_address(value), options.gateway);
  if (name == "--pps") return read_number(value, options.pps) && options.pps > 0;
  if (name == "--rounds") return read_number(value, options.rounds);
  unsigned wait_ms = 0;
  if (name != "--wait-ms" || !read_number(value, wait_ms)) return false;
  options.wait = std::chrono::milliseconds{wait_ms};
  return true;
}

bool parse(int count, char** arguments, ProbeOptions& options) {
  for (int i = 1; i + 1 < count; i += 2) {
    if (!apply(arguments[i], arguments[i + 1], options)) return false;
  }
  const unsigned bits = options.targets.address().bits() - options.targets.length();
  return count % 2 == 1 && !options.on.empty() && options.ports.any() && bits <= 24 &&
         options.ports.count() << bits <= kMostProbes;
}

}  // namespace

int main(int count, char** arguments) {
  ProbeOptions options;
  if (!parse(count, arguments, options)) {
    fmt::print(stderr, "{}", kUsage);
    return 2;
  }
  auto end = open_end(options.on, 256U << 20);
  if (!end) {
    fmt::print(stderr, "minato-lab-probe: {}\n", end.error());
    return 4;
  }
  ReferenceProbe probe(options, **end);
  probe.run();
  probe.print(stdout);
  return 0;
}
