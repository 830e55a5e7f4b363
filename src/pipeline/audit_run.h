// Audits servers: connect to the ports, learn what is spoken, hold the conversations that the
// checks need, judge. One thread, many connections side by side, few a host.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "audit/check.h"
#include "audit/exceptions.h"
#include "audit/inquiry.h"
#include "audit/product.h"
#include "audit/services.h"
#include "base/clock.h"
#include "model/observation.h"

namespace minato::pipeline {

struct AuditHost {
  std::string name{};  ///< as typed: for SNI, Host and certificate names
  model::IpAddress address{};
  std::vector<model::Port> ports{};  ///< instead of the request's; empty: those
};

struct AuditRequest {
  std::vector<AuditHost> hosts{};
  std::vector<model::Port> ports{};
  audit::Selection selection{};
  audit::Depth depth = audit::Depth::safe;
  std::string ca_file{};
  std::vector<audit::Exception> exceptions{};
  /// What is spoken where no service is usual (audit_services.h); others are found by the audit.
  std::map<model::Endpoint, audit::ServiceGuess> known{};
  /// What this machine's own files say about an endpoint (audit_local.h).
  std::map<model::Endpoint, talk::Facts> own_facts{};
  /// From how far an endpoint is reached, where that is known; "" asks nobody.
  std::function<model::ExposureVerdict(const model::Endpoint&)> exposure_of{};
  std::chrono::milliseconds connect_limit = std::chrono::seconds(3);
  std::size_t most_per_host = 12;
};

/// One open port with what an audit says about it.
struct AuditedPort {
  std::string host{};  ///< as typed
  model::Observation observation{};
  audit::Product product{};
  model::Severity danger = model::Severity::none;
  std::string worst{};  ///< id of the finding that decided the danger; "" for none
  talk::Facts facts{};
};

struct AuditOutcome {
  std::vector<AuditedPort> ports{};  ///< the most dangerous first
  std::size_t asked = 0;             ///< ports that were tried
  std::size_t conversations = 0;
  bool interrupted = false;
};

/// Runs it all. stopping: asked now and then; true ends it with what is known. Errors: local.
[[nodiscard]] base::Result<AuditOutcome> run_audit(const AuditRequest& request,
                                                   const base::Clock& clock,
                                                   const std::function<bool()>& stopping);

/// The worst severity among the missing countermeasures, and which it was.
void weigh(AuditedPort& port);

}  // namespace minato::pipeline
