// The parts of a pass, joined without threads.
#include "unit/scan/simulated_scan.h"

#include <algorithm>
#include <numeric>

#include "scan/probe_kinds.h"

namespace minato::scan {
namespace {

/// 10.0.0.0 onwards, some of them without a way to them.
class SomeHosts final : public Targets {
 public:
  SomeHosts(std::uint32_t hosts, std::uint32_t excluded_every)
      : hosts_(hosts), excluded_every_(excluded_every) {}

  [[nodiscard]] std::uint64_t slots() const override { return hosts_; }
  [[nodiscard]] std::optional<TargetAddress> at(std::uint64_t slot) const override {
    if (excluded_every_ != 0 && slot % excluded_every_ == 0) return std::nullopt;
    const auto number = static_cast<std::uint32_t>(slot);
    return TargetAddress{.address = model::IpAddress::v4(kFirst + number),
                         .group = number / group_size()};
  }
  [[nodiscard]] std::optional<std::uint64_t> slot_of(
      const model::IpAddress& address) const override {
    const std::uint32_t number = base::ByteReader(address.bytes()).u32();
    if (number < kFirst || number - kFirst >= hosts_) return std::nullopt;
    return number - kFirst;
  }
  [[nodiscard]] std::uint32_t groups() const override {
    return (hosts_ + group_size() - 1) / group_size();
  }

 private:
  static constexpr std::uint32_t kFirst = 0x0a000000;
  [[nodiscard]] std::uint32_t group_size() const {
    return (hosts_ + kMostGroups - 1) / kMostGroups;
  }

  std::uint32_t hosts_;
  std::uint32_t excluded_every_;
};

std::vector<std::uint16_t> first_ports(std::uint16_t count) {
  std::vector<std::uint16_t> ports(count);
  std::iota(ports.begin(), ports.end(), std::uint16_t{1});
  return ports;
}

}  // namespace

std::size_t Outcome::with(model::PortState state) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      results, [&](const auto& entry) { return entry.second.state == state; }));
}

Outcome simulate(const ScanSetup& setup, const SimulatedPath& path, const Behavior& behavior) {
  const HashKey key{7, setup.seed};
  const SomeHosts targets(setup.hosts, setup.excluded_every);
  ProbeSpace space(targets, {{0, first_ports(setup.ports)}}, {.key = key, .shard = setup.shard});
  const std::vector<const ProbeKind*> kinds = {setup.kind == nullptr ? &kSyn : setup.kind};
  const std::vector<Lane> lanes = {
      {.framing = wire::LinkType::raw_ip, .source = model::IpAddress::parse("192.0.2.1").value()}};
  const TokenMaker tokens(key, {});
  const ProbeWriter writer(kinds, lanes, tokens, {});
  Scheduler scheduler(space, setup.scheduler);
  SimulatedNetwork network(path, behavior, setup.seed);
  std::vector<std::unique_ptr<SpscRing<AnswerRecord>>> rings;
  rings.push_back(std::make_unique<SpscRing<AnswerRecord>>(setup.answer_ring));
  SpscRing<ScanResult> results(setup.result_ring);
  AnswerReceiver receiver(
      space, tokens, {.link = wire::LinkType::raw_ip, .own = {lanes[0].source}, .kinds = kinds},
      *rings[0]);
  const std::vector<sys::FrameSender*> senders = {&network};
  SendLoop loop({.scheduler = &scheduler,
                 .space = &space,
                 .writer = &writer,
                 .kinds = kinds,
                 .lanes = lanes,
                 .senders = senders,
                 .answers = rings,
                 .results = &results});

  Outcome outcome;
  const auto take = [&](std::size_t most) {
    for (std::size_t i = 0; i < most; ++i) {
      const auto result = results.pop();
      if (!result) return;
      const auto key_of = std::pair(result->address, result->port);
      if (!outcome.results.emplace(key_of, *result).second) ++outcome.repeated;
    }
  };
  const Instant start = network.now();
  while (!outcome.finished && network.now() - start < std::chrono::hours(1)) {
    network.deliver(receiver);
    const auto step = loop.step(network.now()).value();
    take(setup.taken_a_step);
    outcome.finished = step.finished;
    network.advance_to(std::min(step.wake, network.next_arrival()));
  }
  take(setup.result_ring + 1);
  outcome.seconds = seconds_of(network.now() - start);
  outcome.frames = network.stats().frames;
  outcome.dropped = network.dropped_at_bottleneck();
  outcome.counts = scheduler.counts();
  outcome.positions = space.positions();
  return outcome;
}

}  // namespace minato::scan
