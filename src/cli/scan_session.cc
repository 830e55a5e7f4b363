// Each finding to everybody who waits for it.
#include "cli/scan_session.h"

#include <utility>

#include "talk/protocols.h"

namespace minato::cli {

void ScanSession::on_host(const pipeline::HostFinding& finding) {
  collector_.add(finding);
  // Loopback addresses have the name that everybody knows.
  if (names_ != nullptr && !finding.address.is_loopback()) names_->ask(finding.address);
}

void ScanSession::on_port(const pipeline::PortFinding& finding) {
  if (worth_asking(finding)) {
    ++doubtful_;
    return hold(finding);
  }
  collector_.add(finding);
  if (finding.state != model::PortState::open) return;
  if (services_ != nullptr) return hold(finding);
  status_.clear();
  outputs_.found(finding.address, pipeline::ScanCollector::port_of(finding));
}

void ScanSession::hold(const pipeline::PortFinding& finding) {
  const model::Endpoint endpoint{finding.address, finding.port};
  if (held_.emplace(endpoint, finding).second) services_->on_open(endpoint);
}

void ScanSession::tell(pipeline::PortFinding finding, model::Service&& service) {
  const model::Endpoint endpoint{finding.address, finding.port};
  const bool recognised = !service.name.empty();
  if (recognised) collector_.add_service(endpoint, std::move(service));
  if (finding.state == model::PortState::open_or_filtered) {
    if (recognised) {
      finding.state = model::PortState::open;
      finding.reason = model::Reason::udp_response;
    }
    collector_.add(finding);
    if (!recognised) return;
  }
  render::ScanPort port = pipeline::ScanCollector::port_of(finding);
  port.service = collector_.service_at(endpoint);
  status_.clear();
  outputs_.found(finding.address, port);
}

void ScanSession::tell_known() {
  if (services_ == nullptr) return;
  for (pipeline::StreamedService& known : services_->take()) {
    auto held = held_.extract(known.endpoint);
    if (!held.empty()) tell(held.mapped(), std::move(known.service));
  }
}

base::Result<void> ScanSession::finish_services() {
  if (services_ == nullptr) return {};
  constexpr std::chrono::milliseconds kBetweenLooks(100);
  services_->scan_over();
  while (services_->wait(kBetweenLooks)) {
    const pipeline::ServiceCounts counts = services_->counts();
    tell_known();
    on_progress(
        {.phase = pipeline::ScanPhase::services, .done = counts.known, .total = counts.asked});
  }
  // Those that a stop left unasked.
  for (const auto& [endpoint, finding] : std::exchange(held_, {})) tell(finding, {});
  return services_->result();
}

bool ScanSession::worth_asking(const pipeline::PortFinding& finding) const {
  if (services_ == nullptr || finding.state != model::PortState::open_or_filtered ||
      finding.port.transport != model::Transport::udp) {
    return false;
  }
  constexpr std::size_t kFew = 32, kMost = 4096;
  if (doubtful_ < kFew) return true;
  return doubtful_ < kMost && !talk::likely_protocols(finding.port).empty();
}

void ScanSession::on_progress(const pipeline::ScanProgress& progress) {
  tell_known();
  status_.update(progress, collector_.counts());
  outputs_.flush();
}

}  // namespace minato::cli
