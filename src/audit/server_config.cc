// keyword value  |  keyword=value  |  keyword = value  |  # comment
#include "audit/server_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace minato::audit {
namespace {

constexpr std::size_t kMostShown = 120;

constexpr std::string_view kVsftpd = "/etc/vsftpd.conf";
constexpr std::string_view kRedis = "/etc/redis/redis.conf";
constexpr std::string_view kMosquitto = "/etc/mosquitto/mosquitto.conf";
constexpr std::string_view kMosquittoMore = "/etc/mosquitto/conf.d/*.conf";
constexpr std::string_view kNginx = "/etc/nginx/nginx.conf";
constexpr std::string_view kNginxSites = "/etc/nginx/sites-enabled/*";
constexpr std::string_view kApache = "/etc/apache2/conf-enabled/*.conf";

constexpr std::array kSettings = {
    LocalSetting{"vsftpd", kVsftpd, "anonymous_enable", "ftp.anonymous"},
    LocalSetting{"vsftpd", kVsftpd, "anon_upload_enable", "ftp.anonymous-write"},
    LocalSetting{"vsftpd", kVsftpd, "ssl_enable", "ftp.encryption"},
    LocalSetting{"vsftpd", kVsftpd, "port_promiscuous", "ftp.bounce"},
    LocalSetting{"redis-server", kRedis, "protected-mode", "redis.authentication"},
    LocalSetting{"redis-server", kRedis, "tls-port", "redis.encryption"},
    LocalSetting{"mosquitto", kMosquitto, "allow_anonymous", "mqtt.authentication"},
    LocalSetting{"mosquitto", kMosquittoMore, "allow_anonymous", "mqtt.authentication"},
    LocalSetting{"nginx", kNginx, "server_tokens", "http.version-leak"},
    LocalSetting{"nginx", kNginx, "ssl_protocols", "tls.protocols"},
    LocalSetting{"nginx", kNginxSites, "autoindex", "http.listing"},
    LocalSetting{"nginx", kNginxSites, "ssl_protocols", "tls.protocols"},
    LocalSetting{"apache2", kApache, "ServerTokens", "http.version-leak"},
    LocalSetting{"apache2", kApache, "TraceEnable", "http.trace"},
};

bool is_content(std::string_view line) { return !line.empty() && line.front() != '#'; }

/// "anonymous_enable" of "anonymous_enable=YES".
std::string_view keyword_of(std::string_view line) {
  return line.substr(0, line.find_first_of(" \t="));
}

std::string place(const ConfigFile& file, std::size_t number, std::string_view line) {
  return fmt::format("{}:{}: {}", file.name, number, line.substr(0, kMostShown));
}

/// The addresses of a pg_hba line are this machine's.
bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address.starts_with("::1") || address == "localhost";
}

}  // namespace

std::span<const LocalSetting> local_settings() { return kSettings; }

void read_setting(const LocalSetting& setting, const ConfigFile& file, talk::Facts& facts) {
  std::string found;
  std::size_t number = 0;
  for (const std::string_view whole : base::split(file.text, '\n')) {
    ++number;
    const std::string_view line = base::trim(whole);
    if (is_content(line) && base::to_lower(keyword_of(line)) == base::to_lower(setting.keyword)) {
      found = place(file, number, line);
    }
  }
  if (!found.empty()) facts.add("local." + std::string(setting.check), found);
}

void read_pg_hba(const ConfigFile& file, talk::Facts& facts) {
  // host DATABASE USER ADDRESS [MASK] METHOD [OPTIONS]; the first line that fits decides.
  constexpr std::size_t kAddress = 3, kMethod = 4, kMaskedMethod = 5;
  std::size_t number = 0;
  for (const std::string_view whole : base::split(file.text, '\n')) {
    ++number;
    const std::string_view line = base::trim(whole.substr(0, whole.find('#')));
    const auto words = base::words(line);
    if (words.size() <= kMethod || !words[0].starts_with("host")) continue;
    const bool trusts = words[kMethod] == "trust" ||
                        (words.size() > kMaskedMethod && words[kMaskedMethod] == "trust");
    if (!trusts) continue;
    if (is_loopback(words[kAddress])) continue;
    facts.add("pg_hba.trust", place(file, number, line));
    return;
  }
}

}  // namespace minato::audit
