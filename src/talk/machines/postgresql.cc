// PostgreSQL's start: SSLRequest (answered S or N), then inside TLS or without it a StartupMessage;
// the answer is an authentication request or an error (protocol 3.0).
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::uint32_t kSslRequest = 80877103;  // 1234 << 16 | 5679
constexpr std::uint32_t kProtocol3 = 3U << 16;
constexpr std::size_t kMostMessageBytes = 16384;

class PostgreSql final : public Machine {
 public:
  explicit PostgreSql(const MachineOptions& options) : options_(options) {}

  void start(Outbox& out) override {
    if (options_.starttls == StartTls::never) return send_startup(out);
    std::array<std::uint8_t, 8> bytes{};
    base::ByteWriter writer(bytes);
    writer.u32(8);
    writer.u32(kSslRequest);
    out.send(bytes);
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    if (!asked_) {
      if (received.empty()) return;
      return take_ssl_answer(received, out);
    }
    waiting_.insert(waiting_.end(), received.begin(), received.end());
    base::ByteReader reader(waiting_);
    const char kind = static_cast<char>(reader.u8());
    const std::uint32_t length = reader.u32();
    if (!waiting_.empty() && kind != 'E' && kind != 'R' && kind != 'v') {
      return out.fail({0, "postgresql-message"});
    }
    if (reader.failed()) return;
    if (length < 4 || length > kMostMessageBytes) return out.fail({1, "postgresql-length"});
    if (reader.remaining() < length - 4) return;
    const base::Bytes body = reader.bytes(length - 4);
    if (kind == 'E') {
      take_error(body);
    } else {
      facts_.add_number(kind == 'R' ? "postgresql.auth" : "postgresql.negotiate",
                        base::ByteReader(body).u32());
      facts_.add("postgresql.answer", kind == 'R' ? "authentication request" : "version");
    }
    out.finish();
  }

  void on_secured(Outbox& out) override {
    facts_.add_flag("postgresql.secured");
    waiting_.clear();
    send_startup(out);
  }

  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "postgresql-ended-early"}); }

 private:
  void take_ssl_answer(base::Bytes received, Outbox& out) {
    const char answer = static_cast<char>(received.front());
    if (answer == 'S') {
      facts_.add("postgresql.tls", "offered");
      asked_ = true;
      return out.want_tls();
    }
    if (answer == 'N') {
      facts_.add("postgresql.tls", "missing");
      return send_startup(out);
    }
    if (answer != 'E') return out.fail({0, "postgresql-ssl-answer"});
    asked_ = true;
    on_bytes(received, out);
  }

  void send_startup(Outbox& out) {
    asked_ = true;
    // A user that nobody has; no password is ever sent.
    constexpr std::string_view kParameters("user\0minato\0database\0minato\0\0", 29);
    std::array<std::uint8_t, 64> bytes{};
    base::ByteWriter writer(bytes);
    writer.u32(static_cast<std::uint32_t>(8 + kParameters.size()));
    writer.u32(kProtocol3);
    writer.bytes(base::as_bytes(kParameters));
    out.send(writer.written());
  }

  /// Fields: a letter and a text up to a zero byte, each.
  void take_error(base::Bytes body) {
    std::string_view rest = base::as_text(body);
    for (int i = 0; i < 32 && !rest.empty() && rest[0] != '\0'; ++i) {
      const char field = rest[0];
      const std::string_view value = rest.substr(1, rest.find('\0', 1) - 1);
      rest.remove_prefix(std::min(value.size() + 2, rest.size()));
      facts_.add(std::string("postgresql.error.") + field, value);
      if (field == 'M') facts_.add("postgresql.answer", value);
    }
  }

  MachineOptions options_;
  std::vector<std::uint8_t> waiting_{};
  bool asked_ = false;
};

}  // namespace

extern const Protocol kPostgreSql;
const Protocol kPostgreSql{
    .name = "postgresql", .ports = {5432}, .starttls = true, .create = make_machine<PostgreSql>};

}  // namespace minato::talk
