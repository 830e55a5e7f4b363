// From words to a request.
#include "cli/scan_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <random>

#include "base/strings.h"
#include "registry/names.h"
#include "registry/ranking.h"
#include "scan/probe_kinds.h"

namespace minato::cli {
namespace {

scan::HashKey random_key() {
  std::random_device random;
  const auto word = [&] { return std::uint64_t{random()} << 32 | random(); };
  return {word(), word()};
}

using model::Transport;

constexpr std::size_t kDefaultPorts = 1000;
constexpr std::size_t kFastPorts = 100;
constexpr double kMostRate = 1e8;

struct KindOption {
  std::string_view option;
  const scan::ProbeKind* kind;
};

const std::array kKindOptions = {
    KindOption{"--syn", &scan::kSyn},   KindOption{"--connect", &scan::kConnect},
    KindOption{"--udp", &scan::kUdp},   KindOption{"--ack", &scan::kAck},
    KindOption{"--fin", &scan::kFin},   KindOption{"--null", &scan::kNull},
    KindOption{"--xmas", &scan::kXmas},
};

base::Error marked(std::string key, const std::string& typed, std::vector<std::string> args) {
  return base::input_error(std::move(key), std::move(args), {typed, 0, typed.size(), ""});
}

/// How hard nmap's templates push, as rates: 0 to 2 are slow on purpose, 3 adapts, 4 and 5 start
/// faster where nothing tells how fast is too fast.
struct Timing {
  double most_pps;   ///< 0: no limit
  double blind_pps;  ///< 0: the usual
  unsigned most_tries;
};
constexpr std::array kTimings = {Timing{1.0 / 300, 0, 4}, Timing{1.0 / 15, 0, 4},
                                 Timing{2.5, 0, 6},       Timing{0, 0, 0},
                                 Timing{0, 50'000, 0},    Timing{0, 200'000, 4}};

class Reader {
 public:
  Reader(const Arguments& arguments, bool raw) : arguments_(arguments), raw_(raw) {}

  base::Result<ScanSettings> all() {
    for (const auto step : {&Reader::kinds, &Reader::ports, &Reader::timing, &Reader::rates,
                            &Reader::tries, &Reader::part}) {
      if (const auto done = (this->*step)(); !done) return base::fail(done.error());
    }
    settings_.verbosity = static_cast<unsigned>(arguments_.count("--verbose"));
    return std::move(settings_);
  }

 private:
  base::Result<void> kinds() {
    auto& chosen = settings_.request.kinds;
    for (const auto& [option, kind] : kKindOptions) {
      if (!arguments_.has(option)) continue;
      if (const auto taken =
              std::ranges::find(chosen, kind->transport, &scan::ProbeKind::transport);
          taken != chosen.end()) {
        return base::fail(
            base::input_error("error.scan.two-kinds",
                              {std::string((*taken)->option), std::string(kind->option)}, {}));
      }
      chosen.push_back(kind);
    }
    settings_.means_chosen = !chosen.empty();
    // The kernel's own sockets ask UDP ports nearly as well.
    const bool needs_raw = std::ranges::any_of(chosen, [](const scan::ProbeKind* kind) {
      return kind->needs_raw_sockets && kind != &scan::kUdp;
    });
    const bool connects = std::ranges::find(chosen, &scan::kConnect) != chosen.end();
    if (needs_raw && !raw_) return base::fail(missing_right(*chosen.front()));
    using pipeline::ScanMeans;
    settings_.request.means = connects || !raw_ ? ScanMeans::sockets : ScanMeans::packets;
    settings_.request.discovery = pipeline::Discovery::before;
    if (arguments_.has("--no-ping")) settings_.request.discovery = pipeline::Discovery::none;
    if (arguments_.has("--hosts-only")) {
      settings_.request.discovery = pipeline::Discovery::only;
      chosen.clear();
      return {};
    }
    if (chosen.empty()) chosen.push_back(raw_ ? &scan::kSyn : &scan::kConnect);
    // What a stack answers to every option tells the operating system.
    if (arguments_.has("--everything")) settings_.request.style.offer = scan::SynOffer::everything;
    return {};
  }

  static base::Error missing_right(const scan::ProbeKind& kind) {
    return {.code = base::ErrorCode::permission,
            .key = "error.scan.no-right",
            .args = {std::string(kind.option)}};
  }

  [[nodiscard]] std::vector<Transport> transports() const {
    std::vector<Transport> all;
    all.reserve(settings_.request.kinds.size());
    for (const scan::ProbeKind* const kind : settings_.request.kinds) {
      all.push_back(*kind->transport);
    }
    return all;
  }

  base::Result<void> ports() {
    if (settings_.request.kinds.empty()) return {};
    const auto asked = asked_ports();
    if (!asked) return base::fail(asked.error());
    model::PortSet& ports = settings_.request.ports;
    for (const Transport transport : transports()) {
      for (const model::PortInterval& interval : asked->intervals(transport)) {
        ports.add(transport, interval);
      }
    }
    if (const auto left = leave_ports_out(); !left) return base::fail(left.error());
    // As nmap's users are used to: -sS -sU -p U:53 asks nothing of TCP.
    if (ports.size(Transport::tcp) + ports.size(Transport::udp) > 0) {
      std::erase_if(settings_.request.kinds, [&](const scan::ProbeKind* kind) {
        if (ports.size(*kind->transport) > 0) return false;
        settings_.portless = kind->transport;
        return true;
      });
    }
    for (const scan::ProbeKind* const kind : settings_.request.kinds) {
      if (ports.size(*kind->transport) > 0) continue;
      return base::fail(
          base::input_error("error.scan.no-ports", {std::string(to_text(*kind->transport))}, {}));
    }
    return {};
  }

  base::Result<model::PortSet> asked_ports() {
    if (const auto typed = arguments_.value("--ports")) {
      return model::PortSet::parse(*typed, registry::ServiceNames(), transports());
    }
    std::size_t count = arguments_.has("--fast") ? kFastPorts : kDefaultPorts;
    const auto top = arguments_.number("--top-ports", 1, 65535);
    if (!top) return base::fail(top.error());
    if (*top) count = **top;
    model::PortSet ports;
    for (const Transport transport : transports()) {
      const model::PortSet likeliest = registry::likeliest_ports(transport, count);
      for (const model::PortInterval& interval : likeliest.intervals(transport)) {
        ports.add(transport, interval);
      }
    }
    return ports;
  }

  base::Result<void> leave_ports_out() {
    const auto typed = arguments_.value("--exclude-ports");
    if (!typed) return {};
    const auto out = model::PortSet::parse(*typed, registry::ServiceNames(), transports());
    if (!out) return base::fail(out.error());
    model::PortSet rest;
    for (const Transport transport : transports()) {
      const model::PortSet& all = settings_.request.ports;
      for (std::size_t i = 0; i < all.size(transport); ++i) {
        const model::Port port{all.at(transport, i), transport};
        if (!out->contains(port)) rest.add(port);
      }
    }
    settings_.request.ports = rest;
    return {};
  }

  base::Result<void> timing() {
    const auto level = arguments_.number("--timing", 0, kTimings.size() - 1);
    if (!level) return base::fail(level.error());
    if (!*level) return {};
    const Timing& timing = kTimings[**level];
    scan::RateLimits& limits = settings_.request.limits;
    if (timing.most_pps > 0) limits.most_pps = timing.most_pps;
    if (timing.blind_pps > 0) limits.blind_pps = timing.blind_pps;
    if (timing.most_tries > 0) settings_.request.most_tries = timing.most_tries;
    return {};
  }

  /// 1000, 0.5, 10k, 1.5m
  base::Result<std::optional<double>> rate(std::string_view option) {
    const auto typed = arguments_.value(option);
    if (!typed) return std::nullopt;
    double value = 0;
    const char* const end = typed->data() + typed->size();
    const auto [at, error] = std::from_chars(typed->data(), end, value, std::chars_format::fixed);
    const std::string unit = base::to_lower(std::string_view(at, end));
    const double factor = unit == "k" ? 1e3 : unit == "m" ? 1e6 : 1;
    const bool whole = error == std::errc{} && (unit.empty() || factor > 1);
    if (whole && value > 0 && value * factor <= kMostRate) return value * factor;
    return base::fail(marked("error.scan.rate", *typed, {*typed, std::string(option)}));
  }

  base::Result<void> rates() {
    const auto fixed = rate("--rate");
    const auto least = rate("--min-rate");
    const auto most = rate("--max-rate");
    for (const auto* given : {&fixed, &least, &most}) {
      if (!*given) return base::fail(given->error());
    }
    scan::RateLimits& limits = settings_.request.limits;
    if (*fixed) limits.most_pps = limits.least_pps = limits.blind_pps = **fixed;
    if (*most) limits.most_pps = **most;
    if (*least) {
      limits.least_pps = **least;
      limits.blind_pps = std::max(limits.blind_pps, **least);
    }
    if (limits.least_pps > limits.most_pps) {
      return base::fail(base::input_error("error.scan.rates-cross", {}, {}));
    }
    settings_.rate_given = *fixed || *most;
    return {};
  }

  base::Result<void> tries() {
    // One try more than there are repetitions.
    const auto retries = arguments_.number("--max-retries", 0, scan::ProbeWindow::kMostTries - 1);
    if (!retries) return base::fail(retries.error());
    if (*retries) settings_.request.most_tries = **retries + 1;
    settings_.request.least_tries =
        std::min(settings_.request.least_tries, settings_.request.most_tries);
    return {};
  }

  base::Result<void> part() {
    if (const auto shard = read_shard(); !shard) return base::fail(shard.error());
    const bool parts = settings_.request.shard.count > 1;
    settings_.request.secret = random_key();
    if (const auto typed = arguments_.value("--seed")) {
      const auto seed = base::parse_number<std::uint64_t>(*typed);
      if (!seed) return base::fail(marked("error.scan.seed", *typed, {*typed}));
      settings_.request.key = {*seed, ~*seed};
    } else if (parts) {
      // Every machine must shuffle alike.
      return base::fail(base::input_error("error.scan.shard-needs-seed", {}, {}));
    } else {
      settings_.request.key = random_key();
    }
    return {};
  }

  /// "2/4", or zmap's --shard 1 --shards 4, which counts from 0.
  base::Result<void> read_shard() {
    const auto shards = arguments_.number("--shards", 1, 1U << 20);
    if (!shards) return base::fail(shards.error());
    const auto typed = arguments_.value("--shard");
    if (!typed) {
      if (!*shards || **shards == 1) return {};
      return base::fail(base::input_error("error.scan.shard-missing", {}, {}));
    }
    const auto parts = base::split(*typed, '/');
    const auto first = base::parse_number<std::uint32_t>(parts[0]);
    const auto count = parts.size() == 2 ? base::parse_number<std::uint32_t>(parts[1]) : *shards;
    const std::uint32_t from = parts.size() == 2 ? 1 : 0;
    const bool fits = parts.size() <= 2 && first && count && *count > 0 && *first >= from &&
                      *first - from < *count && !(parts.size() == 2 && *shards);
    if (!fits) return base::fail(marked("error.scan.shard", *typed, {*typed}));
    settings_.request.shard = {.index = *first - from, .count = *count};
    return {};
  }

  const Arguments& arguments_;
  bool raw_;
  ScanSettings settings_;
};

}  // namespace

base::Result<ScanSettings> read_scan_settings(const Arguments& arguments, bool raw) {
  return Reader(arguments, raw).all();
}

}  // namespace minato::cli
