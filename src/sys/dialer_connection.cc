// The life of one dialled connection: waiting, connecting, open, ended.
#include "sys/dialer_connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace minato::sys {

int DialedConnection::begin() {
  begun_ = dialer_.now();
  auto opened = open_dialed_socket(request_);
  phase_ = Phase::connecting;
  if (opened) {
    fd_ = std::move(opened->fd);
    immediately_open_ = opened->established;
    return 0;
  }
  const int errno_value = opened.error().errno_value;
  if (errno_value == EMFILE || errno_value == ENFILE) {
    phase_ = Phase::waiting;
    return errno_value;
  }
  failure_ = opened.error();
  return 0;
}

void DialedConnection::after_begin() {
  if (failure_.errno_value != 0) {
    end_with_errno(failure_.errno_value, failure_.call);
  } else if (immediately_open_) {
    open();
  }
}

void DialedConnection::open() {
  phase_ = Phase::open;
  established_ = last_arrival_ = dialer_.now();
  if (is_tcp()) tolerate_icmp(fd_.get(), request_.to.address.family());
  awaits_other_port_ = !is_tcp() && request_.answers_from_other_port;
  events_->on_open(*this);
  if (phase_ == Phase::open) flush();
}

void DialedConnection::send(base::Bytes bytes) {
  if (phase_ == Phase::ended || bytes.empty()) return;
  if (!is_tcp()) {
    // A datagram that does not fit now is lost, as any may be.
    const bool sent = awaits_other_port_
                          ? send_to(fd_.get(), bytes, request_.to)
                          : ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0;
    if (!sent && errno != EAGAIN) failure_ = {"send", errno};
    return;
  }
  unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
  if (phase_ == Phase::open) flush();
}

void DialedConnection::flush() {
  std::size_t sent = 0;
  while (sent < unsent_.size()) {
    const ssize_t count =
        ::send(fd_.get(), unsent_.data() + sent, unsent_.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    // Why it failed is found when receiving: what the peer said before its end is not lost.
    if (count < 0) break;
    sent += static_cast<std::size_t>(count);
  }
  unsent_.erase(unsent_.begin(), unsent_.begin() + static_cast<std::ptrdiff_t>(sent));
  if (unsent_.empty() && shut_when_sent_) {
    shut_when_sent_ = false;
    static_cast<void>(::shutdown(fd_.get(), SHUT_WR));
  }
}

void DialedConnection::finish_sending() {
  shut_when_sent_ = true;
  if (phase_ == Phase::open && is_tcp()) flush();
}

void DialedConnection::on_ready(std::span<std::uint8_t> buffer) {
  if (phase_ == Phase::connecting) {
    const int error = pending_error(fd_.get());
    if (error != 0) {
      end_with_errno(error, "connect");
      return;
    }
    // Edge-triggered loops are woken once when the socket is added, long before it is open.
    if (!has_peer(fd_.get())) return;
    open();
  }
  if (phase_ == Phase::open) flush();
  if (phase_ == Phase::open) receive(buffer);
}

void DialedConnection::receive(std::span<std::uint8_t> buffer) {
  while (phase_ == Phase::open) {
    if (awaits_other_port_) {
      if (!take_peer(fd_.get(), request_.to.address)) continue;
      awaits_other_port_ = !has_peer(fd_.get());
    }
    const ssize_t count = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) end_with_errno(errno, "recv");
      return;
    }
    if (count == 0 && is_tcp()) {
      end_with({.outcome = DialOutcome::closed, .was_open = true});
      return;
    }
    last_arrival_ = dialer_.now();
    received_ += static_cast<std::size_t>(count);
    events_->on_bytes(*this, buffer.first(static_cast<std::size_t>(count)));
    if (phase_ == Phase::open && received_ > request_.most_bytes) {
      end_with({.outcome = DialOutcome::too_much, .was_open = true});
    }
  }
}

std::chrono::nanoseconds DialedConnection::deadline() const {
  if (failure_.errno_value != 0) return begun_;
  if (phase_ == Phase::connecting) return begun_ + request_.connect_limit;
  return std::min(last_arrival_ + request_.silence_limit, established_ + request_.total_limit);
}

void DialedConnection::on_deadline() {
  if (failure_.errno_value != 0) {
    end_with_errno(failure_.errno_value, failure_.call);
    return;
  }
  DialEnd end{.outcome = DialOutcome::timed_out, .was_open = phase_ == Phase::open};
  if (phase_ == Phase::connecting) {
    end.limit = TimeLimit::connect;
  } else {
    const bool silent =
        last_arrival_ + request_.silence_limit <= established_ + request_.total_limit;
    end.limit = silent ? TimeLimit::silence : TimeLimit::total;
  }
  end_with(end);
}

void DialedConnection::end_with_errno(int errno_value, const char* call) {
  DialEnd end{.was_open = phase_ == Phase::open, .errno_value = errno_value, .call = call};
  end.outcome = outcome_of(errno_value);
  if (fd_) end.icmp = take_icmp_notice(fd_.get());
  end_with(end);
}

void DialedConnection::end_with(const DialEnd& end) {
  phase_ = Phase::ended;
  events_->on_end(*this, end);
}

model::Endpoint DialedConnection::local() const {
  if (!fd_) return {{}, {0, request_.to.port.transport}};
  return local_endpoint(fd_.get(), request_.to.port.transport);
}

std::optional<TcpMeasure> DialedConnection::measure() const {
  return fd_ && is_tcp() ? measure_tcp(fd_.get()) : std::nullopt;
}

}  // namespace minato::sys
