// Each finding to everybody who waits for it.
#include "cli/scan_session.h"

#include "talk/protocols.h"

namespace minato::cli {

void ScanSession::on_host(const pipeline::HostFinding& finding) {
  collector_.add(finding);
  // Loopback addresses have the name that everybody knows.
  if (names_ != nullptr && !finding.address.is_loopback()) names_->ask(finding.address);
}

void ScanSession::on_port(const pipeline::PortFinding& finding) {
  if (worth_asking(finding)) {
    doubtful_.push_back(finding);
    return sink_->on_open({finding.address, finding.port});
  }
  collector_.add(finding);
  if (finding.state != model::PortState::open) return;
  if (sink_ != nullptr) {
    held_.push_back(finding);
    return sink_->on_open({finding.address, finding.port});
  }
  status_.clear();
  outputs_.found(finding.address, pipeline::ScanCollector::port_of(finding));
}

void ScanSession::tell_held() {
  for (const pipeline::PortFinding& finding : held_) {
    render::ScanPort port = pipeline::ScanCollector::port_of(finding);
    port.service = collector_.service_at({finding.address, finding.port});
    outputs_.found(finding.address, port);
  }
  held_.clear();
  for (pipeline::PortFinding& finding : doubtful_) {
    const model::Service* const service = collector_.service_at({finding.address, finding.port});
    if (service != nullptr) {
      finding.state = model::PortState::open;
      finding.reason = model::Reason::udp_response;
    }
    collector_.add(finding);
    if (service == nullptr) continue;
    render::ScanPort port = pipeline::ScanCollector::port_of(finding);
    port.service = service;
    outputs_.found(finding.address, port);
  }
  doubtful_.clear();
}

bool ScanSession::worth_asking(const pipeline::PortFinding& finding) const {
  if (sink_ == nullptr || finding.state != model::PortState::open_or_filtered ||
      finding.port.transport != model::Transport::udp) {
    return false;
  }
  constexpr std::size_t kFew = 32, kMost = 4096;
  if (doubtful_.size() < kFew) return true;
  return doubtful_.size() < kMost && !talk::likely_protocols(finding.port).empty();
}

void ScanSession::on_progress(const pipeline::ScanProgress& progress) {
  status_.update(progress, collector_.counts());
  outputs_.flush();
}

}  // namespace minato::cli
