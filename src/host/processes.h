// Processes as owners of sockets, put together from what the kernel tells.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>

#include "model/socket.h"

namespace minato::host {

/// Reads the processes of these pids (unique). Those that are gone are left out.
[[nodiscard]] std::unordered_map<std::int32_t, model::Process> read_processes(
    std::span<const std::int32_t> pids);

}  // namespace minato::host
