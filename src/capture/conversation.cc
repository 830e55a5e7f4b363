// State words, and who is the client when nobody saw the beginning.
#include "capture/conversation.h"

#include <array>

#include "registry/names.h"

namespace minato::capture {
namespace {

constexpr std::array<std::string_view, 7> kStates = {
    "unanswered", "half-open", "established", "closing", "closed", "refused", "reset"};

/// 2: a known service's port; 1: another port below the dynamic ones; 0: a dynamic one.
int rank_of(std::uint16_t number, model::Transport transport) {
  const model::Port port{number, transport};
  if (number <= model::kLastSystemPort && !registry::name_of(port).empty()) return 3;
  if (!registry::name_of(port).empty()) return 2;
  return model::range_of(number) == model::PortRange::dynamic ? 0 : 1;
}

}  // namespace

std::string_view to_text(ConversationState state) {
  return kStates[static_cast<std::size_t>(state)];
}

ConversationState Conversation::state() const {
  if (key.carrier == Carrier::tcp) return static_cast<ConversationState>(tcp.phase());
  if (sent[0].packets != 0 && sent[1].packets != 0) return ConversationState::established;
  return errors_quoted ? ConversationState::refused : ConversationState::unanswered;
}

Way guess_client(const FlowKey& key, Way first) {
  const model::Transport transport = transport_of(key.carrier);
  const int low = rank_of(key.low_port, transport);
  const int high = rank_of(key.high_port, transport);
  if (low != high) return low > high ? Way::backward : Way::forward;
  if (low == 0 || key.low_port == key.high_port) return first;
  return key.low_port < key.high_port ? Way::backward : Way::forward;
}

}  // namespace minato::capture
