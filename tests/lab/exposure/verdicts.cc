// Prints the judge's verdicts of the network namespace that it runs in, for the lab.
//   exposure_verdicts tcp/0.0.0.0/80 udp/::/53/dual …   one line each: SPEC EXPOSURE KEY ARGS…
//   exposure_verdicts --dump                            the ruleset as a test file
//   exposure_verdicts --time N SPEC                     how long reading and judging takes
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <iostream>
#include <string>
#include <string_view>

#include "host/exposure.h"
#include "host/nft_reader.h"
#include "unit/host/ruleset_file.h"

namespace {

using namespace minato;  // a program, not a header

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

int measure(std::string_view spec) {
  auto start = std::chrono::steady_clock::now();
  auto filter = sys::read_packet_filter();
  fmt::print("read_packet_filter {:.1f} ms\n", milliseconds_since(start));
  start = std::chrono::steady_clock::now();
  const auto rules = host::read_ruleset(filter.value());
  fmt::print("read_ruleset {:.1f} ms, {} rules\n", milliseconds_since(start),
             rules.value().rules.size());
  auto inputs = host::gather_exposure();
  start = std::chrono::steady_clock::now();
  const auto judge = host::ExposureJudge::create(std::move(inputs.value()));
  fmt::print("create {:.1f} ms\n", milliseconds_since(start));
  for (int i = 0; i < 2; ++i) {
    start = std::chrono::steady_clock::now();
    const auto verdict = judge.judge(host::socket_of(spec));
    fmt::print("judge {:.4f} ms {}\n", milliseconds_since(start), to_text(verdict.exposure));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 1 && words[0] == "--dump") {
    std::cout << host::json_of(sys::read_packet_filter().value()) << "\n";
    return 0;
  }
  if (words.size() == 2 && words[0] == "--time") return measure(words[1]);
  auto inputs = host::gather_exposure();
  if (!inputs) {
    std::cerr << to_text(inputs.error(), base::Language::en) << "\n";
    return 4;
  }
  const auto judge = host::ExposureJudge::create(std::move(*inputs));
  for (const std::string& spec : words) {
    const auto verdict = judge.judge(host::socket_of(spec));
    fmt::print("{}\t{}\t{}\t{}\n", spec, to_text(verdict.exposure), verdict.reason_key,
               fmt::join(verdict.reason_args, "\t"));
  }
  return 0;
}
