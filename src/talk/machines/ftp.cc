// FTP (RFC 959): greeting, FEAT (RFC 2389), AUTH TLS (RFC 4217) where it is offered, QUIT.
#include "base/strings.h"
#include "talk/protocol.h"
#include "talk/text_reply.h"

namespace minato::talk {
namespace {

class Ftp final : public Machine {
 public:
  explicit Ftp(const MachineOptions& options) : options_(options) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    replies_.add(received);
    while (const auto reply = replies_.next()) {
      take(*reply, out);
      if (out.wish() != Outbox::Wish::more) return;
    }
    if (replies_.broken()) out.fail({replies_.offset(), "ftp-reply"});
  }

  void on_secured(Outbox& out) override {
    facts_.add_flag("ftp.secured");
    replies_.clear();
    quit(out);
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    if (state_ == State::quit) return out.finish();
    out.fail({replies_.offset(), "ftp-ended-early"});
  }

 private:
  enum class State : std::uint8_t { greeting, features, auth, quit };

  void take(const TextReply& reply, Outbox& out) {
    switch (state_) {
      case State::greeting:
        if (reply.code == 120) return;  // ready in some minutes: the real greeting follows
        facts_.add_number("ftp.code", reply.code);
        for (const std::string& line : reply.lines) facts_.add("ftp.greeting", line);
        if (reply.code != 220) return quit(out);
        state_ = State::features;
        return out.send("FEAT\r\n");
      case State::features:
        for (std::size_t i = 1; i + 1 < reply.lines.size() && reply.positive(); ++i) {
          facts_.add("ftp.feature", base::trim(reply.lines[i]));
        }
        if (options_.starttls == StartTls::never) return quit(out);
        state_ = State::auth;
        return out.send("AUTH TLS\r\n");
      case State::auth:
        facts_.add("ftp.starttls", reply.code == 234 ? "offered" : "missing");
        if (reply.code != 234) return quit(out);
        return out.want_tls();
      case State::quit:
        return out.finish();
    }
  }

  void quit(Outbox& out) {
    state_ = State::quit;
    out.send("QUIT\r\n");
  }

  MachineOptions options_;
  TextReplyReader replies_{};
  State state_ = State::greeting;
};

}  // namespace

extern const Protocol kFtp;
const Protocol kFtp{.name = "ftp",
                    .ports = {21, 2121},
                    .tls_ports = {990},
                    .first = FirstWord::server,
                    .starttls = true,
                    .create = make_machine<Ftp>};

}  // namespace minato::talk
