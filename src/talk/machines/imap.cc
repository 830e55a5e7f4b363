// IMAP4rev1 (RFC 3501): greeting, CAPABILITY, STARTTLS where it is offered, CAPABILITY, LOGOUT.
#include <algorithm>

#include "base/strings.h"
#include "talk/line_reader.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr int kMostLines = 256;

class Imap final : public Machine {
 public:
  explicit Imap(const MachineOptions& options) : options_(options) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    lines_.add(received);
    while (const auto line = lines_.next()) {
      take(*line, out);
      offset_ += line->size() + 2;
      if (out.wish() != Outbox::Wish::more) return;
    }
    const std::string_view begun = lines_.rest();
    const bool strange = state_ == State::greeting && !begun.empty() && begun[0] != '*';
    if (lines_.overflowed() || strange) out.fail({offset_, "imap-reply"});
  }

  void on_secured(Outbox& out) override {
    facts_.add_flag("imap.secured");
    lines_.clear();
    secured_ = true;
    ask(State::capability, "a3 CAPABILITY\r\n", out);
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    if (state_ == State::logout) return out.finish();
    out.fail({offset_, "imap-ended-early"});
  }

 private:
  enum class State : std::uint8_t { greeting, capability, starttls, logout };

  void take(const std::string& line, Outbox& out) {
    if (++count_ > kMostLines) return out.fail({offset_, "imap-too-many-lines"});
    const bool untagged = line.starts_with("* ");
    if (state_ == State::greeting) {
      if (!untagged) return out.fail({offset_, "imap-reply"});
      facts_.add("imap.greeting", line);
      if (line.starts_with("* BYE")) return out.finish();
      return ask(State::capability, "a1 CAPABILITY\r\n", out);
    }
    if (untagged) return take_untagged(line);
    const auto words = base::words(line);
    const bool ok = words.size() > 1 && base::to_lower(words[1]) == "ok";
    if (words.empty() || words[0].size() != 2 || words[0][0] != 'a') {
      return out.fail({offset_, "imap-reply"});
    }
    if (state_ == State::capability) return end_capability(out);
    if (state_ == State::starttls && ok) return out.want_tls();
    if (state_ == State::starttls) return ask(State::logout, "a9 LOGOUT\r\n", out);
    out.finish();
  }

  void take_untagged(const std::string& line) {
    const auto words = base::words(line);
    if (words.size() < 3 || base::to_lower(words[1]) != "capability") return;
    for (std::size_t i = 2; i < words.size(); ++i) {
      facts_.add(secured_ ? "imap.capability.secured" : "imap.capability", words[i]);
      offered_ = offered_ || base::to_lower(words[i]) == "starttls";
    }
  }

  void end_capability(Outbox& out) {
    if (!secured_) facts_.add("imap.starttls", offered_ ? "offered" : "missing");
    if (offered_ && !secured_ && options_.starttls == StartTls::when_offered) {
      return ask(State::starttls, "a2 STARTTLS\r\n", out);
    }
    ask(State::logout, "a9 LOGOUT\r\n", out);
  }

  void ask(State next, std::string_view line, Outbox& out) {
    state_ = next;
    out.send(line);
  }

  MachineOptions options_;
  LineReader lines_{8192};
  State state_ = State::greeting;
  std::size_t offset_ = 0;
  int count_ = 0;
  bool offered_ = false;
  bool secured_ = false;
};

}  // namespace

extern const Protocol kImap;
const Protocol kImap{.name = "imap",
                     .ports = {143},
                     .tls_ports = {993},
                     .first = FirstWord::server,
                     .starttls = true,
                     .create = make_machine<Imap>};

}  // namespace minato::talk
