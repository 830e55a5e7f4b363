// A port set that must be one port.
#include "cli/ports_typed.h"

#include "model/port_set.h"
#include "registry/names.h"

namespace minato::cli {

base::Result<model::Port> parse_one_port(const std::string& word, model::Transport fallback) {
  const std::size_t skip = word.starts_with(':') ? 1 : 0;
  const std::array defaults = {fallback};
  const auto ports = model::PortSet::parse(std::string_view(word).substr(skip),
                                           registry::ServiceNames(), defaults);
  if (!ports) {
    base::Error error = ports.error();
    if (error.mark) {
      // Marked inside the word as it was typed, colon included.
      error.mark->text = word;
      error.mark->offset += skip;
    }
    return base::fail(std::move(error));
  }
  if (ports->size() != 1) {
    return base::fail(base::input_error("error.port.not-one", {word}, {word, 0, word.size(), {}}));
  }
  for (const model::Transport transport : model::kTransports) {
    if (ports->size(transport) == 1) return model::Port{ports->at(transport, 0), transport};
  }
  return model::Port{};
}

}  // namespace minato::cli
