// Machines of identify: one that only listens, and one that overhears what another is told.
#pragma once

#include <memory>
#include <string>

#include "talk/machine.h"

namespace minato::identify {

/// Says nothing; ends when a greeting is there.
class Listener final : public talk::Machine {
 public:
  void start(talk::Outbox& out) override;
  void on_bytes(base::Bytes received, talk::Outbox& out) override;
  void on_closed(talk::Closing how, talk::Outbox& out) override;

 private:
  std::string heard_{};
};

/// Another machine, and a copy of the first bytes that it received (inside TLS, where there is
/// one).
class Overhearing final : public talk::Machine {
 public:
  static constexpr std::size_t kMostBytes = 2048;

  /// first_bytes outlives the machine.
  Overhearing(std::unique_ptr<talk::Machine> inner, std::string& first_bytes)
      : inner_(std::move(inner)), first_bytes_(first_bytes) {}

  [[nodiscard]] bool answers_from_other_port() const override {
    return inner_->answers_from_other_port();
  }
  void start(talk::Outbox& out) override;
  void on_bytes(base::Bytes received, talk::Outbox& out) override;
  void on_secured(talk::Outbox& out) override;
  void on_closed(talk::Closing how, talk::Outbox& out) override;

 private:
  void take_facts(const talk::Outbox& out);

  std::unique_ptr<talk::Machine> inner_;
  std::string& first_bytes_;
};

}  // namespace minato::identify
