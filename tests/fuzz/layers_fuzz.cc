// Any bytes as a frame of any kind: every layer lies inside the frame, one behind the other.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "wire/layers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace minato;
  if (size == 0) return 0;
  const base::Bytes frame(data + 1, size - 1);
  wire::Layers layers;
  wire::walk_layers(static_cast<wire::Protocol>(data[0] % wire::kProtocolCount), frame, layers);
  std::size_t at = 0;
  for (std::size_t i = 0; i < layers.count; ++i) {
    const wire::Layer& layer = layers.items[i];
    MINATO_CHECK(layer.offset == at);
    at += layer.header_bytes;
    MINATO_CHECK(at + layer.payload_bytes <= frame.size());
  }
  wire::walk_ip_payload(data[0], frame, layers);
  return 0;
}
