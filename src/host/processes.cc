// From /proc/PID to model::Process: user, start time, parents.
#include "host/processes.h"

#include <algorithm>
#include <optional>

#include "host/cgroup.h"
#include "host/container_names.h"
#include "sys/process.h"
#include "sys/users.h"

namespace minato::host {
namespace {

// Longer chains than this are a process changing its parent while it is read.
constexpr std::size_t kLongestChain = 64;

class Reader {
 public:
  std::optional<model::Process> read(std::int32_t pid) {
    auto facts = sys::read_process(pid);
    if (!facts) return std::nullopt;
    model::Process process{.pid = pid,
                           .parent = facts->stat.parent,
                           .name = std::move(facts->stat.name),
                           .arguments = std::move(facts->arguments),
                           .executable = std::move(facts->executable),
                           .uid = facts->uid.value_or(0)};
    if (facts->uid) process.user = users_.name(*facts->uid);
    process.started = boot_.started(facts->stat.start_ticks);
    process.ancestors = ancestors_from(process.parent);
    CgroupFacts place = parse_cgroup(facts->cgroup);
    process.unit = std::move(place.unit);
    process.unit_manager = place.user_manager;
    if (place.container) {
      process.container =
          to_container(*place.container, containers_.name(*place.container, process.uid));
    }
    return process;
  }

 private:
  struct Parent {
    std::string name{};
    std::int32_t parent = 0;
  };

  std::vector<std::pair<std::int32_t, std::string>> ancestors_from(std::int32_t pid) {
    std::vector<std::pair<std::int32_t, std::string>> chain;
    while (pid > 0 && chain.size() < kLongestChain) {
      const Parent* const parent = known_parent(pid);
      if (parent == nullptr) break;
      chain.emplace_back(pid, parent->name);
      pid = parent->parent;
    }
    return chain;
  }

  const Parent* known_parent(std::int32_t pid) {
    if (const auto known = parents_.find(pid); known != parents_.end()) return &known->second;
    auto stat = sys::read_process_stat(pid);
    if (!stat) return nullptr;
    return &parents_.emplace(pid, Parent{std::move(stat->name), stat->parent}).first->second;
  }

  sys::UserNames users_;
  ContainerNames containers_;
  sys::BootClock boot_;
  std::unordered_map<std::int32_t, Parent> parents_;
};

}  // namespace

std::unordered_map<std::int32_t, model::Process> read_processes(
    std::span<const std::int32_t> pids) {
  std::unordered_map<std::int32_t, model::Process> processes;
  processes.reserve(pids.size());
  Reader reader;
  for (const std::int32_t pid : pids) {
    if (auto process = reader.read(pid)) processes.emplace(pid, std::move(*process));
  }
  return processes;
}

}  // namespace minato::host
