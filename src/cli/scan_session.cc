// Each finding to everybody who waits for it.
#include "cli/scan_session.h"

namespace minato::cli {

void ScanSession::on_host(const pipeline::HostFinding& finding) {
  collector_.add(finding);
  // Loopback addresses have the name that everybody knows.
  if (names_ != nullptr && !finding.address.is_loopback()) names_->ask(finding.address);
}

void ScanSession::on_port(const pipeline::PortFinding& finding) {
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
}

void ScanSession::on_progress(const pipeline::ScanProgress& progress) {
  status_.update(progress, collector_.counts());
  outputs_.flush();
}

}  // namespace minato::cli
