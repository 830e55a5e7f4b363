// Data stores and message brokers: whether they ask who comes, and whether words travel encrypted.
// Only questions that read: a PING, a version, a list of names.
#include <fmt/format.h>

#include <array>

#include "audit/families/plain.h"
#include "audit/family.h"
#include "audit/http_words.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"
#include "talk/byte_builder.h"
#include "talk/requests.h"

namespace minato::audit {
namespace {

using talk::ByteBuilder;
using talk::Step;

constexpr auto kHigh = model::Severity::high;
constexpr auto kMedium = model::Severity::medium;

/// Missing when the reply begins as only a stranger who was let in sees it.
std::optional<Answer> let_in(const Case& given, std::string_view key, std::string_view begins,
                             std::string_view refusal) {
  const auto reply = given.facts.first(key);
  if (!reply) return std::nullopt;
  if (reply->starts_with(begins)) return missing(first_line(*reply));
  return contains(*reply, refusal) ? done(first_line(*reply)) : undecided(first_line(*reply));
}

std::optional<Answer> redis(const Case& given) {
  const auto reply = given.facts.first("redis.ping");
  if (!reply) return std::nullopt;
  if (reply->starts_with("+PONG")) return missing(first_line(*reply));
  return reply->starts_with("-") ? done(first_line(*reply)) : undecided(first_line(*reply));
}

std::optional<Answer> memcached(const Case& given) {
  return let_in(given, "memcached.stats", "STAT ", "unauthenticated");
}

std::optional<Answer> beanstalkd(const Case& given) {
  return let_in(given, "beanstalkd.stats", "OK ", "-");
}

std::optional<Answer> mongodb(const Case& given) {
  const auto reply = given.facts.first("mongodb.databases");
  if (!reply || reply->size() < 21) return std::nullopt;
  if (reply->find("databases") != std::string_view::npos) return missing("listDatabases");
  return done("listDatabases");
}

/// status 200 with a word of its own: open; 401 or 403: asks.
std::optional<Answer> web_api(const Case& given, std::string_view key, std::string_view word) {
  const auto raw = given.facts.first(key);
  const auto reply = raw ? HttpReply::read(*raw) : std::nullopt;
  if (!reply) return std::nullopt;
  if (reply->status == 200 && contains(reply->body, word)) return missing(first_line(*raw));
  const bool asks = reply->status == 401 || reply->status == 403;
  return asks ? done(first_line(*raw)) : undecided(first_line(*raw));
}

std::optional<Answer> elasticsearch(const Case& given) {
  return web_api(given, "elasticsearch.root", "cluster_name");
}
std::optional<Answer> docker(const Case& given) {
  return web_api(given, "docker.version", "ApiVersion");
}
std::optional<Answer> kubernetes(const Case& given) {
  return web_api(given, "kubernetes.pods", "\"PodList\"");
}
std::optional<Answer> etcd(const Case& given) { return web_api(given, "etcd.range", "header"); }

std::optional<Answer> postgresql(const Case& given) {
  // One conversation asks for one user from one address; the file speaks of all.
  if (const auto trusted = given.facts.first("pg_hba.trust")) {
    return missing(std::string(*trusted));
  }
  const auto reply = given.facts.first("postgresql.start");
  if (!reply || reply->empty()) return std::nullopt;
  base::ByteReader reader(base::as_bytes(*reply));
  const char kind = static_cast<char>(reader.u8());
  reader.skip(4);
  const std::uint32_t method = reader.u32();
  if (kind == 'E') return done(first_line(postgresql_error(*reply)));
  if (kind != 'R' || reader.failed()) return std::nullopt;
  constexpr std::uint32_t kOk = 0, kCleartext = 3, kMd5 = 5;
  if (method == kOk) return missing("AuthenticationOk");
  if (method == kCleartext) return missing("AuthenticationCleartextPassword", kMedium);
  return done(method == kMd5 ? "md5" : "SCRAM-SHA-256");
}

std::optional<Answer> nats(const Case& given) {
  const auto info = given.facts.first("nats.info");
  if (!info || !info->starts_with("INFO ")) return std::nullopt;
  const bool asks = info->find("\"auth_required\":true") != std::string_view::npos ||
                    info->find("\"tls_verify\":true") != std::string_view::npos;
  return asks ? done("auth_required") : missing(first_line(*info));
}

std::optional<Answer> mqtt(const Case& given) {
  const auto reply = given.facts.first("mqtt.connack");
  // CONNACK: 20 02 flags code
  if (!reply || reply->size() < 4 || (*reply)[0] != 0x20) return std::nullopt;
  const int code = static_cast<unsigned char>((*reply)[3]);
  const std::string seen = fmt::format("CONNACK {}", code);
  return code == 0 ? missing(seen) : done(seen);
}

constexpr std::array kChecks = {
    Check{"redis.authentication", "redis", kHigh, {"CWE-306", "CIS Redis"}, redis},
    Check{"redis.encryption", "redis", kMedium, {"CWE-319"}, encrypted},
    Check{"memcached.authentication", "memcached", kHigh, {"CWE-306"}, memcached},
    Check{"memcached.encryption", "memcached", kMedium, {"CWE-319"}, encrypted},
    Check{"beanstalkd.authentication", "beanstalkd", kHigh, {"CWE-306"}, beanstalkd},
    Check{"mongodb.authentication", "mongodb", kHigh, {"CWE-306", "CIS MongoDB"}, mongodb},
    Check{"mongodb.encryption", "mongodb", kMedium, {"CWE-319"}, encrypted},
    Check{"elasticsearch.authentication", "elasticsearch", kHigh, {"CWE-306"}, elasticsearch},
    Check{"elasticsearch.encryption", "elasticsearch", kMedium, {"CWE-319"}, encrypted},
    Check{"docker.authentication", "docker", kHigh, {"CWE-306", "CIS Docker"}, docker},
    Check{"kubernetes.authentication",
          "kubernetes",
          kHigh,
          {"CWE-306", "CIS Kubernetes"},
          kubernetes},
    Check{"etcd.authentication", "etcd", kHigh, {"CWE-306", "CIS Kubernetes"}, etcd},
    Check{"etcd.encryption", "etcd", kMedium, {"CWE-319"}, encrypted},
    Check{"postgresql.authentication",
          "postgresql",
          kHigh,
          {"CWE-306", "CIS PostgreSQL"},
          postgresql},
    Check{"postgresql.encryption", "postgresql", kMedium, {"CWE-319"}, encrypted},
    Check{"mysql.encryption", "mysql", kMedium, {"CWE-319", "CIS MariaDB"}, encrypted},
    Check{"nats.authentication", "nats", kHigh, {"CWE-306"}, nats},
    Check{"nats.encryption", "nats", kMedium, {"CWE-319"}, encrypted},
    Check{"mqtt.authentication", "mqtt", kHigh, {"CWE-306"}, mqtt},
    Check{"mqtt.encryption", "mqtt", kMedium, {"CWE-319"}, encrypted},
    Check{"amqp.encryption", "amqp", kMedium, {"CWE-319"}, encrypted},
};

bool is_stats(std::string_view reply) {
  return reply.ends_with("END\r\n") || reply.starts_with("ERROR") ||
         reply.starts_with("CLIENT_ERROR");
}

bool is_bulk(std::string_view reply) {
  if (!reply.starts_with('$')) return talk::is_line(reply);
  const std::size_t end = reply.find("\r\n");
  if (end == std::string_view::npos) return false;
  const auto length = base::parse_number<std::size_t>(reply.substr(1, end - 1));
  return !length || reply.size() >= end + 2 + *length + 2;
}

/// OP_MSG {listDatabases: 1, nameOnly: true, $db: "admin"}.
std::string mongo_question() {
  ByteBuilder fields;
  fields.u8(0x10).text("listDatabases").u8(0).u32_little(1);
  fields.u8(0x08).text("nameOnly").u8(0).u8(1);
  fields.u8(0x02).text("$db").u8(0).u32_little(6).text("admin").u8(0);
  return talk::mongo_op_msg(1, fields);
}

bool is_sized_little(std::string_view reply) {
  base::ByteReader reader(base::as_bytes(reply));
  const std::uint32_t length = reader.u32_little();
  return !reader.failed() && reply.size() >= length;
}

std::string postgres_start() {
  ByteBuilder body;
  body.u32(196608).text("user").u8(0).text("postgres").u8(0);
  body.text("database").u8(0).text("postgres").u8(0).u8(0);
  return ByteBuilder().u32(body.size() + 4).bytes(body.view()).string();
}

bool was_accepted(const talk::Facts& facts) {
  const auto reply = facts.text("mqtt.connack");
  return reply.size() >= 4 && reply[3] == 0;
}

bool has_publish(std::string_view reply) {
  return reply.find("$SYS/broker/version") != std::string_view::npos;
}

Step get(std::string_view key, std::string_view path, const std::string& host) {
  return {.key = std::string(key),
          .send = http_request("GET", path, host),
          .is_whole = talk::is_http_reply};
}

std::vector<Step> steps_of(const Target& target) {
  const std::string& service = target.service;
  if (service == "redis") {
    return {{.key = "redis.ping", .send = "PING\r\n"},
            {.key = "redis.info", .send = "INFO server\r\n", .is_whole = is_bulk}};
  }
  if (service == "memcached") {
    return {{.key = "memcached.version", .send = "version\r\n"},
            {.key = "memcached.stats", .send = "stats\r\n", .is_whole = is_stats}};
  }
  if (service == "beanstalkd") return {{.key = "beanstalkd.stats", .send = "stats\r\n"}};
  if (service == "mongodb") {
    return {{.key = "mongodb.databases", .send = mongo_question(), .is_whole = is_sized_little}};
  }
  if (service == "elasticsearch") return {get("elasticsearch.root", "/", target.host)};
  if (service == "docker") return {get("docker.version", "/version", target.host)};
  if (service == "kubernetes") return {get("kubernetes.pods", "/api/v1/pods?limit=1", target.host)};
  if (service == "etcd") {
    const std::string body = R"({"key":"AA==","limit":1})";
    return {{.key = "etcd.range",
             .send = http_request("POST", "/v3/kv/range", target.host,
                                  fmt::format("Content-Length: {}\r\n", body.size())) +
                     body,
             .is_whole = talk::is_http_reply}};
  }
  if (service == "postgresql") {
    return {{.key = "postgresql.start", .send = postgres_start(), .is_whole = talk::is_anything}};
  }
  if (service == "mysql") return {{.key = "mysql.greeting", .is_whole = talk::is_anything}};
  if (service == "nats") return {{.key = "nats.info"}};
  if (service == "mqtt") {
    return {{.key = "mqtt.connack",
             .send = talk::mqtt_connect("minato"),
             .is_whole = talk::is_anything},
            {.key = "mqtt.broker",
             .send = talk::mqtt_subscribe("$SYS/broker/version"),
             .is_whole = has_publish,
             .when = was_accepted}};
  }
  if (service == "amqp") {
    return {{.key = "amqp.start",
             .send = std::string("AMQP\x00\x00\x09\x01", 8),
             .is_whole = talk::is_anything}};
  }
  return {};
}

void inquire(const Target& target, Inquiries& inquiries) {
  if (target.endpoint.port.transport != model::Transport::tcp || steps_of(target).empty()) return;
  inquiries.push_back(std::make_unique<PlainInquiry>([target] {
    std::vector<Talk> talks;
    talks.push_back({.name = target.service,
                     .machine = talk::make_dialogue(steps_of(target)),
                     .layer = layer_of(target)});
    return talks;
  }));
}

}  // namespace

std::string postgresql_error(std::string_view reply) {
  // 'E' length(4) then fields: a letter, its text, NUL. M is the sentence.
  std::size_t at = 5;
  while (at < reply.size() && reply[at] != '\0') {
    const std::size_t end = reply.find('\0', at);
    if (end == std::string_view::npos) break;
    if (reply[at] == 'M') return std::string(reply.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return "error";
}

std::optional<Answer> encrypted(const Case& given) {
  if (given.tunnel == "tls") return done("TLS");
  if (given.facts.has("tls.version")) return done(joined(given.facts.all("tls.version")));
  if (given.facts.empty()) return std::nullopt;
  return missing(std::string(given.service));
}

extern const Family kStoreFamily;
const Family kStoreFamily{.checks = kChecks, .inquire = inquire};

}  // namespace minato::audit
