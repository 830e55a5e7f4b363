// Any bytes as the first words of an application.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "capture/application/application.h"
#include "capture/application/quic_initial.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace minato;
  if (size == 0) return 0;
  constexpr std::uint16_t kPorts[] = {21, 25, 53, 80, 443, 9999};
  const capture::Speaker speaker{.server_port = kPorts[data[0] % 6],
                                 .from_client = (data[0] & 0x80) != 0};
  const base::Bytes bytes(data + 1, size - 1);
  capture::Facts facts;
  capture::HostNames names;
  static_cast<void>(capture::read_stream_head(speaker, bytes, facts, names));
  static_cast<void>(capture::read_datagram(speaker, bytes, facts, names));
  capture::QuicHello hello;
  static_cast<void>(hello.take(bytes));
  static_cast<void>(capture::read_quic_hello(bytes, facts));
  MINATO_CHECK(facts.request.size() <= 3 * capture::kMostFactBytes);
  return 0;
}
