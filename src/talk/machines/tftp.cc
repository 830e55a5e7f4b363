// TFTP (RFC 1350): asks for a file that nobody has. The answer comes from a port of its own. Asked
// once more, in a mode that nobody knows: each server refuses that in words of its own.
#include <fmt/format.h>

#include "talk/byte_builder.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::uint16_t kReadRequest = 1, kData = 3, kError = 5, kOptions = 6;

class Tftp final : public Machine {
 public:
  explicit Tftp(const MachineOptions& options) : known_mode_(options.path == "/") {}

  [[nodiscard]] bool answers_from_other_port() const override { return true; }

  void start(Outbox& out) override {
    ByteBuilder request;
    request.u16(kReadRequest)
        .text("minato-asks-who-is-there")
        .u8(0)
        .text(known_mode_ ? "octet" : "minato")
        .u8(0);
    out.send(request.view());
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    base::ByteReader in(received);
    const unsigned operation = in.u16();
    const unsigned number = in.u16();
    if (operation == kError && !in.failed()) {
      std::string_view words = base::as_text(in.rest());
      words = words.substr(0, words.find('\0'));
      facts_.add(known_mode_ ? "tftp.answer" : "tftp.mode-answer",
                 fmt::format("error {} {}", number, words));
      return out.finish();
    }
    if (operation != kData && operation != kOptions) return out.fail({0, "tftp-operation"});
    facts_.add(known_mode_ ? "tftp.answer" : "tftp.mode-answer",
               operation == kData ? "data" : "oack");
    // Or the server would send the file, block by block.
    ByteBuilder stop;
    stop.u16(kError).u16(0).u8(0);
    out.send(stop.view());
    out.finish();
  }

  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "tftp-silent"}); }

 private:
  bool known_mode_;
};

}  // namespace

extern const Protocol kTftp;
const Protocol kTftp{.name = "tftp",
                     .transport = model::Transport::udp,
                     .ports = {69},
                     .create = make_machine<Tftp>};

}  // namespace minato::talk
