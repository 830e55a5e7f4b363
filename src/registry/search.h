// Search in everything that is known about ports: numbers, ranges, names, words in any language.
//
//   query  = port | range | words          443   443/tcp   6000-6063/udp
//   words  = word *( SP word )             every word must be found; a name may hold * and ?
//   A word that is a transport (udp) restricts the others to it.
// Full-width letters and half-width katakana count as the usual ones; case is ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "registry/iana.h"
#include "registry/knowledge.h"

namespace minato::registry {

/// Why something was found, best first.
enum class Match : std::uint8_t {
  number,  ///< the port that was asked for
  name,    ///< the service name
  alias,   ///< another name of it: alias, product or process
  prefix,  ///< a service name, or a word in a title of ours, that starts so
  word,    ///< a word in a title, an explanation or a description
  fuzzy,   ///< a name that is spelt nearly so ("did you mean")
};

/// Either a service of ours or a plain IANA entry.
struct Hit {
  Match match = Match::word;
  std::optional<Knowledge> knowledge{};
  std::optional<IanaEntry> iana{};
};

struct SearchResult {
  std::vector<Hit> hits;  ///< best first, at most SearchOptions::limit
  std::size_t total = 0;  ///< how many there were before the limit
};

struct SearchOptions {
  std::size_t limit = 20;
};

/// Hits best first: by Match, our knowledge before plain IANA entries, titles before texts, then
/// by port. An IANA entry that one of the services found stands for is left out.
/// `query`: UTF-8 as typed, at most 200 bytes of it count; an empty one finds nothing.
[[nodiscard]] SearchResult search(std::string_view query, const SearchOptions& options = {});

}  // namespace minato::registry
