// -sV: who answers on the open ports that a scan finds.
#pragma once

#include <memory>
#include <stop_token>

#include "cli/arguments.h"
#include "cli/context.h"
#include "identify/verdict.h"
#include "pipeline/identification.h"
#include "pipeline/scan_job.h"
#include "pipeline/service_stream.h"

namespace minato::cli {

/// Whether -sV or -A was typed.
[[nodiscard]] bool asks_services(const Arguments& arguments);

class ScanServices {
 public:
  /// Reads the options and the fingerprints before anything is sent. request outlives it.
  /// Errors: input, with file, line and reason of a broken fingerprint.
  [[nodiscard]] static base::Result<ScanServices> prepare(const Context& context,
                                                          const Arguments& arguments,
                                                          const pipeline::ScanRequest& request);

  /// Begins to take open ports and to ask there; nullptr when nobody is to be asked. The stream
  /// must end before this does. Errors: local.
  [[nodiscard]] base::Result<std::unique_ptr<pipeline::ServiceStream>> start(
      const std::stop_token& stop) const;

 private:
  ScanServices() = default;

  std::unique_ptr<identify::Knowledge> knowledge_{};  ///< nullptr: nobody is asked
  pipeline::IdentifyOptions options_{};
  const model::TargetSet* targets_ = nullptr;
};

/// Fingerprints (the user's of --fingerprints, and ours) and limits as typed. Errors: input.
/// What of Recog's is not used is told beside the answer.
[[nodiscard]] base::Result<identify::Knowledge> read_knowledge(const Context& context,
                                                               const Arguments& arguments);
[[nodiscard]] base::Result<pipeline::IdentifyOptions> read_identify_options(
    const Arguments& arguments);

}  // namespace minato::cli
