// POP3 (RFC 1939): greeting, CAPA (RFC 2449), STLS (RFC 2595) where it is offered, QUIT.
#include "base/strings.h"
#include "talk/line_reader.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr int kMostCapabilities = 128;

class Pop3 final : public Machine {
 public:
  explicit Pop3(const MachineOptions& options) : options_(options) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    lines_.add(received);
    while (const auto line = lines_.next()) {
      take(*line, out);
      offset_ += line->size() + 2;
      if (out.wish() != Outbox::Wish::more) return;
    }
    const std::string_view begun = lines_.rest();
    const bool strange =
        state_ == State::greeting && !begun.empty() && begun[0] != '+' && begun[0] != '-';
    if (lines_.overflowed() || strange) out.fail({offset_, "pop3-reply"});
  }

  void on_secured(Outbox& out) override {
    facts_.add_flag("pop3.secured");
    lines_.clear();
    secured_ = true;
    ask_capabilities(out);
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    if (state_ == State::quit) return out.finish();
    out.fail({offset_, "pop3-ended-early"});
  }

 private:
  enum class State : std::uint8_t { greeting, capa, capabilities, stls, quit };

  void take(const std::string& line, Outbox& out) {
    const bool ok = line.starts_with("+OK");
    if (state_ != State::capabilities && !ok && !line.starts_with("-ERR")) {
      return out.fail({offset_, "pop3-reply"});
    }
    switch (state_) {
      case State::greeting:
        facts_.add("pop3.greeting", line);
        return ok ? ask_capabilities(out) : quit(out);
      case State::capa:
        if (!ok) return quit(out);
        state_ = State::capabilities;
        return;
      case State::capabilities:
        return take_capability(line, out);
      case State::stls:
        return ok ? out.want_tls() : quit(out);
      case State::quit:
        return out.finish();
    }
  }

  void take_capability(const std::string& line, Outbox& out) {
    if (line != ".") {
      if (++capabilities_ > kMostCapabilities) return out.fail({offset_, "pop3-capabilities"});
      facts_.add(secured_ ? "pop3.capability.secured" : "pop3.capability", line);
      offered_ = offered_ || base::to_lower(line) == "stls";
      return;
    }
    if (!secured_) facts_.add("pop3.starttls", offered_ ? "offered" : "missing");
    if (!offered_ || secured_ || options_.starttls == StartTls::never) return quit(out);
    state_ = State::stls;
    out.send("STLS\r\n");
  }

  void ask_capabilities(Outbox& out) {
    state_ = State::capa;
    out.send("CAPA\r\n");
  }
  void quit(Outbox& out) {
    state_ = State::quit;
    out.send("QUIT\r\n");
  }

  MachineOptions options_;
  LineReader lines_{2048};
  State state_ = State::greeting;
  std::size_t offset_ = 0;
  int capabilities_ = 0;
  bool offered_ = false;
  bool secured_ = false;
};

}  // namespace

extern const Protocol kPop3;
const Protocol kPop3{.name = "pop3",
                     .ports = {110},
                     .tls_ports = {995},
                     .first = FirstWord::server,
                     .starttls = true,
                     .create = make_machine<Pop3>};

}  // namespace minato::talk
