// IANA's Service Name and Transport Protocol Port Number Registry, complete and compiled in.
// Source: data/iana. Nothing is loaded or built at start; all texts live as long as the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/port.h"

namespace minato::registry {

namespace data {
struct IanaRow;
}

/// What the registry says about a row; see the head of data/iana/service-names-port-numbers.tsv.
enum class IanaStatus : std::uint8_t { assigned, also, historic, reserved, unassigned };

/// "assigned", "also", …
[[nodiscard]] std::string_view to_text(IanaStatus status);

/// One row of the registry; rows that differ only in the transport are one. A light view.
class IanaEntry {
 public:
  explicit IanaEntry(const data::IanaRow& row) : row_(&row) {}

  /// IANA's service name as it writes it; "" for reserved and unassigned ports.
  [[nodiscard]] std::string_view name() const;
  /// May be "": a few old entries have none.
  [[nodiscard]] std::string_view description() const;
  [[nodiscard]] IanaStatus status() const;
  [[nodiscard]] std::uint16_t first() const;
  /// Equal to first() but for the few assigned ranges.
  [[nodiscard]] std::uint16_t last() const;
  [[nodiscard]] bool has(model::Transport transport) const;
  /// How many transports the entry stands for, 1 to 4.
  [[nodiscard]] int transport_count() const;

  bool operator==(const IanaEntry&) const = default;

 private:
  const data::IanaRow* row_;
};

/// How many entries there are; each by its position, sorted by port, ranges last.
[[nodiscard]] std::size_t iana_count();
[[nodiscard]] IanaEntry iana_entry(std::size_t position);

/// The entry that gives the port its name there: the first assigned one of the exact port, else of
/// a range; reserved ports only when nothing else is known. About 10 ns.
[[nodiscard]] std::optional<IanaEntry> iana_at(model::Port port);
/// True when the registry gives the port that name (as IANA writes it), be it as one of several.
[[nodiscard]] bool iana_assigns(model::Port port, std::string_view name);
/// All entries of a port number, on any transport.
[[nodiscard]] std::vector<IanaEntry> iana_entries_at(std::uint16_t number);
/// All entries that touch first to last, sorted by port.
[[nodiscard]] std::vector<IanaEntry> iana_between(std::uint16_t first, std::uint16_t last);
/// All entries with that service name, case ignored; historic spellings too.
[[nodiscard]] std::vector<IanaEntry> iana_named(std::string_view name);
/// All named entries whose name starts so, case ignored, sorted by name.
[[nodiscard]] std::vector<IanaEntry> iana_with_prefix(std::string_view prefix);
/// All named entries whose name matches a pattern with `*` and `?`, case ignored, sorted by name.
[[nodiscard]] std::vector<IanaEntry> iana_matching(std::string_view pattern);

}  // namespace minato::registry
