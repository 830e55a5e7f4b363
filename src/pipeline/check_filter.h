// Whether this machine's own packet filter is what stops a connection that it tries to open.
#pragma once

#include <memory>
#include <optional>

#include "check/result.h"
#include "host/nft_ruleset.h"
#include "sys/interfaces.h"

namespace minato::pipeline {

/// Reads the rules once, when they are first asked for. One thread.
class OwnFilter {
 public:
  OwnFilter();
  OwnFilter(const OwnFilter&) = delete;
  OwnFilter& operator=(const OwnFilter&) = delete;
  ~OwnFilter();

  /// Sets the cause of a failed connection, or of UDP without an answer, to `local_firewall` where
  /// a rule certainly stops it; tells rules that may, and rules that could not be read.
  void consult(check::CheckResult& result);

 private:
  struct Rules;
  const Rules& rules();
  std::unique_ptr<Rules> rules_{};
};

}  // namespace minato::pipeline
