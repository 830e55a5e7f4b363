// Linear probing; the table doubles when it is half full.
#include "capture/conversation_table.h"

namespace minato::capture {
namespace {
constexpr std::size_t kFirstSlots = 1024;
}

ConversationTable::ConversationTable(std::uint64_t seed, std::size_t most)
    : seed_(seed), most_(most), slots_(kFirstSlots) {}

/// The slot of the key, or the empty one where it belongs.
std::size_t ConversationTable::slot_of(const FlowKey& key, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  const auto short_hash = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.index == kNoConversation) return at;
    if (slot.hash == short_hash && conversations_[slot.index].key == key) return at;
  }
}

std::uint32_t ConversationTable::find(const FlowKey& key) const {
  return slots_[slot_of(key, key.hash(seed_))].index;
}

ConversationTable::Found ConversationTable::find_or_make(const FlowKey& key) {
  const std::uint64_t hash = key.hash(seed_);
  const std::size_t at = slot_of(key, hash);
  if (slots_[at].index != kNoConversation) return {slots_[at].index, false};
  if (conversations_.size() >= most_) {
    ++turned_away_;
    return {};
  }
  const auto index = static_cast<std::uint32_t>(conversations_.size());
  slots_[at] = {static_cast<std::uint32_t>(hash >> 32), index};
  conversations_.push_back({.key = key});
  if (conversations_.size() * 2 > slots_.size()) grow();
  return {index, true};
}

std::uint32_t ConversationTable::renew(std::uint32_t index) {
  if (conversations_.size() >= most_) {
    ++turned_away_;
    return kNoConversation;
  }
  const FlowKey key = conversations_[index].key;
  Slot& slot = slots_[slot_of(key, key.hash(seed_))];
  slot.index = static_cast<std::uint32_t>(conversations_.size());
  conversations_.push_back({.key = key});
  const std::uint32_t fresh = slot.index;
  if (conversations_.size() * 2 > slots_.size()) grow();
  return fresh;
}

void ConversationTable::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.index == kNoConversation) continue;
    std::size_t at = conversations_[slot.index].key.hash(seed_) & mask;
    while (slots_[at].index != kNoConversation) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace minato::capture
