// What walking the ways to one socket found out, by scope.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "host/nft_flow.h"
#include "model/exposure.h"

namespace minato::host {

/// Packets of a scope that reach the socket.
struct ExposureReach {
  std::uint32_t accepted_by = kNoRule;
  std::uint32_t translated_by = kNoRule;
  model::Family family = model::Family::ipv4;
  NftNumber destination = 0;  ///< as sent
  std::string interface{};    ///< that they come over
};

/// For each scope from loopback to public: whether something surely reaches the socket, whether
/// something may, and what stopped the rest.
class ExposureFindings {
 public:
  void reached(model::Exposure scope, ExposureReach reach);
  /// by: the rule or policy that could not be decided.
  void may_reach(model::Exposure scope, std::uint32_t by);
  void stopped(model::Exposure scope, std::uint32_t by);

  [[nodiscard]] const std::optional<ExposureReach>& reach(model::Exposure scope) const {
    return at(reaches_, scope);
  }
  [[nodiscard]] std::optional<std::uint32_t> doubt(model::Exposure scope) const {
    return at(doubts_, scope);
  }
  [[nodiscard]] std::optional<std::uint32_t> stop(model::Exposure scope) const {
    return at(stops_, scope);
  }
  /// The widest scope that surely reaches the socket, `none` when nothing does.
  [[nodiscard]] model::Exposure widest_reach() const;
  /// The widest scope that may.
  [[nodiscard]] model::Exposure widest_doubt() const;

 private:
  template <typename Value>
  using ByScope = std::array<std::optional<Value>, 5>;

  template <typename Value>
  static Value& at(std::array<Value, 5>& values, model::Exposure scope) {
    return values[static_cast<std::size_t>(scope)];
  }
  template <typename Value>
  static const Value& at(const std::array<Value, 5>& values, model::Exposure scope) {
    return values[static_cast<std::size_t>(scope)];
  }

  ByScope<ExposureReach> reaches_{};
  ByScope<std::uint32_t> doubts_{};
  ByScope<std::uint32_t> stops_{};
};

}  // namespace minato::host
