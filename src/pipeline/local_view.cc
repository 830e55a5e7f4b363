// Socket + process + knowledge + exposure + danger.
#include "pipeline/local_view.h"

#include <algorithm>
#include <array>

#include "registry/names.h"
#include "sys/port_sysctls.h"

namespace minato::pipeline {
namespace {

using registry::Knowledge;

/// Interpreters and the like: their name says nothing about the service.
bool is_generic(std::string_view program) {
  static constexpr std::array<std::string_view, 14> kGeneric = {
      "java", "node", "ruby",     "perl",   "php",   "sh",   "bash",
      "mono", "code", "beam.smp", "dotnet", "agent", "main", "server"};
  return program.starts_with("python") || std::ranges::find(kGeneric, program) != kGeneric.end();
}

bool serves(const Knowledge& service, std::string_view program) {
  for (const std::string_view known : service.processes()) {
    if (known == program) return true;
  }
  return false;
}

/// The one service that a program serves anywhere. Of several it is the one that gave the program
/// its name (sshd: ssh, not NETCONF); a program of many (nginx) does not tell.
std::optional<Knowledge> service_of_program(std::string_view program) {
  const std::vector<Knowledge> services = registry::knowledge_of_process(program);
  if (services.size() == 1) return services.front();
  std::optional<Knowledge> namesake;
  for (const Knowledge& service : services) {
    const bool longer = !namesake || service.id().size() > namesake->id().size();
    if (program.starts_with(service.id()) && longer) namesake = service;
  }
  return namesake;
}

audit::DangerFacts danger_facts(const LocalSocket& local) {
  audit::DangerFacts facts{.temporary = local.temporary, .exposure = local.exposure.exposure};
  if (!local.knowledge) return facts;
  facts.known = true;
  facts.inherent = static_cast<model::Severity>(local.knowledge->danger());
  facts.encrypts = local.knowledge->encrypted() == registry::Answer::yes;
  facts.authenticates = local.knowledge->authenticated() == registry::Answer::yes;
  return facts;
}

static_assert(static_cast<int>(registry::Danger::none) == static_cast<int>(model::Severity::none));
static_assert(static_cast<int>(registry::Danger::high) == static_cast<int>(model::Severity::high));

}  // namespace

bool is_listening(const model::Socket& socket) {
  return socket.state == model::SocketState::listen || socket.state == model::SocketState::bound;
}

ServiceGuess guess_service(model::Port port, std::string_view process_name) {
  const auto by_port = process_name.empty() ? registry::knowledge_at(port)
                                            : registry::knowledge_at(port, process_name);
  const std::string_view port_name = by_port ? by_port->id() : registry::name_of(port);
  if (process_name.empty() || is_generic(process_name)) return {by_port, false, port_name};
  if (by_port && serves(*by_port, process_name)) return {by_port, false, port_name};
  const auto service = service_of_program(process_name);
  if (!service) return {by_port, false, port_name};
  return {service, true, service->id()};
}

base::Result<LocalView> LocalView::create(const host::InventoryQuery& query) {
  auto inventory = host::take_inventory(query);
  if (!inventory) return base::fail(std::move(inventory.error()));
  std::optional<host::ExposureJudge> judge;
  if (std::ranges::any_of(inventory->sockets, is_listening)) {
    auto inputs = host::gather_exposure();
    if (!inputs) return base::fail(std::move(inputs.error()));
    judge = host::ExposureJudge::create(std::move(*inputs));
  }
  return LocalView(std::move(*inventory), std::move(judge));
}

LocalView::LocalView(host::Inventory inventory, std::optional<host::ExposureJudge> judge)
    : inventory_(std::move(inventory)),
      judge_(std::move(judge)),
      ephemeral_(sys::read_port_sysctls().ephemeral) {
  sockets_.reserve(inventory_.sockets.size());
  for (const model::Socket& socket : inventory_.sockets) sockets_.push_back(join(socket));
}

model::ExposureVerdict LocalView::judged(const model::Socket& socket) const {
  // The judge knows the interfaces and rules of our own network namespace only.
  if (!socket.network_namespace.empty()) {
    return {model::Exposure::unknown, "exposure.other-namespace", {socket.network_namespace}};
  }
  return judge_ ? judge_->judge(socket) : model::ExposureVerdict{};
}

LocalSocket LocalView::join(const model::Socket& socket) const {
  LocalSocket local{.socket = &socket};
  for (const model::SocketHolder& holder : socket.holders) {
    const model::Process* process = inventory_.process(holder.pid);
    if (process == nullptr ||
        std::ranges::find(local.processes, process) != local.processes.end()) {
      continue;
    }
    local.processes.push_back(process);
  }
  if (local.processes.empty()) local.origin = inventory_.origin(socket);
  const std::string_view program =
      local.processes.empty() ? std::string_view{} : local.processes.front()->name;
  if (!is_listening(socket)) {
    // Of a conversation the service is at the lower port: the other one was obtained for it.
    const bool remote_serves =
        socket.remote && socket.remote->port.number < socket.local.port.number;
    local.name = registry::name_of(remote_serves ? socket.remote->port : socket.local.port);
    return local;
  }
  const ServiceGuess guess = guess_service(socket.local.port, program);
  local.knowledge = guess.knowledge;
  local.by_program = guess.by_program;
  local.name = guess.name;
  local.temporary = socket.state == model::SocketState::bound && !guess.knowledge &&
                    socket.local.port.number >= ephemeral_.first &&
                    socket.local.port.number <= ephemeral_.last;
  if (local.temporary) local.name = {};
  local.exposure = judged(socket);
  local.danger = audit::assess_danger(danger_facts(local));
  return local;
}

}  // namespace minato::pipeline
