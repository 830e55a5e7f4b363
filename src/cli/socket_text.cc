// Words for the parts of a socket.
#include "cli/socket_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace minato::cli {
namespace {

std::string host_text(const model::IpAddress& address) {
  return address.is_v4() ? model::to_text(address) : fmt::format("[{}]", model::to_text(address));
}

std::string origin_text(const std::string& unit, const std::optional<model::Container>& box) {
  if (!box) return unit;
  return fmt::format("{} {}", box->runtime, box->name.empty() ? box->id : box->name);
}

}  // namespace

std::string ports_text(const model::PortSet& ports) {
  using model::Transport;
  const auto tcp = ports.intervals(Transport::tcp);
  const auto udp = ports.intervals(Transport::udp);
  const bool alike = tcp.size() > 1 || (tcp.size() == 1 && tcp.front().first != tcp.front().last);
  const bool both = alike && std::ranges::equal(tcp, udp);
  std::string text;
  for (const Transport transport : model::kTransports) {
    if (both && transport == Transport::udp) continue;
    for (const auto& [first, last] : ports.intervals(transport)) {
      if (!text.empty()) text += ", ";
      text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
      if (!both) text += fmt::format("/{}", to_text(transport));
    }
  }
  return text;
}

std::string service_text(const pipeline::LocalSocket& local) {
  std::string text(local.name);
  const bool listening = pipeline::is_listening(*local.socket);
  if (listening && !text.empty() && !local.knowledge) text += '?';
  return text;
}

std::string address_text(const model::Socket& socket) {
  std::string text = socket.dual_stack ? "*" : host_text(socket.local.address);
  if (!socket.interface.empty()) text += '%' + socket.interface.text();
  return text;
}

std::string local_text(const model::Socket& socket) {
  return fmt::format("{}:{}", address_text(socket), socket.local.port.number);
}

std::string remote_text(const model::Socket& socket) {
  if (!socket.remote) return {};
  return fmt::format("{}:{}", host_text(socket.remote->address), socket.remote->port.number);
}

std::string holder_text(const pipeline::LocalSocket& local) {
  if (local.processes.empty()) return {};
  const model::Process& first = *local.processes.front();
  std::string text = fmt::format("{} ({})", first.name, first.pid);
  if (local.processes.size() > 1) text += fmt::format(" +{}", local.processes.size() - 1);
  return text;
}

std::string origin_text(const model::Process& process) {
  return origin_text(process.unit, process.container);
}

std::string origin_text(const pipeline::LocalSocket& local) {
  if (!local.processes.empty()) return origin_text(*local.processes.front());
  if (local.origin == nullptr) return {};
  return origin_text(local.origin->unit, local.origin->container);
}

std::string ancestry_text(const model::Process& process) {
  std::string text;
  for (auto at = process.ancestors.rbegin(); at != process.ancestors.rend(); ++at) {
    text += fmt::format("{} ({}) → ", at->second, at->first);
  }
  return text + fmt::format("{} ({})", process.name, process.pid);
}

std::string timer_text(const model::SocketTimer& timer) {
  if (timer.kind == model::TimerKind::none) return {};
  std::string text = fmt::format("{} {:.1f}s", to_text(timer.kind), timer.remaining_ms / 1000.0);
  if (timer.retransmits > 0) text += fmt::format(" ×{}", timer.retransmits);
  return text;
}

std::string reach_text(model::Exposure exposure, base::Language language) {
  return std::string(base::text(language, fmt::format("exposure.reach.{}", to_text(exposure))));
}

std::string reach_reason(const model::ExposureVerdict& verdict, base::Language language) {
  if (verdict.reason_key.empty()) return {};
  return base::tr_args(language, verdict.reason_key, verdict.reason_args);
}

}  // namespace minato::cli
