// A machine of made-up sockets for the tests of `ls --watch`.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/watch/look.h"

namespace minato::cli::watch {

inline model::Endpoint at(const char* address, std::uint16_t port,
                          model::Transport transport = model::Transport::tcp) {
  return {model::IpAddress::parse(address).value(), {port, transport}};
}

/// Sockets and processes in stable places. A look at it shows what it has now.
class MadeMachine {
 public:
  model::Process& process(std::int32_t pid, std::string name, std::string user = "root") {
    return processes_.emplace_back(
        model::Process{.pid = pid, .name = std::move(name), .user = std::move(user)});
  }

  pipeline::LocalSocket& add(model::Socket socket, const model::Process* holder = nullptr) {
    sockets_.push_back(std::move(socket));
    pipeline::LocalSocket& local = rows_.emplace_back();
    local.socket = &sockets_.back();
    if (holder != nullptr) local.processes.push_back(holder);
    return local;
  }

  pipeline::LocalSocket& listen(const char* address, std::uint16_t port,
                                const model::Process* holder = nullptr) {
    return add({.local = at(address, port),
                .state = model::SocketState::listen,
                .inode = static_cast<std::uint64_t>(port) + 1000},
               holder);
  }

  pipeline::LocalSocket& talk(const char* address, std::uint16_t port, const char* peer,
                              std::uint16_t peer_port, const model::Process* holder = nullptr) {
    return add({.local = at(address, port),
                .remote = at(peer, peer_port),
                .state = model::SocketState::established,
                .inode = static_cast<std::uint64_t>(port) + 100000},
               holder);
  }

  /// All that it has, but the sockets whose numbers (in the order of adding) are `without`.
  [[nodiscard]] std::shared_ptr<const Look> look(TableKind kind,
                                                 const std::vector<std::size_t>& without = {}) {
    auto& shown = shown_.emplace_back();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (std::find(without.begin(), without.end(), i) == without.end()) shown.push_back(rows_[i]);
    }
    return std::make_shared<const Look>(
        Look{.time = base::parse_timestamp("2026-11-24T01:02:03Z").value(),
             .kind = kind,
             .sockets = shown,
             .limitations = limitations});
  }

  [[nodiscard]] std::shared_ptr<const Picture> picture(
      TableKind kind, const std::vector<std::size_t>& without = {},
      std::shared_ptr<const Look> before = nullptr) {
    return std::make_shared<const Picture>(compare_looks(look(kind, without), std::move(before)));
  }

  std::vector<host::Limitation> limitations{};

 private:
  std::deque<model::Process> processes_;
  std::deque<model::Socket> sockets_;
  std::deque<pipeline::LocalSocket> rows_;
  std::deque<std::vector<pipeline::LocalSocket>> shown_;
};

}  // namespace minato::cli::watch
