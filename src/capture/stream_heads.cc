// A first payload that tells everything is read where it lies; only others are copied.
#include "capture/stream_heads.h"

#include <algorithm>

#include "capture/application/application.h"

namespace minato::capture {
namespace {

/// Datagrams of one side that are looked at before the conversation is left alone.
constexpr std::uint64_t kMostDatagrams = 4;

std::uint64_t id_of(std::uint32_t index, Way way) {
  return std::uint64_t{index} << 1 | static_cast<std::uint64_t>(way);
}

HeadState& head_of(Conversation& conversation, Way way) {
  return conversation.heads[static_cast<std::size_t>(way)];
}

}  // namespace

void StreamHeads::take(std::uint32_t index, Conversation& conversation, Way way,
                       std::uint32_t sequence, base::Bytes payload) {
  if (conversation.key.carrier == Carrier::tcp) {
    take_segment(index, conversation, way, sequence, payload);
  } else {
    take_datagram(index, conversation, way, payload);
  }
}

void StreamHeads::drop(std::uint32_t index, Conversation& conversation) {
  for (const Way way : {Way::forward, Way::backward}) {
    erase(id_of(index, way));
    head_of(conversation, way) = HeadState::settled;
  }
}

Facts& StreamHeads::facts_for(Conversation& conversation) {
  if (conversation.facts == kNoFacts) {
    conversation.facts = static_cast<std::uint32_t>(facts_.size());
    facts_.emplace_back();
  }
  return facts_[conversation.facts];
}

bool StreamHeads::take_quic(std::uint32_t index, base::Bytes payload, Facts& facts) {
  const auto open = hellos_.find(index);
  const bool waited = open != hellos_.end();
  auto hello = waited ? std::move(open->second) : std::make_unique<QuicHello>();
  if (waited) hellos_.erase(open);
  if (!hello->take(payload) && !waited) return true;
  if (read_quic_hello(hello->bytes(), facts)) return true;
  if (hellos_.size() >= kMostOpenHellos) hellos_.erase(hellos_.begin());
  hellos_.emplace(index, std::move(hello));
  return false;
}

void StreamHeads::take_datagram(std::uint32_t index, Conversation& conversation, Way way,
                                base::Bytes payload) {
  Facts found = conversation.facts == kNoFacts ? Facts{} : facts_[conversation.facts];
  const Facts before = found;
  const bool client = way == conversation.client;
  bool settled = read_datagram({.server_port = conversation.server_port(), .from_client = client},
                               payload, found, names_);
  if (settled && client && found.tunnel == "quic") settled = take_quic(index, payload, found);
  if (found != before) facts_for(conversation) = std::move(found);
  if (settled || conversation.sent_by(way).packets >= kMostDatagrams) {
    head_of(conversation, way) = HeadState::settled;
    if (client) hellos_.erase(index);
  }
}

void StreamHeads::take_segment(std::uint32_t index, Conversation& conversation, Way way,
                               std::uint32_t sequence, base::Bytes payload) {
  const std::uint64_t id = id_of(index, way);
  const auto first = conversation.tcp.first_byte(way);
  if (!first) return;
  const std::uint32_t at = sequence - *first;  // of the payload in the stream
  HeadState& state = head_of(conversation, way);
  const auto open = open_.find(id);
  const std::size_t have = open == open_.end() ? 0 : open->second->bytes.size();
  // What is here already, or lies behind a gap, is passed over: the sender repeats what was lost.
  if (at > have) {
    if (at > kMostHeadBytes) state = HeadState::settled;
    return;
  }
  if (at + payload.size() <= have) return;
  const base::Bytes fresh = payload.subspan(have - at);
  if (have == 0) {
    if (read(conversation, way, fresh)) {
      state = HeadState::settled;
      return;
    }
  }
  state = HeadState::waiting;
  const auto head = open == open_.end() ? open_head(id) : open->second;
  const std::size_t room = kMostHeadBytes - head->bytes.size();
  const base::Bytes kept = fresh.first(std::min(room, fresh.size()));
  head->bytes.insert(head->bytes.end(), kept.begin(), kept.end());
  if (have == 0 && head->bytes.size() < kMostHeadBytes) return;
  if (read(conversation, way, head->bytes) || head->bytes.size() == kMostHeadBytes) {
    state = HeadState::settled;
    erase(id);
  }
}

bool StreamHeads::read(Conversation& conversation, Way way, base::Bytes head) {
  Facts found = conversation.facts == kNoFacts ? Facts{} : facts_[conversation.facts];
  const Facts before = found;
  const bool settled = read_stream_head(
      {.server_port = conversation.server_port(), .from_client = way == conversation.client}, head,
      found, names_);
  if (found != before) facts_for(conversation) = std::move(found);
  return settled;
}

void StreamHeads::erase(std::uint64_t id) {
  const auto at = open_.find(id);
  if (at == open_.end()) return;
  order_.erase(at->second);
  open_.erase(at);
}

StreamHeads::Heads::iterator StreamHeads::open_head(std::uint64_t id) {
  if (order_.size() == kMostOpenHeads) erase(order_.front().id);
  order_.push_back({.id = id});
  const auto at = std::prev(order_.end());
  open_[id] = at;
  return at;
}

}  // namespace minato::capture
