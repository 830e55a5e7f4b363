// Who holds a port, and whether ending them frees it: what `minato kill` and `ls --watch` ask
// before anybody is ended.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "host/ending.h"
#include "host/freeing.h"
#include "pipeline/local_view.h"

namespace minato::pipeline {

enum class EndingVerdict : std::uint8_t {
  nobody,     ///< nobody listens on it
  hidden,     ///< somebody does, and who may not be seen
  elsewhere,  ///< only the command of freeing() frees it
  refused,    ///< a holder is one that is never ended
  possible,
};

/// One look at the holders of one port of this network namespace. Immutable.
class PortEnding {
 public:
  /// Errors: as LocalView::create.
  [[nodiscard]] static base::Result<PortEnding> create(model::Port port);
  PortEnding(PortEnding&&) noexcept = default;
  PortEnding& operator=(PortEnding&&) noexcept = default;
  PortEnding(const PortEnding&) = delete;
  PortEnding& operator=(const PortEnding&) = delete;
  ~PortEnding() = default;

  [[nodiscard]] model::Port port() const { return port_; }
  [[nodiscard]] EndingVerdict verdict() const { return verdict_; }
  /// The listening sockets on the port, never a conversation.
  [[nodiscard]] const std::vector<const LocalSocket*>& doors() const { return doors_; }
  /// Who holds them, each once.
  [[nodiscard]] const std::vector<const model::Process*>& holders() const { return holders_; }
  [[nodiscard]] const host::EndPlan& plan() const { return plan_; }
  /// The command that frees the port for good, where there is one.
  [[nodiscard]] const std::optional<host::Freeing>& freeing() const { return freeing_; }
  /// Why the first refused holder is never ended.
  [[nodiscard]] std::optional<host::EndRefusal> refusal() const;
  [[nodiscard]] const host::Inventory& inventory() const { return view_.inventory(); }

 private:
  PortEnding(model::Port port, LocalView view);
  [[nodiscard]] EndingVerdict judge() const;

  model::Port port_;
  LocalView view_;
  std::vector<const LocalSocket*> doors_{};
  std::vector<const model::Process*> holders_{};
  host::EndPlan plan_{};
  std::optional<host::Freeing> freeing_{};
  EndingVerdict verdict_ = EndingVerdict::nobody;
};

/// How an ending went: the answer of `minato kill`.
enum class EndingResult : std::uint8_t {
  freed,      ///< nobody listens on the port any more
  taken_up,   ///< the holders are gone, and somebody listens again
  forbidden,  ///< a holder belongs to another user
  failed,     ///< a holder stays
};

struct EndingDone {
  EndingResult result = EndingResult::failed;
  std::vector<host::EndReport> reports{};
  std::size_t listening = 0;  ///< sockets that listen on the port now
};

/// Ends the holders of a plan that is possible; waits for them (grace and two seconds at most), and
/// looks at the port again. Errors: nothing was signalled.
[[nodiscard]] base::Result<EndingDone> end_holders(const PortEnding& ending,
                                                   const host::EndOptions& options);

}  // namespace minato::pipeline
