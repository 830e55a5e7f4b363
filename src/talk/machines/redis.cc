// Redis (RESP2): PING, then INFO server where no password is asked for.
#include "base/strings.h"
#include "talk/line_reader.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostInfoBytes = 65536;

class Redis final : public Machine {
 public:
  explicit Redis(const MachineOptions& /*options*/) {}

  void start(Outbox& out) override { out.send("PING\r\n"); }

  void on_bytes(base::Bytes received, Outbox& out) override {
    received_ += received.size();
    lines_.add(received);
    while (const auto line = lines_.next()) {
      if (state_ == State::info) {
        take_info(*line, out);
      } else {
        take(*line, out);
      }
      if (out.ended()) return;
    }
    const std::string_view begun = lines_.rest();
    const bool strange =
        state_ == State::ping && !begun.empty() && begun[0] != '+' && begun[0] != '-';
    if (lines_.overflowed() || strange || received_ > kMostInfoBytes) {
      out.fail({received_, "redis-reply"});
    }
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    if (state_ == State::ping) return out.fail({0, "redis-ended-early"});
    out.finish();
  }

 private:
  enum class State : std::uint8_t { ping, header, info };

  void take(const std::string& line, Outbox& out) {
    if (state_ == State::ping) {
      facts_.add("redis.answer", line);
      if (line.starts_with('-')) {
        const bool auth = line.starts_with("-NOAUTH") || line.starts_with("-WRONGPASS");
        if (auth) facts_.add("redis.auth", "required");
        return line.starts_with("-HTTP") ? out.fail({0, "redis-reply"}) : out.finish();
      }
      if (line != "+PONG") return out.fail({0, "redis-reply"});
      facts_.add("redis.auth", "missing");
      state_ = State::header;
      return out.send("INFO server\r\n");
    }
    const auto length = base::parse_number<std::size_t>(
        line.starts_with('$') ? std::string_view(line).substr(1) : "");
    if (!length || *length > kMostInfoBytes) {
      facts_.add("redis.info.refused", line);
      return out.finish();
    }
    left_ = *length;
    state_ = State::info;
  }

  void take_info(const std::string& line, Outbox& out) {
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos) {
      const std::string_view key = std::string_view(line).substr(0, colon);
      const std::string_view value = std::string_view(line).substr(colon + 1);
      if (key == "redis_version") facts_.add("redis.version", value);
      if (key == "redis_mode") facts_.add("redis.mode", value);
      if (key == "os") facts_.add("redis.os", value);
      if (key == "server_name" || key == "valkey_version") {
        facts_.add("redis." + std::string(key), value);
      }
    }
    const std::size_t taken = line.size() + 2;
    if (taken >= left_) return out.finish();
    left_ -= taken;
  }

  LineReader lines_{4096};
  State state_ = State::ping;
  std::size_t received_ = 0;
  std::size_t left_ = 0;
};

}  // namespace

extern const Protocol kRedis;
const Protocol kRedis{.name = "redis", .ports = {6379, 6380, 26379}, .create = make_machine<Redis>};

}  // namespace minato::talk
