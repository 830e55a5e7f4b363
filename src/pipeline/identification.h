// Asks who answers at many endpoints: the interviews of src/identify over the dialer's connections,
// with limits of time, bytes and connections a host.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "identify/interview.h"
#include "model/endpoint.h"
#include "model/service.h"
#include "sys/dialer.h"
#include "talk/driver.h"

namespace minato::pipeline {

struct IdentifyOptions {
  std::chrono::milliseconds port_limit{20000};  ///< --version-timeout: for one port, all questions
  std::chrono::milliseconds connect_limit{3000};
  std::size_t most_connections = 1024;
  std::size_t most_per_host = 256;
  double connects_per_second = 0;  ///< 0: no limit
  /// So many ports of one host that say nothing make the others' interviews brief.
  std::size_t silent_ports_believed = 24;
  std::size_t most_bytes = 262144;  ///< received by one connection
  bool with_details = false;  ///< -A: certificates and host keys, which may take a question more
};

/// Who answers at one endpoint.
struct Identified {
  model::Endpoint endpoint{};
  model::Service service{};  ///< without a name: nobody was recognised
  std::vector<identify::Evidence> evidence{};
};

/// One thread runs it; add(), add_again() and close() may be called from any.
/// Example: `(*identification)->add(endpoints); (*identification)->close();
/// (*identification)->run(name_of, tell, stop);`
class Identification {
 public:
  using Teller = std::function<void(Identified&&)>;
  /// The name that was typed for an address (Host, SNI); "" for none.
  using NameOf = std::function<std::string(const model::IpAddress&)>;

  /// knowledge outlives it. Errors: local.
  [[nodiscard]] static base::Result<std::unique_ptr<Identification>> create(
      const identify::Knowledge& knowledge, const IdentifyOptions& options);
  Identification(const Identification&) = delete;
  Identification& operator=(const Identification&) = delete;
  ~Identification();

  /// Whom to ask, in this order a host; also while run() asks others.
  void add(std::span<const model::Endpoint> endpoints);
  /// Once more, as if their hosts had never been silent.
  void add_again(std::span<const model::Endpoint> endpoints);
  /// Nobody else is added: run() returns when all were asked.
  void close();
  /// Ends run() early, as a stop does.
  void interrupt() { dialer_->interrupt(); }

  /// Asks all that were added, until close(), and tells each as soon as it is known; a stop tells
  /// what was found so far. Errors: local.
  [[nodiscard]] base::Result<void> run(const NameOf& name_of, const Teller& tell,
                                       const std::stop_token& stop);

 private:
  struct Seat;
  struct Talk;
  /// What is known of a host and its ports.
  struct Host {
    std::vector<model::Endpoint> waiting{};
    std::size_t next = 0;    ///< of waiting: all before it were seated
    std::size_t seated = 0;  ///< ports under way
    std::size_t silent = 0;  ///< ports that said nothing
    bool in_turn = false;    ///< among turns_
  };
  /// Ports that were added and not yet looked at by the loop.
  struct Inbox {
    std::mutex mutex{};
    std::vector<model::Endpoint> fresh{};
    std::vector<model::Endpoint> again{};
    bool closed = false;
  };
  Identification(const identify::Knowledge& knowledge, const IdentifyOptions& options,
                 std::unique_ptr<sys::Dialer> dialer);

  /// Changes the inbox, and tells the loop.
  void post(const std::function<void(Inbox&)>& change);
  void take_inbox();
  void wait(const model::Endpoint& endpoint);
  void seat_more();
  [[nodiscard]] bool may_seat(const Host& host) const;
  void give_turn(const model::IpAddress& address, Host& host);
  void seat(const model::Endpoint& endpoint, Host& host);
  void ask(Seat& seat);
  void ask_at(const model::Endpoint& endpoint);
  void start(Seat& seat, const identify::Question& question);
  /// The questions of -A, once it is known who answers; whether there are any.
  [[nodiscard]] bool start_further(Seat& seat);
  [[nodiscard]] talk::MachineOptions machine_options(const Seat& seat) const;
  void dial(Seat& seat, Talk& talk, std::unique_ptr<talk::Machine> machine,
            talk::Wrapping wrapping);
  void further_answered(Seat& seat, Talk& talk, talk::TalkReport&& report);
  void answered(Seat& seat, Talk& talk, talk::TalkReport&& report);
  void close_seat(Seat& seat);

  const identify::Knowledge& knowledge_;
  IdentifyOptions options_;
  std::unique_ptr<sys::Dialer> dialer_;
  Inbox inbox_{};
  std::map<model::IpAddress, Host> hosts_{};
  std::deque<model::IpAddress> turns_{};  ///< hosts with a port that may be seated, in turn
  std::map<model::Endpoint, std::unique_ptr<Seat>> seats_;
  std::vector<std::unique_ptr<Seat>> left_;  ///< ended; freed when the loop allows it
  bool seating_ = false;
  NameOf name_of_{};
  Teller tell_{};
};

}  // namespace minato::pipeline
