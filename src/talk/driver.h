// Runs one machine over one connection of the dialer, plain or inside TLS, and keeps the moments
// and the end of it. The only file of talk that knows sys.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sys/dialer.h"
#include "talk/machine.h"
#include "talk/tls_session.h"

namespace minato::talk {

enum class Wrapping : std::uint8_t { plain, tls };

/// Moments on the dialer's clock; 0 for what did not happen.
struct TalkMoments {
  std::chrono::nanoseconds begun{};
  std::chrono::nanoseconds connected{};
  std::chrono::nanoseconds tls_begun{};
  std::chrono::nanoseconds secured{};
  std::chrono::nanoseconds
      first_bytes{};  ///< of the protocol itself, inside TLS where there is one
  std::chrono::nanoseconds ended{};
};

struct TalkReport {
  Facts facts{};  ///< of TLS first, then the machine's
  TalkMoments moments{};
  model::Endpoint local{};
  std::optional<sys::TcpMeasure> measure{};
  /// How the connection ended; nothing when we ended it because all was learned.
  std::optional<sys::DialEnd> end{};
  /// Which rule of the protocol the peer broke.
  std::optional<base::Malformed> malformed{};
  std::optional<TlsFailure> tls_failure{};
  std::vector<std::vector<std::uint8_t>> chain{};  ///< certificates as sent, DER
  std::vector<std::uint8_t> staple{};              ///< the stapled OCSP answer, empty for none
  std::string first_received{};                    ///< the first bytes of the network, at most 512
  std::size_t received_bytes = 0;
  bool finished = false;  ///< the machine learned all it wanted

  [[nodiscard]] bool connected() const { return moments.connected.count() != 0; }
};

struct TalkOptions {
  Wrapping wrapping = Wrapping::plain;
  TlsOptions tls{};
};

/// Lives until it called `done`, once and last (the driver may be destroyed in there only by
/// handing it to the loop: `dialer.after(0, …)`).
class Driver final : public sys::DialEvents {
 public:
  using Done = std::function<void(TalkReport&&)>;

  Driver(sys::Dialer& dialer, std::unique_ptr<Machine> machine, TalkOptions options, Done done);
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  ~Driver() override;

  /// Dials and talks.
  void start(sys::DialRequest request);
  /// Talks over a connection that was already established; its events come here from now on.
  void adopt(sys::Connection& connection);
  /// Ends it without a word; `done` is not called.
  void abandon();

  void on_open(sys::Connection& connection) override;
  void on_bytes(sys::Connection& connection, base::Bytes received) override;
  void on_end(sys::Connection& connection, const sys::DialEnd& end) override;

 private:
  void begin_tls();
  void pump_tls();
  void hand_over(base::Bytes plain);
  /// Sends what the machine wants sent, and follows its wish.
  void obey();
  void flush_tls();
  void finish(std::optional<sys::DialEnd> end);

  sys::Dialer& dialer_;
  std::unique_ptr<Machine> machine_;
  TalkOptions options_;
  Done done_;
  Outbox outbox_{};
  std::unique_ptr<TlsSession> tls_{};
  bool starttls_ = false;
  bool ended_ = false;
  sys::Connection* connection_ = nullptr;
  TalkReport report_{};
};

}  // namespace minato::talk
