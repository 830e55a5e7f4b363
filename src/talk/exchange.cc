// The machine behind every Exchange.
#include "talk/exchange.h"

#include <algorithm>

namespace minato::talk {
namespace {

constexpr std::size_t kMostBytes = 65536;
constexpr unsigned kMostMessages = 512;
constexpr std::size_t kMostLineBytes = 4096;
constexpr std::size_t kMostHeaderBytes = 8192;

class ExchangeMachine final : public Machine {
 public:
  ExchangeMachine(const Exchange& exchange, const MachineOptions& options)
      : exchange_(exchange), options_(options) {}

  void start(Outbox& out) override {
    if (exchange_.first != nullptr) out.send(exchange_.first(options_));
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    received_ += received.size();
    if (received_ > kMostBytes) return end(out);
    buffer_.append(base::as_text(received));
    while (!buffer_.empty() && !out.ended()) {
      const MessageLength length = exchange_.measure(buffer_);
      if (!length || *length > kMostBytes) return fail(out);
      if (*length == 0 || *length > buffer_.size()) return;
      const std::string message = buffer_.substr(0, *length);
      buffer_.erase(0, *length);
      take(message, out);
    }
  }

  void on_closed(Closing /*how*/, Outbox& out) override { end(out); }

 private:
  void take(std::string_view message, Outbox& out) {
    Turn turn = exchange_.read(message, messages_, facts_);
    if (turn.what == Turn::What::not_ours) return fail(out);
    ++messages_;
    if (turn.what == Turn::What::finished || messages_ == kMostMessages) return out.finish();
    if (turn.what == Turn::What::ask) out.send(turn.request);
  }

  void end(Outbox& out) { messages_ > 0 ? out.finish() : fail(out); }
  void fail(Outbox& out) { out.fail({received_ - buffer_.size(), exchange_.rule}); }

  const Exchange& exchange_;
  MachineOptions options_;
  std::string buffer_{};
  std::size_t received_ = 0;
  unsigned messages_ = 0;
};

bool is_text(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return code >= 0x20 || code == '\t' || code == '\r' || code == '\n' || code == 0x1b;
}

}  // namespace

MessageLength measure_line(std::string_view received) {
  const std::size_t end = received.find('\n');
  const std::string_view line = received.substr(0, end);
  if (line.size() > kMostLineBytes || !std::ranges::all_of(line, is_text)) return std::nullopt;
  return end == std::string_view::npos ? 0 : end + 1;
}

MessageLength measure_datagram(std::string_view received) { return received.size(); }

MessageLength measure_headers(std::string_view received) {
  const std::size_t end = received.find("\r\n\r\n");
  if (std::min(end, received.size()) > kMostHeaderBytes) return std::nullopt;
  if (!std::ranges::all_of(received.substr(0, end), is_text)) return std::nullopt;
  return end == std::string_view::npos ? 0 : end + 4;
}

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

std::unique_ptr<Machine> make_exchange_machine(const Exchange& exchange,
                                               const MachineOptions& options) {
  return std::make_unique<ExchangeMachine>(exchange, options);
}

}  // namespace minato::talk
