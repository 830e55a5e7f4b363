// A scan while it runs: keeps what is found, hands it to the outputs, shows how far it is.
#pragma once

#include <vector>

#include "cli/context.h"
#include "cli/scan_outputs.h"
#include "cli/scan_status.h"
#include "pipeline/name_lookups.h"
#include "pipeline/scan_collector.h"
#include "pipeline/scan_listener.h"

namespace minato::cli {

/// Thread of the scan only.
class ScanSession final : public pipeline::ScanListener {
 public:
  /// All must outlive the session; sink and names may be nullptr.
  ScanSession(pipeline::ScanCollector& collector, ScanOutputs& outputs, ScanStatus& status,
              pipeline::OpenPortSink* sink, pipeline::NameLookups* names)
      : collector_(collector), outputs_(outputs), status_(status), sink_(sink), names_(names) {}

  void on_host(const pipeline::HostFinding& finding) override;
  void on_port(const pipeline::PortFinding& finding) override;
  void on_progress(const pipeline::ScanProgress& progress) override;
  /// Tells the open ports that were held back until it is known who answers there.
  void tell_held();

 private:
  pipeline::ScanCollector& collector_;
  ScanOutputs& outputs_;
  ScanStatus& status_;
  pipeline::OpenPortSink* sink_;
  pipeline::NameLookups* names_;
  /// A UDP port that stayed silent is worth a question of its own when it is usual for something,
  /// or when few ports are asked at all.
  [[nodiscard]] bool worth_asking(const pipeline::PortFinding& finding) const;

  std::vector<pipeline::PortFinding> held_{};
  std::vector<pipeline::PortFinding> doubtful_{};  ///< open|filtered until somebody answers
};

}  // namespace minato::cli
