// Which conversations an audit wants to have with one endpoint. Pure: an inquiry says what to ask,
// is told what was heard, and may ask on. Who opens the connections is no business of its.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/endpoint.h"
#include "talk/machine.h"

namespace minato::audit {

enum class Layer : std::uint8_t { plain, tls };

/// One conversation over one connection.
struct Talk {
  std::string name{};  ///< catalogue key `audit.sends.<name>`: what is sent, for --dry-run
  std::unique_ptr<talk::Machine> machine{};
  Layer layer = Layer::plain;
  model::Transport transport = model::Transport::tcp;
  std::chrono::milliseconds silence = std::chrono::seconds(3);
};

/// Safe changes nothing and reads little; intrusive may be noticed or leave a trace in a log.
enum class Depth : std::uint8_t { safe, intrusive };

/// The endpoint that is audited, and how.
struct Target {
  model::Endpoint endpoint{};
  std::string host{};  ///< as typed, for SNI, Host and certificate names
  std::string service{};
  std::string tunnel{};   ///< "tls" or ""
  std::string ca_file{};  ///< trusted besides the system's authorities; "" for none
  Depth depth = Depth::safe;
  base::Timestamp now{};
};

class Inquiry {
 public:
  Inquiry() = default;
  Inquiry(const Inquiry&) = delete;
  Inquiry& operator=(const Inquiry&) = delete;
  virtual ~Inquiry() = default;

  [[nodiscard]] virtual std::vector<Talk> begin() = 0;
  /// One conversation ended, or its connection never stood (facts are empty then).
  [[nodiscard]] virtual std::vector<Talk> heard(const Talk& talk, const talk::Facts& facts);
  /// Names of conversations that may follow, for --dry-run.
  [[nodiscard]] virtual std::vector<std::string> later() const { return {}; }
  /// Everything learned so far.
  [[nodiscard]] const talk::Facts& facts() const { return facts_; }

 protected:
  talk::Facts facts_{};  // NOLINT(readability-identifier-naming): each inquiry writes it
};

/// An inquiry of conversations that are known beforehand; their facts are kept as they are.
class PlainInquiry final : public Inquiry {
 public:
  using Make = std::function<std::vector<Talk>()>;
  explicit PlainInquiry(Make make) : make_(std::move(make)) {}
  [[nodiscard]] std::vector<Talk> begin() override { return make_(); }

 private:
  Make make_;
};

/// The layer that the service itself is spoken on.
[[nodiscard]] inline Layer layer_of(const Target& target) {
  return target.tunnel == "tls" ? Layer::tls : Layer::plain;
}

}  // namespace minato::audit
