// SMTP (RFC 5321): greeting, EHLO, STARTTLS (RFC 3207) where it is offered, EHLO again, QUIT.
#include "base/strings.h"
#include "talk/protocol.h"
#include "talk/text_reply.h"

namespace minato::talk {
namespace {

class Smtp final : public Machine {
 public:
  explicit Smtp(const MachineOptions& options) : options_(options) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    replies_.add(received);
    while (const auto reply = replies_.next()) {
      take(*reply, out);
      if (out.wish() != Outbox::Wish::more) return;
    }
    if (replies_.broken()) out.fail({replies_.offset(), "smtp-reply"});
  }

  void on_secured(Outbox& out) override {
    facts_.add_flag("smtp.secured");
    replies_.clear();  // what came in plain text before does not count (RFC 3207 section 6)
    secured_ = true;
    say_hello(out);
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    if (state_ == State::quit) return out.finish();
    out.fail({replies_.offset(), "smtp-ended-early"});
  }

 private:
  enum class State : std::uint8_t { greeting, hello, starttls, quit };

  void say_hello(Outbox& out) {
    state_ = State::hello;
    out.send("EHLO " + options_.own_name + "\r\n");
  }

  void take(const TextReply& reply, Outbox& out) {
    switch (state_) {
      case State::greeting:
        facts_.add_number("smtp.code", reply.code);
        facts_.add("smtp.greeting", std::to_string(reply.code) + " " + reply.lines.front());
        if (reply.code != 220) return quit(out);
        return say_hello(out);
      case State::hello:
        return take_hello(reply, out);
      case State::starttls:
        if (reply.code != 220) {
          facts_.add("smtp.starttls.refused", reply.lines.front());
          return quit(out);
        }
        return out.want_tls();
      case State::quit:
        return out.finish();
    }
  }

  void take_hello(const TextReply& reply, Outbox& out) {
    if (!reply.positive()) {
      // Other protocols greet with 220, too: who does not know the word and never said SMTP is one.
      const bool unknown = reply.code == 500 || reply.code == 530;
      const std::string greeting = base::to_lower(facts_.text("smtp.greeting"));
      if (unknown && greeting.find("smtp") == std::string::npos) {
        return out.fail({replies_.offset(), "smtp-hello"});
      }
      facts_.add("smtp.ehlo.refused", reply.lines.front());
      return quit(out);
    }
    bool offered = false;
    for (std::size_t i = 1; i < reply.lines.size(); ++i) {
      const std::string_view key = secured_ ? "smtp.extension.secured" : "smtp.extension";
      facts_.add(key, reply.lines[i]);
      offered = offered || base::to_lower(reply.lines[i]) == "starttls";
    }
    if (!secured_) facts_.add("smtp.starttls", offered ? "offered" : "missing");
    if (!offered || secured_ || options_.starttls == StartTls::never) return quit(out);
    state_ = State::starttls;
    out.send("STARTTLS\r\n");
  }

  void quit(Outbox& out) {
    state_ = State::quit;
    out.send("QUIT\r\n");
  }

  MachineOptions options_;
  TextReplyReader replies_{};
  State state_ = State::greeting;
  bool secured_ = false;
};

}  // namespace

extern const Protocol kSmtp;
const Protocol kSmtp{.name = "smtp",
                     .ports = {25, 587, 2525},
                     .tls_ports = {465},
                     .first = FirstWord::server,
                     .starttls = true,
                     .create = make_machine<Smtp>};

}  // namespace minato::talk
