// Wildcard listeners are asked over loopback, the others at their own address.
#include "pipeline/audit_local.h"

#include <algorithm>
#include <map>

#include "pipeline/local_view.h"

namespace minato::pipeline {
namespace {

/// Where a listener is reached from this machine.
model::IpAddress reached_at(const model::IpAddress& bound) {
  if (!bound.is_unspecified()) return bound;
  return *model::IpAddress::parse(bound.is_v4() ? "127.0.0.1" : "::1");
}

}  // namespace

base::Result<LocalAudit> local_audit_targets() {
  const auto view = LocalView::create({.listeners_only = true});
  if (!view) return base::fail(view.error());
  std::map<model::IpAddress, std::vector<model::Port>> ports;
  auto verdicts = std::make_shared<std::map<model::Endpoint, model::ExposureVerdict>>();
  for (const LocalSocket& local : view->sockets()) {
    const model::Endpoint bound = local.socket->local;
    if (bound.port.transport != model::Transport::tcp) continue;
    const model::IpAddress address = reached_at(bound.address);
    auto& known = ports[address];
    if (std::ranges::find(known, bound.port) == known.end()) known.push_back(bound.port);
    // Several sockets at one port: the widest counts.
    auto [at, added] = verdicts->try_emplace({address, bound.port}, local.exposure);
    if (!added && at->second.exposure < local.exposure.exposure) at->second = local.exposure;
  }
  LocalAudit local;
  for (auto& [address, list] : ports) {
    local.hosts.push_back({.name = to_text(address), .address = address, .ports = std::move(list)});
  }
  local.exposure_of = [verdicts](const model::Endpoint& endpoint) {
    const auto at = verdicts->find(endpoint);
    return at == verdicts->end() ? model::ExposureVerdict{} : at->second;
  };
  return local;
}

}  // namespace minato::pipeline
