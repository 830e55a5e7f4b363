// VNC (RFC 6143), asked in a version that nobody has: what a server says to that, or that it leaves
// without a word, tells who wrote it where the usual conversation tells nothing.
#include <algorithm>

#include "talk/byte_builder.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::size_t kGreeting = 12;
constexpr std::string_view kNobodys = "RFB 009.000\n";
constexpr std::size_t kMostReason = 256;

class VncVersion final : public Machine {
 public:
  explicit VncVersion(const MachineOptions& /*options*/) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    buffer_.append(base::as_text(received));
    if (!asked_) return greeted(out);
    if (const auto reason = refusal()) {
      facts_.add("vnc.version-answer", *reason);
      out.finish();
    } else if (buffer_.size() > kMostReason) {
      out.fail({kGreeting, "vnc-refusal"});
    }
  }

  void on_closed(Closing how, Outbox& out) override {
    if (!asked_) return out.fail({0, "vnc-greeting"});
    const bool left = how == Closing::closed || how == Closing::reset;
    if (left) facts_.add("vnc.version-answer", buffer_.empty() ? "hangs up" : "binary");
    out.finish();
  }

 private:
  void greeted(Outbox& out) {
    const std::string_view said(buffer_);
    if (!said.starts_with(std::string_view("RFB ").substr(0, said.size()))) {
      return out.fail({0, "vnc-greeting"});
    }
    if (said.size() < kGreeting) return;
    buffer_.erase(0, kGreeting);
    asked_ = true;
    out.send(base::as_bytes(kNobodys));
  }

  /// The words after "no security types" (version 3.7 and later: a byte, 3.3: a number) and their
  /// length; nothing as long as they are not complete.
  [[nodiscard]] std::optional<std::string> refusal() const {
    for (const std::size_t head : {std::size_t{1}, std::size_t{4}}) {
      base::ByteReader in(base::as_bytes(buffer_));
      const base::Bytes none = in.bytes(head);
      const std::size_t length = in.u32();
      const base::Bytes words = in.bytes(length);
      const bool zero = std::ranges::all_of(none, [](auto byte) { return byte == 0; });
      if (!in.failed() && zero && length > 0) return std::string(base::as_text(words));
    }
    return std::nullopt;
  }

  std::string buffer_{};
  bool asked_ = false;
};

}  // namespace

extern const Protocol kVncVersion;
const Protocol kVncVersion{
    .name = "vnc-version", .first = FirstWord::server, .create = make_machine<VncVersion>};

}  // namespace minato::talk
