// The greeting of MySQL and MariaDB: packet = length (3, little), number (1), payload.
//   10, version NUL, thread id (4), salt (8), 0, capabilities low (2), character set, status (2),
//   capabilities high (2), length of salt, reserved (10), salt, plug-in name NUL
// or ff, error code (2), text: the host may not connect.
#include <algorithm>

#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostPacketBytes = 4096;
constexpr std::uint32_t kCapabilitySsl = 0x0800;
constexpr std::string_view kMariaDbPrefix = "5.5.5-";  // put there for old replication clients

class MySql final : public Machine {
 public:
  explicit MySql(const MachineOptions& /*options*/) {}

  void start(Outbox& /*out*/) override {}

  void on_bytes(base::Bytes received, Outbox& out) override {
    packet_.insert(packet_.end(), received.begin(), received.end());
    if (packet_.size() < 4) return;
    const std::size_t length = packet_[0] | static_cast<std::size_t>(packet_[1]) << 8 |
                               static_cast<std::size_t>(packet_[2]) << 16;
    if (length == 0 || length > kMostPacketBytes || packet_[3] != 0) {
      return out.fail({0, "mysql-packet"});
    }
    if (packet_.size() - 4 < length) return;
    base::ByteReader reader(base::Bytes(packet_).subspan(4, length));
    const std::uint8_t kind = reader.u8();
    if (kind == 0xff) return take_error(reader, out);
    if (kind != 10) return out.fail({4, "mysql-protocol-version"});
    take_greeting(reader, out);
  }

  void on_closed(Closing /*how*/, Outbox& out) override { out.fail({0, "mysql-ended-early"}); }

 private:
  void take_error(base::ByteReader& reader, Outbox& out) {
    facts_.add_number("mysql.error", reader.u16_little());
    facts_.add("mysql.error.text", reader.rest());
    if (reader.failed()) return out.fail({5, "mysql-error"});
    out.finish();
  }

  void take_greeting(base::ByteReader& reader, Outbox& out) {
    const auto version = text(reader);
    facts_.add("mysql.greeting", version);
    const bool maria = version.find("MariaDB") != std::string_view::npos;
    facts_.add("mysql.product", maria ? "MariaDB" : "MySQL");
    facts_.add("mysql.version", maria && version.starts_with(kMariaDbPrefix)
                                    ? version.substr(kMariaDbPrefix.size())
                                    : version);
    reader.skip(4 + 8 + 1);
    std::uint32_t capabilities = reader.u16_little();
    facts_.add_number("mysql.charset", reader.u8());
    reader.skip(2);
    capabilities |= static_cast<std::uint32_t>(reader.u16_little()) << 16;
    const std::size_t salt = reader.u8();
    reader.skip(10);
    reader.skip(std::max<std::size_t>(salt, 21) - 8);
    if (reader.failed()) return out.fail({reader.offset() + 4, "mysql-greeting"});
    facts_.add("mysql.tls", (capabilities & kCapabilitySsl) != 0 ? "offered" : "missing");
    const auto plugin = text(reader);
    if (!plugin.empty()) facts_.add("mysql.auth", plugin);
    out.finish();
  }

  /// Up to a zero byte or the end.
  static std::string_view text(base::ByteReader& reader) {
    const std::string_view rest = base::as_text(reader.rest());
    const std::string_view found = rest.substr(0, rest.find('\0'));
    reader.skip(std::min(found.size() + 1, rest.size()));
    return found;
  }

  std::vector<std::uint8_t> packet_{};
};

}  // namespace

extern const Protocol kMySql;
const Protocol kMySql{
    .name = "mysql", .ports = {3306}, .first = FirstWord::server, .create = make_machine<MySql>};

}  // namespace minato::talk
