// Looks at the machine on a thread of its own, so that a long look never keeps a key waiting.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"
#include "cli/watch/look.h"
#include "host/inventory.h"

namespace minato::cli::watch {

/// What one look at the machine gives.
using LookResult = base::Result<std::shared_ptr<const Look>>;

/// The machine itself, for the collector. Errors: as pipeline::LocalView::create.
[[nodiscard]] LookResult look_at_machine(TableKind kind, host::NetworkNamespaces namespaces);

/// One look at a time. Thread-safe.
class Collector {
 public:
  using Source = std::function<LookResult(TableKind)>;

  /// source: called on the collector's thread. ready: called there after each look.
  Collector(Source source, std::function<void()> ready);
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;
  /// Waits for the look that is under way.
  ~Collector();

  /// Asks for a look. One that is under way is finished first; of several requests the last counts.
  void request(TableKind kind);
  /// True from request() until take() gave the last answer.
  [[nodiscard]] bool busy() const;
  /// The picture of the last look with what changed since the one before; nothing when none came.
  [[nodiscard]] std::optional<base::Result<std::shared_ptr<const Picture>>> take();

 private:
  void work(const std::stop_token& stop);

  Source source_;
  std::function<void()> ready_;
  mutable std::mutex mutex_;
  std::condition_variable_any wanted_changed_;
  // Guarded by the mutex:
  std::optional<TableKind> wanted_{};
  bool looking_ = false;
  std::optional<base::Result<std::shared_ptr<const Picture>>> answer_{};
  std::shared_ptr<const Look> before_{};  ///< of the thread alone
  std::jthread thread_;                   ///< last: starts when all else is there
};

}  // namespace minato::cli::watch
