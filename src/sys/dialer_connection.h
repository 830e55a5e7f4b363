// One connection as the dialer's loop keeps it.
#pragma once

#include <vector>

#include "sys/dialer_socket.h"

namespace minato::sys {

class DialedConnection final : public Connection {
 public:
  enum class Phase : std::uint8_t { waiting, connecting, open, ended };

  /// closed: where close() says so, for the loop to bury it.
  DialedConnection(DialRequest request, DialEvents& events, const Dialer& dialer,
                   std::vector<DialedConnection*>& closed)
      : request_(std::move(request)), events_(&events), dialer_(dialer), closed_(closed) {}
  ~DialedConnection() = default;
  DialedConnection(const DialedConnection&) = delete;
  DialedConnection& operator=(const DialedConnection&) = delete;

  void send(base::Bytes bytes) override;
  void finish_sending() override;
  void close() override {
    if (phase_ != Phase::ended) closed_.push_back(this);
    phase_ = Phase::ended;
  }
  void hand_to(DialEvents& events) override { events_ = &events; }
  void limit_silence(std::chrono::nanoseconds limit) override { request_.silence_limit = limit; }
  [[nodiscard]] const DialRequest& request() const override { return request_; }
  [[nodiscard]] model::Endpoint local() const override;
  [[nodiscard]] std::chrono::nanoseconds begun() const override { return begun_; }
  [[nodiscard]] std::chrono::nanoseconds established() const override { return established_; }
  [[nodiscard]] std::optional<TcpMeasure> measure() const override;

  /// Begins to connect; nothing when the system has no descriptor left for now.
  /// Returns the failed call's errno (EMFILE, ENFILE) that may pass, 0 otherwise.
  [[nodiscard]] int begin();
  /// To be called once after begin() succeeded and the loop watches fd().
  void after_begin();
  /// The loop saw something on fd(). buffer: where received bytes go.
  void on_ready(std::span<std::uint8_t> buffer);
  /// When a limit of time is over: the earliest moment. Only while connecting or open.
  [[nodiscard]] std::chrono::nanoseconds deadline() const;
  void on_deadline();

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] Phase phase() const { return phase_; }

  std::size_t place = 0;                          ///< the loop's: where it is kept
  std::chrono::nanoseconds scheduled_deadline{};  ///< the loop's: in its list of deadlines
  bool counted = false;                           ///< the loop's: in the count of its host
  bool buried = false;                            ///< the loop's: to be deleted

 private:
  void open();
  void flush();
  void receive(std::span<std::uint8_t> buffer);
  void end_with(const DialEnd& end);
  void end_with_errno(int errno_value, const char* call);
  [[nodiscard]] bool is_tcp() const { return request_.to.port.transport == model::Transport::tcp; }

  DialRequest request_;
  DialEvents* events_;
  const Dialer& dialer_;
  std::vector<DialedConnection*>& closed_;
  UniqueFd fd_{};
  Phase phase_ = Phase::waiting;
  std::chrono::nanoseconds begun_{};
  std::chrono::nanoseconds established_{};
  std::chrono::nanoseconds last_arrival_{};
  std::size_t received_ = 0;
  std::vector<std::uint8_t> unsent_{};
  bool immediately_open_ = false;
  bool shut_when_sent_ = false;
  /// UDP: a question has been asked, and the answer may come from another port.
  bool awaits_other_port_ = false;
  CallFailure failure_{};  // found outside of the loop, told by it
};

}  // namespace minato::sys
