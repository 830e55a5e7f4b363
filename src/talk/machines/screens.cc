// Remote screens: VNC (RFC 6143) and X11 (connection set-up of the X Window System Protocol).
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "talk/byte_builder.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr std::size_t kRfbGreeting = 12;

/// The greeting, then (since 3.7) a count and as many security types. Version 3.3: one number.
MessageLength measure_vnc(std::string_view received) {
  constexpr std::string_view kName = "RFB ";
  const std::size_t both = std::min(received.size(), kName.size());
  if (received.substr(0, both) == kName.substr(0, both)) {
    return received.size() < kRfbGreeting ? 0 : kRfbGreeting;
  }
  const std::size_t count = static_cast<unsigned char>(received[0]);
  // No types: the length of a reason follows, which tells nothing more about who it is.
  return count == 0 ? 4 : 1 + count;
}

Turn read_vnc(std::string_view message, unsigned number, Facts& facts) {
  if (number == 0) {
    const bool ours = message.starts_with("RFB ") && message.size() == kRfbGreeting &&
                      message[7] == '.' && message[11] == '\n';
    if (!ours) return Turn::not_ours();
    facts.add("vnc.banner", message);
    // What we speak, at most: higher numbers are dialects of one maker.
    return Turn::ask(message < "RFB 003.007\n" ? "RFB 003.003\n" : "RFB 003.008\n");
  }
  ByteReader in(base::as_bytes(message));
  const unsigned count = in.u8();
  std::vector<unsigned> types;
  if (count == 0) {
    in = ByteReader(base::as_bytes(message));
    types.push_back(in.u32());
  }
  for (unsigned i = 0; i < count; ++i) types.push_back(in.u8());
  if (!in.failed()) facts.add("vnc.security", fmt::format("{}", fmt::join(types, " ")));
  return Turn::finished();
}

constexpr Exchange kVncTalk{.measure = measure_vnc, .read = read_vnc, .rule = "vnc-greeting"};

constexpr std::size_t kX11Head = 8;

/// "21.1.7" of 12101007, as the X.Org server counts since it left 1.x behind; "1.20.13" of
/// 12013000.
std::string x11_release(std::uint32_t release) {
  const std::uint32_t minor = release / 100'000 % 100;
  const std::uint32_t patch = release / 1000 % 100;
  const std::uint32_t snap = release % 1000;
  if (release / 10'000'000 != 1) return {};
  return minor >= 21 ? fmt::format("{}.{}.{}", minor, patch, snap)
                     : fmt::format("1.{}.{}", minor, patch);
}

Turn read_x11(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  constexpr unsigned kFailed = 0, kSuccess = 1;
  const unsigned status = in.u8();
  in.skip(1);
  const unsigned major = in.u16_little();
  if (major != 11 && status != 2) return Turn::not_ours();
  facts.add("x11.answer", status == kFailed    ? "refused"
                          : status == kSuccess ? "accepted"
                                               : "authenticate");
  if (status != kSuccess) return Turn::finished();
  in.skip(4);
  const std::uint32_t release = in.u32_little();
  in.skip(12);
  const std::size_t vendor_bytes = in.u16_little();
  in.skip(14);
  const std::string_view vendor = base::as_text(in.bytes(vendor_bytes));
  if (in.failed()) return Turn::finished();
  const std::string number = vendor.starts_with("The X.Org") ? x11_release(release) : "";
  facts.add("x11.vendor",
            number.empty() ? std::string(vendor) : fmt::format("{} {}", vendor, number));
  return Turn::finished();
}

constexpr Exchange kX11Talk{
    .first =
        [](const MachineOptions&) {
          constexpr unsigned kMajor = 11;
          return ByteBuilder().text("l").u8(0).u16_little(kMajor).zeros(8).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      if (static_cast<unsigned char>(received[0]) > 2) return std::nullopt;
      if (received.size() < kX11Head) return 0;
      ByteReader in(base::as_bytes(received));
      in.skip(6);
      return kX11Head + std::size_t{4} * in.u16_little();
    },
    .read = read_x11,
    .rule = "x11-setup"};

}  // namespace

extern const Protocol kVnc, kX11;
const Protocol kVnc{.name = "vnc",
                    .ports = {5900, 5901, 5902, 5903, 5904},
                    .first = FirstWord::server,
                    .create = make_exchange<kVncTalk>};
const Protocol kX11{.name = "x11",
                    .ports = {6000, 6001, 6002, 6003, 6010, 6011},
                    .create = make_exchange<kX11Talk>};

}  // namespace minato::talk
