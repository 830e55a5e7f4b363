// Which kind of word each filter word is, and whether a socket fits.
#include "pipeline/socket_filter.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "base/suggest.h"
#include "pipeline/local_view.h"

namespace minato::pipeline {
namespace {

using model::Exposure;
using model::Family;
using model::SocketState;
using model::Transport;

constexpr std::array kPortTransports = {Transport::tcp, Transport::udp, Transport::sctp,
                                        Transport::dccp};

struct StateWord {
  std::string_view word;
  SocketState state;
};
/// The states' other names: what ss, netstat and people call them.
constexpr std::array kStateWords = {
    StateWord{"listening", SocketState::listen},
    StateWord{"unconn", SocketState::bound},
    StateWord{"connected", SocketState::established},
    StateWord{"estab", SocketState::established},
    StateWord{"timewait", SocketState::time_wait},
    StateWord{"syn-recv", SocketState::syn_received},
};

constexpr std::array<std::string_view, 4> kExposed = {"exposed", "reachable", "open", "public"};

template <typename T>
bool any_of_kind(const std::vector<T>& wanted, const auto& fits) {
  return wanted.empty() || std::ranges::any_of(wanted, fits);
}

bool contains_name(std::string_view text, const std::string& wanted) {
  const std::string lower = base::to_lower(text);
  const bool pattern = wanted.find_first_of("*?") != std::string::npos;
  return pattern ? base::matches_glob(wanted, lower) : lower.find(wanted) != std::string::npos;
}

bool is_named(const LocalSocket& local, const std::string& wanted) {
  // The service's name is a whole word: "http" is not every name that contains it.
  if (local.name == wanted) return true;
  return std::ranges::any_of(local.processes, [&](const model::Process* process) {
    return contains_name(process->name, wanted) || contains_name(process->unit, wanted) ||
           process->user == wanted ||
           (process->container && (contains_name(process->container->name, wanted) ||
                                   process->container->id.starts_with(wanted)));
  });
}

std::vector<std::string_view> keywords() {
  std::vector<std::string_view> all = {"tcp",      "udp",  "ipv4",    "ipv6",
                                       "loopback", "link", "private", "unknown"};
  all.insert(all.end(), kExposed.begin(), kExposed.end());
  for (const StateWord& known : kStateWords) all.push_back(known.word);
  for (int i = 0; i <= static_cast<int>(SocketState::bound); ++i) {
    all.push_back(model::to_text(static_cast<SocketState>(i)));
  }
  return all;
}

}  // namespace

base::Result<SocketFilter> SocketFilter::parse(std::span<const std::string> words,
                                               const model::PortNames& names) {
  SocketFilter filter;
  for (const std::string& word : words) {
    const auto added = filter.add(word, names);
    if (!added) return base::fail(added.error());
  }
  return filter;
}

base::Result<void> SocketFilter::add(const std::string& word, const model::PortNames& names) {
  const std::string lower = base::to_lower(word);
  const bool digits = !word.empty() && word.find_first_not_of("0123456789,-") == std::string::npos;
  if (word.starts_with(':') || digits || lower.starts_with("port:")) {
    const std::string_view text = std::string_view(word).substr(digits ? 0 : word.find(':') + 1);
    auto ports = model::PortSet::parse(text, names, kPortTransports);
    if (!ports) return base::fail(ports.error());
    if (!ports_) ports_.emplace();
    for (const Transport transport : model::kTransports) {
      for (const auto& interval : ports->intervals(transport)) ports_->add(transport, interval);
    }
    return {};
  }
  if (add_keyword(lower) || add_prefixed(word)) return {};
  const bool dotted = lower.find_first_not_of("0123456789./") == std::string::npos;
  const bool address = (dotted && lower.find('.') != std::string::npos) ||
                       lower.find("::") != std::string::npos || std::ranges::count(lower, ':') > 2;
  if (address) {
    const auto prefix = model::Prefix::parse(word);
    if (!prefix) return base::fail(prefix.error());
    addresses_.push_back(*prefix);
    return {};
  }
  if (word.empty()) {
    return base::fail(base::input_error("error.filter.empty", {}, {}));
  }
  names_.push_back(lower);
  return {};
}

bool SocketFilter::add_keyword(const std::string& lower) {
  if (lower == "tcp" || lower == "udp") {
    transports_.push_back(lower == "tcp" ? Transport::tcp : Transport::udp);
    return true;
  }
  if (lower == "ipv4" || lower == "ipv6" || lower == "inet" || lower == "inet6") {
    families_.push_back(lower.ends_with('6') ? Family::ipv6 : Family::ipv4);
    return true;
  }
  if (std::ranges::find(kExposed, lower) != kExposed.end() && lower != "public") {
    exposures_ = {Exposure::link, Exposure::private_, Exposure::public_, Exposure::unknown};
    return true;
  }
  if (const auto exposure = model::parse_exposure(lower)) {
    exposures_.push_back(*exposure);
    return true;
  }
  const auto state = model::parse_socket_state(lower);
  if (state) states_.push_back(*state);
  for (const StateWord& known : kStateWords) {
    if (known.word == lower) states_.push_back(known.state);
  }
  return !states_.empty() &&
         (state || std::ranges::find(kStateWords, lower, &StateWord::word) != kStateWords.end());
}

bool SocketFilter::add_prefixed(const std::string& word) {
  if (word.starts_with("pid:")) {
    const auto pid = base::parse_number<std::int32_t>(std::string_view(word).substr(4));
    if (pid) pids_.push_back(*pid);
    return pid.has_value();
  }
  if (word.starts_with("user:")) {
    users_.push_back(word.substr(5));
    return true;
  }
  return false;
}

bool SocketFilter::passes(const LocalSocket& local) const {
  const model::Socket& socket = *local.socket;
  const auto on_port = [&](const model::PortSet& ports) {
    return ports.contains(socket.local.port) ||
           (socket.remote && ports.contains(socket.remote->port));
  };
  if (ports_ && !on_port(*ports_)) return false;
  const auto held_by = [&](const auto& fits) {
    return std::ranges::any_of(local.processes,
                               [&](const auto* process) { return fits(*process); });
  };
  const bool both_families = socket.dual_stack;
  return any_of_kind(transports_, [&](auto t) { return t == socket.local.port.transport; }) &&
         any_of_kind(states_, [&](auto s) { return s == socket.state; }) &&
         any_of_kind(families_,
                     [&](auto f) {
                       return f == socket.local.address.unmapped().family() || both_families;
                     }) &&
         any_of_kind(addresses_,
                     [&](const model::Prefix& p) {
                       return p.contains(socket.local.address.unmapped()) ||
                              (socket.remote && p.contains(socket.remote->address.unmapped()));
                     }) &&
         (exposures_.empty() ||
          (is_listening(socket) &&
           std::ranges::find(exposures_, local.exposure.exposure) != exposures_.end())) &&
         any_of_kind(
             pids_,
             [&](auto pid) { return held_by([&](const auto& p) { return p.pid == pid; }); }) &&
         any_of_kind(users_,
                     [&](const auto& user) {
                       return held_by([&](const auto& p) { return p.user == user; });
                     }) &&
         any_of_kind(names_, [&](const auto& name) { return is_named(local, name); });
}

bool SocketFilter::listeners_only() const {
  return !ports_ && states_.empty() && addresses_.empty() && pids_.empty() && users_.empty() &&
         names_.empty();
}

std::vector<model::Transport> SocketFilter::transports() const {
  if (!transports_.empty()) return transports_;
  return {Transport::tcp, Transport::udp};
}

std::optional<std::uint16_t> SocketFilter::single_port() const {
  if (!ports_) return std::nullopt;
  std::optional<std::uint16_t> found;
  for (const Transport transport : model::kTransports) {
    for (const auto& [first, last] : ports_->intervals(transport)) {
      if (first != last || (found && *found != first)) return std::nullopt;
      found = first;
    }
  }
  return found;
}

std::optional<base::Mark> SocketFilter::doubtful_word() const {
  const auto known = keywords();
  for (const std::string& name : names_) {
    if (const auto near = base::suggest(name, known)) {
      return base::Mark{name, 0, name.size(), std::string(*near)};
    }
  }
  return std::nullopt;
}

}  // namespace minato::pipeline
