// The tables that tools/embed_registry.py writes at build time: plain numbers in read-only memory,
// no pointer in them, so that nothing is relocated or constructed when the program starts.
// Only src/registry includes this; everyone else uses iana.h, knowledge.h, names.h and search.h.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace minato::registry::data {

/// Compilers accept string literals of at most 65,536 characters: the texts lie in chunks of that.
inline constexpr std::size_t kChunkBytes = 65536;

/// A text inside kText: `at` / kChunkBytes is its chunk.
struct Text {
  std::uint32_t at;
  std::uint16_t length;
};

struct TextPair {
  Text en;
  Text ja;
};

/// `count` rows of another table from `first` on.
struct Slice {
  std::uint16_t first;
  std::uint16_t count;
};

struct IanaRow {
  Text name;
  Text description;
  std::uint16_t first;
  std::uint16_t last;
  std::uint8_t transports;  ///< bit 1 << Transport
  std::uint8_t status;      ///< IanaStatus
};

struct PortRow {
  std::uint16_t first;
  std::uint16_t last;
  std::uint8_t transport;  ///< Transport
};

struct CountermeasureRow {
  Text id;
  TextPair text;
  Slice references;  ///< of kTextLists
};

inline constexpr std::uint16_t kNothing = 0xffff;

struct KnowledgeRow {
  Text id;
  Text iana;
  TextPair title;
  TextPair explain;
  TextPair danger_reason;
  Slice ports;    ///< of kKnowledgePorts
  Slice aliases;  ///< of kTextLists, as the next three
  Slice products;
  Slice processes;
  Slice references;
  Slice countermeasures;       ///< of kCountermeasures
  std::uint16_t alternative;   ///< row of kKnowledge or kNothing
  std::uint8_t encrypted;      ///< Answer
  std::uint8_t authenticated;  ///< Answer
  std::uint8_t danger;         ///< Danger
};

/// Where a service of kKnowledge lives. Narrow ranges are spread over their ports.
struct PlaceRow {
  std::uint16_t first;
  std::uint16_t last;
  std::uint8_t transports;  ///< bit 1 << Transport
  std::uint16_t service;
};

extern const std::size_t kTextBytes;
extern const char kText[][kChunkBytes];

extern const std::size_t kIanaCount;
extern const std::size_t kIanaSingleCount;  ///< rows of one port, sorted; the ranges follow them
extern const IanaRow kIana[];
extern const std::size_t kIanaNamedCount;
extern const std::uint16_t kIanaByName[];  ///< rows that have a name, sorted by it in lower case

extern const std::size_t kKnowledgeCount;
extern const KnowledgeRow kKnowledge[];  ///< sorted by id
extern const Text kTextLists[];
extern const PortRow kKnowledgePorts[];
extern const CountermeasureRow kCountermeasures[];

extern const std::size_t kPlaceCount;
extern const std::size_t
    kPlaceSingleCount;  ///< sorted, who names the port first; wide ranges follow
extern const PlaceRow kPlaces[];

// One index from port number to rows for kIana and one for kPlaces: a bit for each port that has
// rows; for each word of bits how many are set before it; for each set bit its first row.
extern const std::uint64_t kIanaPortBits[1024];
extern const std::uint16_t kIanaPortRanks[1024];
extern const std::uint16_t kIanaPortStarts[];
extern const std::uint64_t kPlacePortBits[1024];
extern const std::uint16_t kPlacePortRanks[1024];
extern const std::uint16_t kPlacePortStarts[];

[[nodiscard]] inline std::string_view view(Text text) {
  return {&kText[text.at / kChunkBytes][text.at % kChunkBytes], text.length};
}

/// The rows of `port` by one of the indexes above; count 0 when it has none.
[[nodiscard]] inline Slice rows_at(std::uint16_t port, const std::uint64_t* bits,
                                   const std::uint16_t* ranks, const std::uint16_t* starts) {
  const std::uint64_t word = bits[port / 64U];
  const std::uint64_t bit = std::uint64_t{1} << (port % 64U);
  if ((word & bit) == 0) return {0, 0};
  const int before = std::popcount(word & (bit - 1));
  const std::size_t at = ranks[port / 64U] + static_cast<std::size_t>(before);
  return {starts[at], static_cast<std::uint16_t>(starts[at + 1] - starts[at])};
}

}  // namespace minato::registry::data
