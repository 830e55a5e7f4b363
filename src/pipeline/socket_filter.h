// The filter words of `minato ls`: :443 nginx udp established exposed 10.0.0.0/8 pid:812
//
// Words of one kind are alternatives, different kinds must all hold.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/exposure.h"
#include "model/ip_address.h"
#include "model/port_set.h"
#include "model/socket.h"

namespace minato::pipeline {

struct LocalSocket;

/// A parsed filter. An empty one lets everything pass.
class SocketFilter {
 public:
  /// Errors: input, the wrong part marked. A word that is nothing else is part of a name.
  [[nodiscard]] static base::Result<SocketFilter> parse(std::span<const std::string> words,
                                                        const model::PortNames& names);

  [[nodiscard]] bool passes(const LocalSocket& local) const;

  /// True when the words ask for listening sockets only: none of them speaks of a conversation
  /// (a port, a name, a process, a state or an address).
  [[nodiscard]] bool listeners_only() const;
  /// The transports asked for; both when none was.
  [[nodiscard]] std::vector<model::Transport> transports() const;
  /// The port when the filter is about exactly one.
  [[nodiscard]] std::optional<std::uint16_t> single_port() const;
  /// The keyword nearest to the first name word: for "did you mean" when nothing passed.
  [[nodiscard]] std::optional<base::Mark> doubtful_word() const;

 private:
  base::Result<void> add(const std::string& word, const model::PortNames& names);
  bool add_keyword(const std::string& lower);
  bool add_prefixed(const std::string& word);

  std::optional<model::PortSet> ports_{};
  std::vector<model::Transport> transports_{};
  std::vector<model::SocketState> states_{};
  std::vector<model::Family> families_{};
  std::vector<model::Prefix> addresses_{};
  std::vector<model::Exposure> exposures_{};
  std::vector<std::int32_t> pids_{};
  std::vector<std::string> users_{};
  std::vector<std::string> names_{};  ///< lower case
};

}  // namespace minato::pipeline
