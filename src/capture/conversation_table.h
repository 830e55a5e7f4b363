// All conversations of a capture, found by their key. Open addressing over indexes: a packet of a
// known conversation costs no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "capture/conversation.h"

namespace minato::capture {

/// More conversations than these are counted, but not kept: memory stays bounded.
inline constexpr std::size_t kMostConversations = std::size_t{1} << 22;
inline constexpr std::uint32_t kNoConversation = UINT32_MAX;

class ConversationTable {
 public:
  explicit ConversationTable(std::uint64_t seed, std::size_t most = kMostConversations);

  struct Found {
    std::uint32_t index = kNoConversation;  ///< kNoConversation: the table is full
    bool fresh = false;
  };
  /// The conversation of that key; made when there is none. The newest where ports were used twice.
  [[nodiscard]] Found find_or_make(const FlowKey& key);
  /// The conversation of that key, kNoConversation when there is none.
  [[nodiscard]] std::uint32_t find(const FlowKey& key) const;
  /// Lets the key of conversation `index` mean a new one from now on; kNoConversation when full.
  [[nodiscard]] std::uint32_t renew(std::uint32_t index);

  /// In the order in which they were first seen.
  [[nodiscard]] const std::vector<Conversation>& all() const { return conversations_; }
  [[nodiscard]] Conversation& at(std::uint32_t index) { return conversations_[index]; }
  [[nodiscard]] const Conversation& at(std::uint32_t index) const { return conversations_[index]; }
  /// How many were turned away.
  [[nodiscard]] std::uint64_t turned_away() const { return turned_away_; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t index = kNoConversation;
  };
  [[nodiscard]] std::size_t slot_of(const FlowKey& key, std::uint64_t hash) const;
  void grow();

  std::uint64_t seed_;
  std::size_t most_;
  std::uint64_t turned_away_ = 0;
  std::vector<Slot> slots_;
  std::vector<Conversation> conversations_;
};

}  // namespace minato::capture
