// Rows from the analysis.
#include "cli/capture/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "cli/capture/text.h"

namespace minato::cli {

using capture::Conversation;

namespace {

/// "10.0.0.5:443 (www.example.com, nginx)": the name that DNS gave, the program that holds it.
std::string named_end(const CaptureView& view, const model::Endpoint& end,
                      const model::Endpoint& other) {
  std::string about(view.analysis.heads().names().of(end.address));
  const model::Process* const owner = view.owners.owner(end, other);
  if (owner != nullptr) about += (about.empty() ? "" : ", ") + owner->name;
  if (about.empty()) return end_text(end);
  return fmt::format("{} ({})", end_text(end), about);
}

}  // namespace

std::vector<ServiceRow> services_of(const CaptureView& view) {
  std::map<std::tuple<capture::Carrier, std::uint16_t>, ServiceRow> rows;
  for (const std::uint32_t index : view.shown) {
    const Conversation& conversation = view.analysis.conversations().at(index);
    ServiceRow& row = rows[{conversation.key.carrier, conversation.server_port()}];
    row.carrier = std::string(to_text(conversation.key.carrier));
    row.port = conversation.server_port();
    // What was spoken says more than what the number stands for.
    const capture::Facts* facts = view.analysis.heads().facts_of(conversation);
    const bool spoken = facts != nullptr && !facts->service.empty();
    if (row.service.empty() || spoken) row.service = service_of(conversation, facts);
    ++row.conversations;
    row.packets += conversation.packets();
    row.bytes += conversation.bytes();
  }
  std::vector<ServiceRow> sorted;
  for (auto& [key, row] : rows) {
    if (row.service.empty()) row.service = "-";
    sorted.push_back(std::move(row));
  }
  std::ranges::stable_sort(sorted, std::ranges::greater(), &ServiceRow::bytes);
  return sorted;
}

std::vector<std::uint32_t> by_bytes(const CaptureView& view) {
  std::vector<std::uint32_t> order = view.shown;
  const auto& all = view.analysis.conversations();
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::uint32_t index) { return all.at(index).bytes(); });
  return order;
}

ConversationRow conversation_row(const Context& context, const CaptureView& view,
                                 std::uint32_t index) {
  const Conversation& conversation = view.analysis.conversations().at(index);
  const capture::Facts* facts = view.analysis.heads().facts_of(conversation);
  const std::string service = service_of(conversation, facts);
  std::string said = said_text(facts);
  const std::string trouble = trouble_text(conversation, context.language);
  if (!trouble.empty()) said += (said.empty() ? "" : "  ") + ("⚠ " + trouble);
  return {.client = named_end(view, conversation.client_end(), conversation.server_end()),
          .server = named_end(view, conversation.server_end(), conversation.client_end()),
          .service = service.empty() ? "-" : service,
          .state = state_text(conversation.state(), context.language),
          .state_role = state_role(conversation.state()),
          .packets = count_text(conversation.packets()),
          .bytes = bytes_text(conversation.bytes()),
          .duration = duration_text(conversation.last_ns - conversation.first_ns, context.language),
          .said = std::move(said)};
}

}  // namespace minato::cli
