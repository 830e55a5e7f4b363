// Judging the holders of a port, ending them, looking again.
#include "pipeline/port_ending.h"

#include <algorithm>

namespace minato::pipeline {
namespace {

host::InventoryQuery query_for(model::Port port, bool with_processes) {
  return {.transports = {port.transport},
          .listeners_only = true,
          .port = port.number,
          .port_side = host::PortSide::local,
          .with_processes = with_processes};
}

/// What only another command frees comes first, then what may start again.
std::optional<host::Freeing> find_freeing(const std::vector<const LocalSocket*>& doors,
                                          const host::Inventory& inventory) {
  const host::FreeingSources sources = host::local_freeing_sources();
  std::optional<host::Freeing> found;
  for (const LocalSocket* door : doors) {
    auto freeing = host::what_frees(*door->socket, inventory, sources);
    if (freeing && freeing->instead_of_ending) return freeing;
    if (freeing && !found) found = std::move(freeing);
  }
  return found;
}

EndingResult judge_reports(const std::vector<host::EndReport>& reports) {
  EndingResult result = EndingResult::freed;
  for (const host::EndReport& report : reports) {
    if (report.outcome == host::EndOutcome::stays) return EndingResult::failed;
    if (report.outcome != host::EndOutcome::failed) continue;
    const bool forbidden = report.error && report.error->code == base::ErrorCode::permission;
    if (!forbidden) return EndingResult::failed;
    result = EndingResult::forbidden;
  }
  return result;
}

}  // namespace

base::Result<PortEnding> PortEnding::create(model::Port port) {
  auto view = LocalView::create(query_for(port, true));
  if (!view) return base::fail(std::move(view.error()));
  return PortEnding(port, std::move(*view));
}

PortEnding::PortEnding(model::Port port, LocalView view) : port_(port), view_(std::move(view)) {
  std::vector<model::Socket> sockets;
  for (const LocalSocket& local : view_.sockets()) {
    if (!is_listening(*local.socket)) continue;
    doors_.push_back(&local);
    sockets.push_back(*local.socket);
    for (const model::Process* process : local.processes) {
      if (std::ranges::find(holders_, process) == holders_.end()) holders_.push_back(process);
    }
  }
  plan_ = host::plan_ending(sockets, host::own_lineage());
  freeing_ = find_freeing(doors_, view_.inventory());
  verdict_ = judge();
}

EndingVerdict PortEnding::judge() const {
  if (doors_.empty()) return EndingVerdict::nobody;
  if (freeing_ && freeing_->instead_of_ending) return EndingVerdict::elsewhere;
  if (plan_.targets.empty()) return EndingVerdict::hidden;
  return refusal() ? EndingVerdict::refused : EndingVerdict::possible;
}

std::optional<host::EndRefusal> PortEnding::refusal() const {
  for (const host::EndTarget& target : plan_.targets) {
    if (target.refusal) return target.refusal;
  }
  return std::nullopt;
}

base::Result<EndingDone> end_holders(const PortEnding& ending, const host::EndOptions& options) {
  auto reports = host::end_processes(ending.plan(), options);
  if (!reports) return base::fail(std::move(reports.error()));
  EndingDone done{.result = judge_reports(*reports), .reports = std::move(*reports)};
  if (done.result != EndingResult::freed) return done;
  const auto inventory = host::take_inventory(query_for(ending.port(), false));
  if (!inventory) return base::fail(inventory.error());
  done.listening = inventory->sockets.size();
  if (done.listening > 0) done.result = EndingResult::taken_up;
  return done;
}

}  // namespace minato::pipeline
