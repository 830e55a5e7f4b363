// Ports that are often open, and UDP where nobody listens: the host's own answers.
#include "check/origin_look.h"

#include <array>

namespace minato::check {
namespace {

constexpr std::array<std::uint16_t, 3> kOftenOpen = {443, 80, 22};
constexpr std::uint16_t kUnusedPort = 33434;

}  // namespace

/// One connection that is closed as soon as it is answered.
class OriginLook::Knock final : public sys::DialEvents {
 public:
  explicit Knock(OriginLook& look) : look_(look) {}
  void dial(const sys::DialRequest& request) { connection_ = &look_.dialer_.dial(request, *this); }
  void give_up() {
    if (connection_ != nullptr) connection_->close();
    connection_ = nullptr;
  }

  void on_open(sys::Connection& connection) override {
    if (connection.request().to.port.transport == model::Transport::udp) {
      constexpr std::array<std::uint8_t, 8> kNothing{};
      return connection.send(kNothing);
    }
    give_up();
    look_.ended();
  }
  void on_bytes(sys::Connection& /*connection*/, base::Bytes /*received*/) override {
    give_up();
    look_.ended();
  }
  void on_end(sys::Connection& connection, const sys::DialEnd& end) override {
    connection_ = nullptr;
    const bool of_host = end.icmp && end.icmp->from == connection.request().to.address;
    if (of_host && end.icmp->hops_left != 0) look_.icmp_hops_left_ = end.icmp->hops_left;
    look_.ended();
  }

 private:
  OriginLook& look_;
  sys::Connection* connection_ = nullptr;
};

OriginLook::OriginLook(sys::Dialer& dialer, sys::TcpArrivals arrivals, sys::DialRequest request,
                       Done done)
    : dialer_(dialer),
      arrivals_(std::move(arrivals)),
      request_(std::move(request)),
      done_(std::move(done)) {}

OriginLook::~OriginLook() {
  for (const auto& knock : knocks_) knock->give_up();
}

void OriginLook::knock(model::Port port) {
  sys::DialRequest request = request_;
  request.to.port = port;
  ++open_;
  knocks_.push_back(std::make_unique<Knock>(*this));
  knocks_.back()->dial(request);
}

void OriginLook::at_refusal() {
  knock(request_.to.port);
  for (const std::uint16_t port : kOftenOpen) {
    if (port != request_.to.port.number) knock({port, model::Transport::tcp});
  }
  knock({kUnusedPort, model::Transport::udp});
}

void OriginLook::at_conversation(std::unique_ptr<talk::Machine> machine,
                                 talk::TalkOptions options) {
  ++open_;
  driver_ = std::make_unique<talk::Driver>(dialer_, std::move(machine), std::move(options),
                                           [this](talk::TalkReport&& /*report*/) { ended(); });
  driver_->start(request_);
}

void OriginLook::ended() {
  if (--open_ > 0) return;
  done_(origin_of_reset(arrivals_.take(), request_.to.port.number, icmp_hops_left_));
}

}  // namespace minato::check
