// NTP (RFC 5905 section 7.3): one client packet of 48 bytes, one answer.
#include <fmt/core.h>

#include <span>

#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::uint8_t kVersion4Client = 4U << 3 | 3U;
constexpr std::uint8_t kServerMode = 4;
// What a server must send back as the origin; nobody off the path knows it.
constexpr std::uint32_t kOriginHigh = 0x6d696e61;

class Ntp final : public Machine {
 public:
  explicit Ntp(const MachineOptions& options)
      : origin_(static_cast<std::uint64_t>(kOriginHigh) << 32 |
                static_cast<std::uint64_t>(options.transaction) << 8) {}

  void start(Outbox& out) override {
    std::array<std::uint8_t, 48> packet{};
    packet[0] = kVersion4Client;
    base::ByteWriter writer(std::span<std::uint8_t>(packet).subspan(40));
    writer.u64(origin_);
    out.send(packet);
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    base::ByteReader reader(received);
    const std::uint8_t first = reader.u8();
    const std::uint8_t stratum = reader.u8();
    reader.skip(2 + 4 + 4);
    const base::Bytes reference = reader.bytes(4);
    reader.skip(8);
    const std::uint64_t origin = reader.u64();
    reader.skip(8);
    const std::uint64_t transmitted = reader.u64();
    if (reader.failed() || (first & 7U) != kServerMode) return out.fail({0, "ntp-packet"});
    if (origin != origin_) return out.fail({24, "ntp-origin"});
    const unsigned version = first >> 3 & 7U;
    const unsigned leap = first >> 6;
    facts_.add_number("ntp.version", version);
    facts_.add_number("ntp.stratum", stratum);
    facts_.add_number("ntp.leap", leap);
    if (stratum <= 1) facts_.add("ntp.reference", reference);
    // Seconds since 1900, era 0.
    facts_.add_number("ntp.seconds", static_cast<std::int64_t>(transmitted >> 32));
    facts_.add("ntp.words", std::string_view(fmt::format(
                                "NTPv{} · stratum {}{}", version, stratum,
                                leap == 3 || stratum == 0 ? " · not synchronized" : "")));
    out.finish();
  }

  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "ntp-no-answer"}); }

 private:
  std::uint64_t origin_;
};

}  // namespace

extern const Protocol kNtp;
const Protocol kNtp{
    .name = "ntp", .transport = model::Transport::udp, .ports = {123}, .create = make_machine<Ntp>};

}  // namespace minato::talk
