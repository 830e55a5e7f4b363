// Names of addresses, looked up beside a scan: who waits seconds for a silent name server does not
// hold the scan up.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/ip_address.h"

namespace minato::pipeline {

/// Hostile names: escape to print. Not thread-safe.
class NameLookups {
 public:
  NameLookups();
  NameLookups(const NameLookups&) = delete;
  NameLookups& operator=(const NameLookups&) = delete;
  /// Questions that are still out are given up.
  ~NameLookups();

  /// Asks in the background; addresses beyond kMostLookups are left out.
  void ask(const model::IpAddress& address);

  struct Named {
    model::IpAddress address{};
    std::string name{};
  };
  /// What is known by now.
  [[nodiscard]] std::vector<Named> known() const;

  static constexpr std::size_t kMostLookups = 256;

 private:
  struct State;
  std::shared_ptr<State> state_;
  std::size_t asked_ = 0;
  std::size_t threads_ = 0;
};

}  // namespace minato::pipeline
