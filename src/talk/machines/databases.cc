// Databases that speak in binary messages: MongoDB (wire protocol, BSON), Cassandra (native
// protocol v4), Microsoft SQL Server (MS-TDS PRELOGIN), Oracle (TNS, COMMAND=version).
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "talk/byte_builder.h"
#include "talk/exchange.h"
#include "talk/protocol.h"
#include "talk/requests.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr std::size_t kMongoHead = 16;
constexpr std::uint32_t kOpReply = 1, kOpQuery = 2004, kOpMsg = 2013;

/// command: 1
ByteBuilder mongo_command(std::string_view command) {
  ByteBuilder fields;
  fields.u8(0x10).text(command).u8(0).u32_little(1);
  return fields;
}

MessageLength measure_mongo(std::string_view received) {
  constexpr std::size_t kMostReply = 49152;
  if (received.size() < kMongoHead) return 0;
  ByteReader in(base::as_bytes(received));
  const std::size_t length = in.u32_little();
  in.skip(8);
  const std::uint32_t operation = in.u32_little();
  if (operation != kOpReply && operation != kOpMsg) return std::nullopt;
  if (length <= kMongoHead || length > kMostReply) return std::nullopt;
  return length;
}

/// Bytes of a BSON value behind its name; nothing for types that such answers do not have.
std::optional<std::size_t> bson_size(unsigned type, const ByteReader& at) {
  ByteReader in = at;
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8;
    case 0x02:
      return 4 + std::size_t{in.u32_little()};
    case 0x03:
    case 0x04:
      return in.u32_little();
    case 0x05:
      return 5 + std::size_t{in.u32_little()};
    case 0x07:
      return 12;
    case 0x08:
      return 1;
    case 0x0a:
      return 0;
    case 0x10:
      return 4;
    case 0x13:
      return 16;
    default:
      return std::nullopt;
  }
}

/// Facts from the first level of a document.
void read_bson(ByteReader in, Facts& facts) {
  in.skip(4);
  while (in.remaining() > 0 && !in.failed()) {
    const unsigned type = in.u8();
    const std::string_view rest = base::as_text(in.rest());
    const std::size_t end = rest.find('\0');
    if (type == 0 || end == std::string_view::npos) return;
    const std::string_view name = rest.substr(0, end);
    in.skip(end + 1);
    const auto size = bson_size(type, in);
    if (!size || *size > in.remaining()) return;
    ByteReader value(in.bytes(*size));
    const auto text = [&] {
      const std::size_t length = value.u32_little();
      return base::as_text(value.bytes(length > 0 ? length - 1 : 0));
    };
    if (type == 0x10 && name == "maxWireVersion") {
      facts.add_number("mongodb.wire", value.u32_little());
    } else if (type == 0x02 && name == "version") {
      facts.add("mongodb.version", text());
    } else if (type == 0x02 && name == "setName") {
      facts.add("mongodb.set", text());
    } else if (type == 0x02 && name == "ferretdbVersion") {
      facts.add("mongodb.ferretdb", text());
    }
  }
}

Turn read_mongo(std::string_view message, unsigned number, Facts& facts) {
  ByteReader in(base::as_bytes(message));
  in.skip(12);
  // OP_REPLY: flags, cursor, start, count. OP_MSG: flags, kind of the section.
  in.skip(in.u32_little() == kOpReply ? 20 : 5);
  if (in.failed()) return Turn::not_ours();
  read_bson(in, facts);
  if (number > 0) return Turn::finished();
  if (!facts.has("mongodb.wire")) return Turn::not_ours();
  ByteBuilder fields = mongo_command("buildInfo");
  fields.u8(0x02).text("$db").u8(0).u32_little(6).text("admin").u8(0);
  return Turn::ask(mongo_op_msg(2, fields));
}

constexpr Exchange kMongoTalk{
    .first =
        [](const MachineOptions&) {
          // The handshake that every version takes.
          ByteBuilder body;
          body.u32_little(0).text("admin.$cmd").u8(0).u32_little(0).u32_little(0xffffffff);
          body.bytes(bson_document(mongo_command("isMaster")).view());
          return mongo_message(1, kOpQuery, body);
        },
    .measure = measure_mongo,
    .read = read_mongo,
    .rule = "mongodb-reply"};

constexpr std::size_t kCassandraHead = 9;

constexpr Exchange kCassandraTalk{
    .first =
        [](const MachineOptions&) {
          constexpr unsigned kVersion4 = 4, kOptions = 5;
          return ByteBuilder().u8(kVersion4).u8(0).u16(0).u8(kOptions).u32(0).string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::size_t kMostFrame = 16384;
      if ((static_cast<unsigned char>(received[0]) & 0xf0U) != 0x80U) return std::nullopt;
      if (received.size() < kCassandraHead) return 0;
      ByteReader in(base::as_bytes(received));
      in.skip(5);
      const std::size_t length = in.u32();
      return length > kMostFrame ? MessageLength() : MessageLength(kCassandraHead + length);
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      constexpr unsigned kError = 0, kSupported = 6;
      ByteReader in(base::as_bytes(message));
      in.skip(4);
      const unsigned operation = in.u8();
      in.skip(4);
      if (operation == kError) {
        in.skip(4);
        facts.add("cassandra.error", in.bytes(in.u16()));
        return in.failed() ? Turn::not_ours() : Turn::finished();
      }
      if (operation != kSupported) return Turn::not_ours();
      std::set<std::string> names;
      const unsigned count = in.u16();
      for (unsigned i = 0; i < count && !in.failed(); ++i) {
        names.emplace(base::as_text(in.bytes(in.u16())));
        const unsigned values = in.u16();
        for (unsigned j = 0; j < values && !in.failed(); ++j) in.skip(in.u16());
      }
      if (in.failed()) return Turn::not_ours();
      facts.add("cassandra.options", fmt::format("{}", fmt::join(names, " ")));
      return Turn::finished();
    },
    .rule = "cassandra-supported"};

constexpr std::size_t kTdsHead = 8;

constexpr Exchange kMsSqlTalk{
    .first =
        [](const MachineOptions&) {
          // Tokens VERSION and ENCRYPTION (not supported), then their values.
          constexpr unsigned kPreLogin = 0x12, kEndOfMessage = 1, kNoEncryption = 2;
          ByteBuilder body;
          body.u8(0).u16(11).u16(6).u8(1).u16(17).u16(1).u8(0xff).zeros(6).u8(kNoEncryption);
          return ByteBuilder()
              .u8(kPreLogin)
              .u8(kEndOfMessage)
              .u16(kTdsHead + body.size())
              .zeros(4)
              .bytes(body.view())
              .string();
        },
    .measure = [](std::string_view received) -> MessageLength {
      constexpr unsigned kResponse = 4;
      if (static_cast<unsigned char>(received[0]) != kResponse) return std::nullopt;
      if (received.size() < kTdsHead) return 0;
      ByteReader in(base::as_bytes(received));
      in.skip(2);
      const std::size_t length = in.u16();
      return length <= kTdsHead ? MessageLength() : MessageLength(length);
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      const base::Bytes body = base::as_bytes(message.substr(kTdsHead));
      ByteReader tokens(body);
      for (unsigned token = tokens.u8(); token != 0xff && !tokens.failed(); token = tokens.u8()) {
        const std::size_t at = tokens.u16();
        const std::size_t length = tokens.u16();
        if (tokens.failed() || at + length > body.size()) return Turn::not_ours();
        ByteReader value(body.subspan(at, length));
        if (token == 0) {
          const unsigned major = value.u8(), minor = value.u8(), build = value.u16();
          if (value.failed()) return Turn::not_ours();
          facts.add("mssql.version", fmt::format("{}.{}.{}", major, minor, build));
        } else if (token == 1) {
          facts.add_number("mssql.encryption", value.u8());
        }
      }
      return facts.has("mssql.version") ? Turn::finished() : Turn::not_ours();
    },
    .rule = "mssql-prelogin"};

std::string tns_version_request(const MachineOptions& /*options*/) {
  constexpr std::string_view kAsked = "(CONNECT_DATA=(COMMAND=version))";
  constexpr unsigned kConnect = 1, kVersion = 0x0136, kLowest = 0x012c, kHead = 58;
  ByteBuilder packet;
  packet.u16(kHead + kAsked.size()).u16(0).u8(kConnect).u8(0).u16(0);
  packet.u16(kVersion).u16(kLowest).u16(0).u16(0x0800).u16(0x7fff).u16(0x7f08).u16(0).u16(1);
  packet.u16(kAsked.size()).u16(kHead).u32(0x0800).u16(0x4141).zeros(kHead - 34);
  return packet.text(kAsked).string();
}

constexpr Exchange kOracleTalk{
    .first = tns_version_request,
    .measure = [](std::string_view received) -> MessageLength {
      constexpr std::size_t kHead = 8;
      if (received.size() < kHead) return 0;
      ByteReader in(base::as_bytes(received));
      const std::size_t length = in.u16();
      const bool no_sum = in.u16() == 0;
      const unsigned type = in.u8();
      // Accept, refuse, redirect, data, resend.
      const bool known = type == 2 || type == 4 || type == 5 || type == 6 || type == 11;
      return !no_sum || !known || length < kHead ? MessageLength() : MessageLength(length);
    },
    .read = [](std::string_view message, unsigned, Facts& facts) -> Turn {
      const std::size_t at = message.find("(DESCRIPTION=");
      if (at == std::string_view::npos) return Turn::more();
      const std::string_view text = message.substr(at);
      facts.add("oracle.error", text);
      constexpr std::string_view kNumber = "(VSNNUM=";
      const std::size_t number = text.find(kNumber);
      if (number == std::string_view::npos) return Turn::finished();
      const std::string_view rest = text.substr(number + kNumber.size());
      const auto version = base::parse_number<std::uint32_t>(rest.substr(0, rest.find(')')));
      if (version && *version > 0) {
        facts.add("oracle.version",
                  fmt::format("{}.{}.{}.{}.{}", *version >> 24U, *version >> 20U & 15U,
                              *version >> 12U & 255U, *version >> 8U & 15U, *version & 255U));
      }
      return Turn::finished();
    },
    .rule = "oracle-tns"};

}  // namespace

extern const Protocol kMongoDb, kCassandra, kMsSql, kOracle;
const Protocol kMongoDb{
    .name = "mongodb", .ports = {27017, 27018, 27019}, .create = make_exchange<kMongoTalk>};
const Protocol kCassandra{
    .name = "cassandra", .ports = {9042}, .create = make_exchange<kCassandraTalk>};
const Protocol kMsSql{.name = "ms-sql-s", .ports = {1433}, .create = make_exchange<kMsSqlTalk>};
const Protocol kOracle{.name = "oracle-tns", .ports = {1521}, .create = make_exchange<kOracleTalk>};

}  // namespace minato::talk
