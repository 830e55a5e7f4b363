// Every machine of talk against hostile bytes: one byte picks the protocol, one the size of the
// pieces in which the rest arrives.
#include "base/check.h"
#include "talk/protocols.h"

namespace {

using namespace minato;  // NOLINT(google-build-using-namespace): a test program

constexpr std::size_t kMostSentBytes = std::size_t{1} << 20;

/// Feeds the bytes; the machine may end whenever it likes, but not send without bound.
void talk_to(const talk::Protocol& protocol, base::Bytes bytes, std::size_t piece) {
  const auto machine = protocol.create({.host = "www.example.test", .port = 80});
  talk::Outbox out;
  machine->start(out);
  std::size_t sent = out.bytes().size();
  out.clear();
  while (!bytes.empty() && !out.ended()) {
    const base::Bytes next = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(next.size());
    machine->on_bytes(next, out);
    if (out.wish() == talk::Outbox::Wish::tls) {
      out.tls_begun();
      machine->on_secured(out);
    }
    sent += out.bytes().size();
    out.clear();
    MINATO_CHECK(sent < kMostSentBytes);
  }
  if (!out.ended()) machine->on_closed(talk::Closing::closed, out);
  MINATO_CHECK(machine->facts().entries().size() <= talk::Facts::kMostFacts);
  static_cast<void>(talk::to_text(machine->facts()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto all = talk::protocols();
  talk_to(*all[data[0] % all.size()], base::Bytes(data, size).subspan(2),
          data[1] == 0 ? size : data[1]);
  return 0;
}
