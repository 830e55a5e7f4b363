// Observations as one line of text, and back.
#include "model/observation.h"

#include <fmt/core.h>

#include <array>

#include "base/strings.h"
#include "model/words.h"

namespace minato::model {
namespace {

constexpr std::array<std::string_view, 5> kSources = {"host", "scan", "check", "capture", "import"};

base::Result<ObservedState> parse_observed_state(std::string_view text, Source source) {
  if (source == Source::host) {
    return parse_socket_state(text).map([](SocketState state) { return ObservedState(state); });
  }
  return parse_port_state(text).map([](PortState state) { return ObservedState(state); });
}

base::Error bad(std::string_view text) {
  return base::input_error("error.observation", {std::string(text)},
                           {std::string(text), 0, text.size(), {}});
}

/// One of the optional words at the end: a remote endpoint, a round trip or a reason.
base::Result<void> read_extra(std::string_view word, Observation& into) {
  if (word.starts_with("->")) {
    const auto remote = parse_endpoint(word.substr(2));
    if (!remote) return base::fail(remote.error());
    into.remote = *remote;
    return {};
  }
  if (word.ends_with("us")) {
    const auto rtt = base::parse_number<std::uint32_t>(word.substr(0, word.size() - 2));
    if (!rtt) return base::fail(bad(word));
    into.rtt_us = rtt;
    return {};
  }
  const auto reason = parse_reason(word);
  if (!reason) return base::fail(reason.error());
  into.reason = *reason;
  return {};
}

}  // namespace

std::string_view to_text(Source source) { return kSources[static_cast<std::size_t>(source)]; }

base::Result<Source> parse_source(std::string_view text) {
  return parse_word<Source>(text, kSources, "error.source");
}

std::string_view to_text(const ObservedState& state) {
  return std::visit([](auto value) { return to_text(value); }, state);
}

std::string to_text(const Observation& observation) {
  std::string out =
      fmt::format("{} {} {} {} {}", base::to_text(observation.time), to_text(observation.source),
                  observation.vantage.empty() ? "-" : observation.vantage,
                  to_text(observation.endpoint), to_text(observation.state));
  if (observation.reason) out += fmt::format(" {}", to_text(*observation.reason));
  if (observation.rtt_us) out += fmt::format(" {}us", *observation.rtt_us);
  if (observation.remote) out += fmt::format(" ->{}", to_text(*observation.remote));
  return out;
}

base::Result<Observation> parse_observation(std::string_view text) {
  const auto words = base::words(text);
  if (words.size() < 5 || words.size() > 8) return base::fail(bad(text));
  Observation out;
  const auto time = base::parse_timestamp(words[0]);
  if (!time) return base::fail(time.error());
  const auto source = parse_source(words[1]);
  if (!source) return base::fail(source.error());
  const auto endpoint = parse_endpoint(words[3]);
  if (!endpoint) return base::fail(endpoint.error());
  const auto state = parse_observed_state(words[4], *source);
  if (!state) return base::fail(state.error());
  out.time = *time;
  out.source = *source;
  out.vantage = words[2] == "-" ? "" : std::string(words[2]);
  out.endpoint = *endpoint;
  out.state = *state;
  for (std::size_t i = 5; i < words.size(); ++i) {
    if (const auto read = read_extra(words[i], out); !read) return base::fail(read.error());
  }
  return out;
}

}  // namespace minato::model
