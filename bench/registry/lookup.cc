// Nanoseconds of one lookup in the registry, beside getservbyport(), which reads /etc/services.
#include <benchmark/benchmark.h>
#include <netdb.h>

#include <array>
#include <cstdint>

#include "registry/iana.h"
#include "registry/knowledge.h"
#include "registry/names.h"
#include "registry/search.h"

namespace minato::registry {
namespace {

using model::Port;
using model::Transport;

/// A walk over all ports that never touches neighbours one after the other.
class Ports {
 public:
  Port next() {
    at_ = static_cast<std::uint16_t>(at_ + 40503U);
    return {at_, Transport::tcp};
  }

 private:
  std::uint16_t at_ = 0;
};

void name_of_any_port(benchmark::State& state) {
  Ports ports;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(name_of(ports.next()));
}
BENCHMARK(name_of_any_port);

void name_of_everyday_ports(benchmark::State& state) {
  static constexpr std::array<std::uint16_t, 8> kPorts = {22, 25, 53, 80, 443, 3306, 5432, 8080};
  std::size_t at = 0;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(name_of({kPorts[at++ % kPorts.size()], Transport::tcp}));
  }
}
BENCHMARK(name_of_everyday_ports);

void knowledge_of_any_port(benchmark::State& state) {
  Ports ports;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(knowledge_at(ports.next()));
}
BENCHMARK(knowledge_of_any_port);

void iana_entry_of_any_port(benchmark::State& state) {
  Ports ports;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(iana_at(ports.next()));
}
BENCHMARK(iana_entry_of_any_port);

void ports_of_a_name(benchmark::State& state) {
  const ServiceNames names;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(names.ports_named("https"));
}
BENCHMARK(ports_of_a_name);

void search_for(benchmark::State& state, const char* query) {
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(search(query));
}
BENCHMARK_CAPTURE(search_for, a_number, "443");
BENCHMARK_CAPTURE(search_for, a_word, "database");
BENCHMARK_CAPTURE(search_for, a_japanese_word, "データベース");
BENCHMARK_CAPTURE(search_for, a_misspelt_word, "telent");

void peer_getservbyport(benchmark::State& state) {
  Ports ports;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(getservbyport(htons(ports.next().number), "tcp"));
  }
}
BENCHMARK(peer_getservbyport);

}  // namespace
}  // namespace minato::registry

BENCHMARK_MAIN();
