// Port sets from strangers: never a crash; what parses has a canonical text that parses back.
#include "model/port_set.h"

#include <cstdlib>

namespace {

using namespace minato;

class NoNames final : public model::PortNames {
 public:
  [[nodiscard]] std::vector<model::Port> ports_named(std::string_view pattern) const override {
    if (pattern == "http") return {{80, model::Transport::tcp}};
    return {};
  }
  [[nodiscard]] std::string suggestion_for(std::string_view) const override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::array kDefaults = {model::Transport::tcp, model::Transport::udp};
  const auto ports = model::PortSet::parse(text, NoNames(), kDefaults);
  if (!ports) {
    const auto& mark = ports.error().mark;
    if (!mark || mark->offset + mark->length > size) std::abort();
    return 0;
  }
  const auto back = model::PortSet::parse(to_text(*ports), NoNames(), kDefaults);
  if (!ports->empty() && (!back || *back != *ports)) std::abort();
  return 0;
}
