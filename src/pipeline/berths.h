// Berths of the harbour report: listening sockets that are one service to a reader, joined. sshd on
// 0.0.0.0:22 and on [::]:22 is one berth.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/local_view.h"

namespace minato::pipeline {

struct Berth {
  model::Port port{};
  std::vector<const LocalSocket*> sockets{};  ///< the one with the widest exposure first
  const LocalSocket& widest() const { return *sockets.front(); }
};

struct Harbour {
  std::vector<Berth> berths{};  ///< most dangerous first, then widest reach, then port
  std::size_t temporary = 0;    ///< UDP sockets of programs that ask others
  std::size_t reachable = 0;    ///< berths that others reach or may reach
};

/// True when machines other than this one reach it, or may: undecided counts.
[[nodiscard]] bool is_reachable(model::Exposure exposure);

/// Groups the listening sockets of a view by port and first holder.
[[nodiscard]] Harbour survey(const std::vector<LocalSocket>& sockets);

}  // namespace minato::pipeline
