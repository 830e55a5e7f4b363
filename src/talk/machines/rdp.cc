// RDP's connection request (X.224 in TPKT) with the security negotiation of MS-RDPBCGR 2.2.1.1:
//   03 00 length(2) | li, cr/cc, dst(2), src(2), class | type, flags, length(2, little), protocols
#include <fmt/core.h>

#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::uint8_t kNegotiationRequest = 1;
constexpr std::uint8_t kNegotiationResponse = 2;
constexpr std::uint8_t kNegotiationFailure = 3;
constexpr std::uint8_t kConnectionConfirm = 0xd0;
constexpr std::uint32_t kTls = 1;
constexpr std::uint32_t kCredSsp = 2;
constexpr std::uint32_t kCredSspEarly = 8;
constexpr std::size_t kMostBytes = 1024;

std::string_view protocol_name(std::uint32_t chosen) {
  switch (chosen) {
    case 0:
      return "standard RDP security";
    case kTls:
      return "TLS";
    case kCredSsp:
      return "CredSSP (NLA)";
    case kCredSspEarly:
      return "CredSSP (NLA) with early authorization";
    default:
      return "unknown";
  }
}

class Rdp final : public Machine {
 public:
  explicit Rdp(const MachineOptions& /*options*/) {}

  void start(Outbox& out) override {
    std::array<std::uint8_t, 19> request{};
    base::ByteWriter writer(request);
    writer.u8(3);  // TPKT
    writer.u8(0);
    writer.u16(19);
    writer.u8(14);    // length of the rest of X.224
    writer.u8(0xe0);  // connection request
    writer.u32(0);
    writer.u8(0);
    writer.u8(kNegotiationRequest);
    writer.u8(0);
    writer.u16_little(8);
    writer.u32_little(kTls | kCredSsp);
    out.send(writer.written());
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    waiting_.insert(waiting_.end(), received.begin(), received.end());
    if (!waiting_.empty() && waiting_[0] != 3) return out.fail({0, "rdp-tpkt"});
    base::ByteReader reader(waiting_);
    reader.skip(2);
    const std::size_t length = reader.u16();
    if (reader.failed()) return;
    if (length < 11 || length > kMostBytes) return out.fail({2, "rdp-length"});
    if (waiting_.size() < length) return;
    reader.skip(1);
    if ((reader.u8() & 0xf0U) != kConnectionConfirm) return out.fail({5, "rdp-confirm"});
    reader.skip(5);
    if (length >= 19) {
      take_negotiation(reader);
    } else {
      choose(0);
    }
    out.finish();
  }

  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "rdp-ended-early"}); }

 private:
  void take_negotiation(base::ByteReader& reader) {
    const std::uint8_t kind = reader.u8();
    const std::uint8_t flags = reader.u8();
    reader.skip(2);
    const std::uint32_t value = reader.u32_little();
    if (kind == kNegotiationResponse) {
      facts_.add_number("rdp.flags", flags);
      return choose(value);
    }
    if (kind == kNegotiationFailure) {
      facts_.add_number("rdp.failure", value);
      facts_.add("rdp.words", std::string_view(fmt::format("RDP · refused, code {}", value)));
    }
  }

  void choose(std::uint32_t chosen) {
    facts_.add("rdp.security", protocol_name(chosen));
    facts_.add("rdp.words", std::string_view(fmt::format("RDP · {}", protocol_name(chosen))));
  }

  std::vector<std::uint8_t> waiting_{};
};

}  // namespace

extern const Protocol kRdp;
const Protocol kRdp{.name = "ms-wbt-server", .ports = {3389}, .create = make_machine<Rdp>};

}  // namespace minato::talk
