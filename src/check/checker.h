// Checks many targets at once on one dialer: resolve, connect, TLS, application, and a second look
// where something else seems to be there.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "check/racer.h"
#include "check/resolver.h"
#include "check/result.h"
#include "talk/certificate.h"
#include "talk/proxy_handshake.h"

namespace minato::check {

/// A proxy that makes the connection instead of us.
struct Proxy {
  talk::ProxyKind kind = talk::ProxyKind::socks5;
  std::string text{};  ///< as it was typed
  std::string host{};
  std::uint16_t port = 1080;
};
/// `socks5://HOST[:PORT]` or `http://HOST[:PORT]`. Errors: input, marked.
[[nodiscard]] base::Result<Proxy> parse_proxy(std::string_view text);

struct CheckOptions {
  std::optional<Proxy> via{};
  std::optional<model::Family> family{};
  std::optional<model::IpAddress> source_address{};
  std::uint16_t source_port = 0;
  std::string interface{};
  std::chrono::nanoseconds connect_limit = std::chrono::seconds(5);
  std::chrono::nanoseconds answer_limit = std::chrono::seconds(5);  ///< of silence
  std::chrono::nanoseconds total_limit = std::chrono::seconds(20);
  std::string method = "GET";
  bool certificate_ignored = false;
  bool second_look = true;
};

class Checker {
 public:
  using Done = std::function<void(CheckResult&&)>;

  /// All must outlive the checker. trust: null leaves certificates unjudged.
  Checker(sys::Dialer& dialer, Resolver& resolver, const talk::TrustStore* trust,
          const base::Clock& clock, CheckOptions options);
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;
  ~Checker();

  /// Begins; `done` is called from the loop.
  void check(Target target, Done done);

 private:
  class Inspection;
  sys::Dialer& dialer_;
  Resolver& resolver_;
  const talk::TrustStore* trust_;
  const base::Clock& clock_;
  CheckOptions options_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Inspection>> inspections_;
};

}  // namespace minato::check
