// -sV: who answers on the open ports that a scan finds.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "cli/arguments.h"
#include "cli/context.h"
#include "identify/verdict.h"
#include "model/target_set.h"
#include "pipeline/identification.h"
#include "pipeline/scan_collector.h"
#include "pipeline/scan_listener.h"

namespace minato::cli {

/// Whether -sV or -A was typed.
[[nodiscard]] bool asks_services(const Arguments& arguments);

class ScanServices {
 public:
  /// Reads the options and the fingerprints before anything is sent. targets outlives it.
  /// Errors: input, with file, line and reason of a broken fingerprint.
  [[nodiscard]] static base::Result<ScanServices> prepare(const Context& context,
                                                          const Arguments& arguments,
                                                          const model::TargetSet& targets);

  /// Takes the open ports; nullptr when nobody is to be asked.
  [[nodiscard]] pipeline::OpenPortSink* sink();
  /// Asks them all, and adds the answers to what was collected. Errors: local.
  [[nodiscard]] base::Result<void> ask(pipeline::ScanCollector& collector,
                                       const std::stop_token& stop);

 private:
  class OpenPorts final : public pipeline::OpenPortSink {
   public:
    void on_open(const model::Endpoint& endpoint) override { endpoints.push_back(endpoint); }
    std::vector<model::Endpoint> endpoints{};
  };

  ScanServices() = default;

  std::unique_ptr<identify::Knowledge> knowledge_{};  ///< nullptr: nobody is asked
  pipeline::IdentifyOptions options_{};
  std::unique_ptr<OpenPorts> open_ = std::make_unique<OpenPorts>();
  const model::TargetSet* targets_ = nullptr;
};

/// Fingerprints (the user's of --fingerprints, and ours) and limits as typed. Errors: input.
/// What of Recog's is not used is told beside the answer.
[[nodiscard]] base::Result<identify::Knowledge> read_knowledge(const Context& context,
                                                               const Arguments& arguments);
[[nodiscard]] base::Result<pipeline::IdentifyOptions> read_identify_options(
    const Arguments& arguments);

}  // namespace minato::cli
