// A scan while it runs: keeps what is found, hands it to the outputs, shows how far it is.
#pragma once

#include <map>

#include "cli/context.h"
#include "cli/scan_outputs.h"
#include "cli/scan_status.h"
#include "pipeline/name_lookups.h"
#include "pipeline/scan_collector.h"
#include "pipeline/scan_listener.h"
#include "pipeline/service_stream.h"

namespace minato::cli {

/// Thread of the scan only.
class ScanSession final : public pipeline::ScanListener {
 public:
  /// All must outlive the session; services and names may be nullptr.
  ScanSession(pipeline::ScanCollector& collector, ScanOutputs& outputs, ScanStatus& status,
              pipeline::ServiceStream* services, pipeline::NameLookups* names)
      : collector_(collector),
        outputs_(outputs),
        status_(status),
        services_(services),
        names_(names) {}

  void on_host(const pipeline::HostFinding& finding) override;
  void on_port(const pipeline::PortFinding& finding) override;
  void on_progress(const pipeline::ScanProgress& progress) override;
  /// After the last port: waits until it is known who answers at the open ones, and tells each.
  /// Errors: local.
  [[nodiscard]] base::Result<void> finish_services();

 private:
  pipeline::ScanCollector& collector_;
  ScanOutputs& outputs_;
  ScanStatus& status_;
  pipeline::ServiceStream* services_;
  pipeline::NameLookups* names_;
  /// A UDP port that stayed silent is worth a question of its own when it is usual for something,
  /// or when few ports are asked at all.
  [[nodiscard]] bool worth_asking(const pipeline::PortFinding& finding) const;
  void hold(const pipeline::PortFinding& finding);
  void tell(pipeline::PortFinding finding, model::Service&& service);
  /// What the interviews found since the last time.
  void tell_known();

  /// Told when it is known who answers there.
  std::map<model::Endpoint, pipeline::PortFinding> held_{};
  std::size_t doubtful_ = 0;  ///< of them: open|filtered until somebody answers
};

}  // namespace minato::cli
