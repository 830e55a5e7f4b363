// Telnet (RFC 854): every option is declined, what is printed until a name or a password is asked
// for is kept.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostText = 4096;
constexpr unsigned kMostOptions = 24;
constexpr char kIac = '\xff', kSubEnd = '\xf0', kSubBegin = '\xfa';
constexpr char kWill = '\xfb', kWont = '\xfc', kDo = '\xfd', kDont = '\xfe';

/// Names of options by number (IANA telnet-options), those that are met.
std::string option_name(unsigned number) {
  struct Name {
    unsigned number;
    std::string_view name;
  };
  constexpr std::array kNames = {
      Name{0, "binary"},    Name{1, "echo"},         Name{3, "sga"},       Name{5, "status"},
      Name{24, "ttype"},    Name{31, "naws"},        Name{32, "tspeed"},   Name{33, "lflow"},
      Name{34, "linemode"}, Name{35, "xdisploc"},    Name{36, "environ"},  Name{37, "auth"},
      Name{38, "encrypt"},  Name{39, "new-environ"}, Name{46, "start-tls"}};
  for (const Name& one : kNames) {
    if (one.number == number) return std::string(one.name);
  }
  return fmt::format("{}", number);
}

class Telnet final : public Machine {
 public:
  explicit Telnet(const MachineOptions& /*options*/) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    for (const char letter : base::as_text(received)) {
      take(letter, out);
      if (out.ended()) return;
    }
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    const bool telnet = options_ > 0 || asks();
    if (!telnet) return out.fail({text_.size(), "telnet-negotiation"});
    tell(out);
  }

 private:
  enum class State : std::uint8_t { text, command, option, sub, sub_command };

  void take(char letter, Outbox& out) {
    switch (state_) {
      case State::text:
        if (letter == kIac) {
          state_ = State::command;
          return;
        }
        return print(letter, out);
      case State::command:
        verb_ = letter;
        state_ = letter == kSubBegin                  ? State::sub
                 : letter >= kWill && letter <= kDont ? State::option
                                                      : State::text;
        if (letter == kIac) print(letter, out);
        return;
      case State::option:
        state_ = State::text;
        return negotiate(letter, out);
      case State::sub:
        if (letter == kIac) state_ = State::sub_command;
        return;
      case State::sub_command:
        state_ = letter == kSubEnd ? State::text : State::sub;
        return;
    }
  }

  void negotiate(char option, Outbox& out) {
    if (++options_ > kMostOptions) return tell(out);
    const std::string_view verb = verb_ == kDo     ? "do"
                                  : verb_ == kDont ? "dont"
                                  : verb_ == kWill ? "will"
                                                   : "wont";
    const std::string name = option_name(static_cast<unsigned char>(option));
    negotiation_ += fmt::format("{}{}-{}", negotiation_.empty() ? "" : " ", verb, name);
    if (verb_ == kDo || verb_ == kWill) {
      out.send(std::string{kIac, verb_ == kDo ? kWont : kDont, option});
    }
  }

  void print(char letter, Outbox& out) {
    text_ += letter;
    if (text_.size() >= kMostText) return options_ > 0 ? tell(out) : out.fail({0, "telnet-text"});
    if (letter == ':' && asks()) tell(out);
  }

  /// Whether the last words ask who is there.
  [[nodiscard]] bool asks() const {
    const std::string end = base::to_lower(base::trim(text_));
    constexpr std::array<std::string_view, 4> kAsked = {
        "login:", "username:", "password:", "user:"};
    return std::ranges::any_of(kAsked, [&](std::string_view one) { return end.ends_with(one); });
  }

  void tell(Outbox& out) {
    if (!negotiation_.empty()) facts_.add("telnet.negotiation", negotiation_);
    if (!text_.empty()) facts_.add("telnet.text", text_);
    out.finish();
  }

  State state_ = State::text;
  char verb_ = 0;
  unsigned options_ = 0;
  std::string negotiation_{};
  std::string text_{};
};

}  // namespace

extern const Protocol kTelnet;
const Protocol kTelnet{.name = "telnet",
                       .ports = {23, 2323},
                       .tls_ports = {992},
                       .first = FirstWord::server,
                       .create = make_machine<Telnet>};

}  // namespace minato::talk
