// The first bytes of each side of a conversation, in order and with bounded memory, until they tell
// what is spoken.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "capture/application/quic_initial.h"
#include "capture/conversation.h"
#include "capture/facts.h"
#include "capture/host_names.h"

namespace minato::capture {

/// Bytes of one side that are kept at most: a ClientHello with post-quantum keys fits.
inline constexpr std::size_t kMostHeadBytes = 8192;
/// Sides that are waited for at a time; the oldest is given up when another comes.
inline constexpr std::size_t kMostOpenHeads = 2048;
/// Hellos of QUIC that are spread over several datagrams and waited for at a time.
inline constexpr std::size_t kMostOpenHellos = 256;

class StreamHeads {
 public:
  /// The next payload of a side whose head is not settled. Sets the head's state. sequence: of TCP.
  void take(std::uint32_t index, Conversation& conversation, Way way, std::uint32_t sequence,
            base::Bytes payload);
  /// The conversation's ports began anew: nothing more comes of the old one.
  void drop(std::uint32_t index, Conversation& conversation);

  /// What is known about a conversation; nullptr while nothing is.
  [[nodiscard]] const Facts* facts_of(const Conversation& conversation) const {
    return conversation.facts == kNoFacts ? nullptr : &facts_[conversation.facts];
  }
  /// Names that DNS answers gave to addresses.
  [[nodiscard]] const HostNames& names() const { return names_; }
  [[nodiscard]] HostNames& names() { return names_; }

 private:
  struct Head {
    std::uint64_t id = 0;
    std::vector<std::uint8_t> bytes{};
  };
  using Heads = std::list<Head>;

  void take_datagram(std::uint32_t index, Conversation& conversation, Way way, base::Bytes payload);
  /// False when more datagrams of the client may tell more.
  bool take_quic(std::uint32_t index, base::Bytes payload, Facts& facts);
  void take_segment(std::uint32_t index, Conversation& conversation, Way way,
                    std::uint32_t sequence, base::Bytes payload);
  [[nodiscard]] Facts& facts_for(Conversation& conversation);
  void erase(std::uint64_t id);
  [[nodiscard]] Heads::iterator open_head(std::uint64_t id);
  /// Reads a head; false when more bytes are wanted.
  bool read(Conversation& conversation, Way way, base::Bytes head);

  Heads order_{};
  std::unordered_map<std::uint64_t, Heads::iterator> open_{};
  std::unordered_map<std::uint32_t, std::unique_ptr<QuicHello>> hellos_{};  ///< by conversation
  std::vector<Facts> facts_{};
  HostNames names_{};
};

}  // namespace minato::capture
