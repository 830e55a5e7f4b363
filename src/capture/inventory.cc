// One observation an endpoint: the one seen last, with whatever any conversation told.
#include "capture/inventory.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/text.h"

namespace minato::capture {
namespace {

/// Schemes that carry the secret itself.
bool carries_secret(const Conversation& conversation, const Facts& facts) {
  if (facts.method.empty() || !facts.tunnel.empty()) return false;
  if (facts.method == "USER") {
    const std::uint16_t port = conversation.server_port();
    const bool known = port == 21 || port == 110;
    return known || facts.service == "ftp" || facts.service == "pop3";
  }
  constexpr std::array<std::string_view, 5> kPlain = {"Basic", "basic", "Bearer", "AUTH", "LOGIN"};
  return std::ranges::find(kPlain, facts.method) != kPlain.end();
}

/// How the server side showed that it serves.
enum class Proof : std::uint8_t { none, syn_ack, udp_response, content };

Proof proof_of(const Conversation& conversation, const Facts* facts) {
  const Sent& answered = conversation.sent_by(opposite(conversation.client));
  if (answered.packets == 0) return Proof::none;
  if (conversation.key.carrier == Carrier::tcp) {
    const ConversationState state = conversation.state();
    if (state == ConversationState::refused || state == ConversationState::unanswered) {
      return Proof::none;
    }
    if (conversation.tcp.opener()) return Proof::syn_ack;
    // Begun before the capture: only what was understood proves which side serves.
    const bool understood = facts != nullptr && !facts->service.empty();
    return understood && answered.payload_bytes > 0 ? Proof::content : Proof::none;
  }
  const bool asked = conversation.sent_by(conversation.client).packets > 0;
  const bool udp = transport_of(conversation.key.carrier) == model::Transport::udp;
  return udp && asked ? Proof::udp_response : Proof::none;
}

struct Seen {
  std::int64_t last_ns = 0;
  std::uint64_t conversations = 0;
  Proof proof = Proof::none;
  const Facts* facts = nullptr;  ///< of the conversation that told most
  std::string sign_in{};
};

std::optional<model::Reason> reason_of(Proof proof) {
  switch (proof) {
    case Proof::syn_ack:
      return model::Reason::syn_ack;
    case Proof::udp_response:
      return model::Reason::udp_response;
    default:
      return std::nullopt;
  }
}

std::size_t weight(const Facts* facts) {
  if (facts == nullptr) return 0;
  return (facts->service.empty() ? 0U : 2U) + (facts->product.empty() ? 0U : 1U) +
         (facts->tunnel.empty() ? 0U : 1U);
}

std::shared_ptr<const model::Service> service_of(const Facts* facts) {
  if (weight(facts) == 0) return nullptr;
  constexpr std::uint8_t kUnderstood = 90;
  model::Service service{.name = facts->service,
                         .product = facts->product,
                         .tunnel = facts->tunnel,
                         .confidence = kUnderstood};
  // "nginx/1.22.1": a product token of RFC 9110 section 10.2.4.
  const std::size_t slash = service.product.find('/');
  if (service.name == "http" && slash != std::string::npos && slash > 0) {
    const std::size_t end = std::min(service.product.find(' ', slash), service.product.size());
    service.version = service.product.substr(slash + 1, end - slash - 1);
    service.product.resize(slash);
  }
  return std::make_shared<const model::Service>(std::move(service));
}

model::LocalText both(std::string_view key) {
  return {.en = std::string(base::text(base::Language::en, key)),
          .ja = std::string(base::text(base::Language::ja, key))};
}

model::Finding clear_text_finding(const model::Endpoint& endpoint, const Seen& seen) {
  const std::string service =
      seen.facts == nullptr || seen.facts->service.empty() ? "tcp" : seen.facts->service;
  return {.id = service + ".sign-in-encrypted",
          .status = model::FindingStatus::missing,
          .severity = model::Severity::high,
          .endpoint = endpoint,
          .title = both("capture.inventory.clear-text"),
          .evidence = fmt::format("{} {}", to_text(endpoint.port), seen.sign_in),
          .countermeasure = both("capture.inventory.clear-text-remedy"),
          .references = {"CWE-319"}};
}

}  // namespace

std::vector<model::Observation> passive_inventory(const Analysis& analysis,
                                                  std::span<const std::uint32_t> indexes) {
  std::map<model::Endpoint, Seen> endpoints;
  for (const std::uint32_t index : indexes) {
    const Conversation& conversation = analysis.conversations().at(index);
    const Facts* const facts = analysis.heads().facts_of(conversation);
    const Proof proof = proof_of(conversation, facts);
    if (proof == Proof::none) continue;
    Seen& seen = endpoints[conversation.server_end()];
    ++seen.conversations;
    seen.last_ns = std::max(seen.last_ns, conversation.last_ns);
    if (seen.proof == Proof::none || seen.proof == Proof::content) seen.proof = proof;
    if (weight(facts) > weight(seen.facts)) seen.facts = facts;
    if (facts != nullptr && carries_secret(conversation, *facts)) seen.sign_in = facts->method;
  }
  std::vector<model::Observation> observations;
  observations.reserve(endpoints.size());
  for (const auto& [endpoint, seen] : endpoints) {
    model::Observation& one = observations.emplace_back();
    one.time = base::Timestamp(std::chrono::microseconds(seen.last_ns / 1000));
    one.source = model::Source::capture;
    one.endpoint = endpoint;
    one.state = model::PortState::open;
    one.reason = reason_of(seen.proof);
    one.evidence = fmt::format("conversations {}", seen.conversations);
    one.service = service_of(seen.facts);
    if (!seen.sign_in.empty()) one.findings.push_back(clear_text_finding(endpoint, seen));
  }
  return observations;
}

}  // namespace minato::capture
