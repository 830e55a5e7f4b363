// Tables of where products name themselves, and the version beside the name.
#include "audit/product.h"

#include <algorithm>
#include <array>

#include "audit/words.h"

namespace minato::audit {
namespace {

/// Where a product names itself: a fact, a word in it, and whether its version follows the word.
struct Mark {
  std::string_view service;
  std::string_view fact;
  std::string_view word;
  std::string_view key;
  std::string_view name;
};

constexpr std::array kMarks = {
    Mark{"ssh", "ssh.software", "OpenSSH_", "openssh", "OpenSSH"},
    Mark{"ssh", "ssh.software", "dropbear_", "dropbear", "Dropbear sshd"},
    Mark{"ssh", "ssh.software", "dropbear", "dropbear", "Dropbear sshd"},
    Mark{"ftp", "ftp.greeting", "(vsFTPd ", "vsftpd", "vsftpd"},
    Mark{"ftp", "ftp.greeting", "ProFTPD ", "proftpd", "ProFTPD"},
    Mark{"ftp", "ftp.help", "ftp-bugs@", "vsftpd", "vsftpd"},
    Mark{"ftp", "ftp.greeting", "Pure-FTPd", "pure-ftpd", "Pure-FTPd"},
    Mark{"ftp", "ftp.help", "Pure-FTPd", "pure-ftpd", "Pure-FTPd"},
    Mark{"smtp", "smtp.greeting", "ESMTP Postfix", "postfix", "Postfix smtpd"},
    Mark{"smtp", "smtp.greeting", " Exim ", "exim", "Exim smtpd"},
    Mark{"smtp", "smtp.greeting", "OpenSMTPD", "opensmtpd", "OpenSMTPD"},
    Mark{"smtp", "smtp.greeting", "Sendmail ", "sendmail", "Sendmail"},
    Mark{"imap", "imap.greeting", "Dovecot", "dovecot", "Dovecot imapd"},
    Mark{"imap", "imap.greeting", "Cyrus IMAP ", "cyrus", "Cyrus imapd"},
    Mark{"imap", "imap.greeting", "Courier-IMAP", "courier", "Courier imapd"},
    Mark{"pop3", "pop3.greeting", "Dovecot", "dovecot", "Dovecot pop3d"},
    Mark{"redis", "redis.info", "redis_version:", "redis", "Redis"},
    Mark{"memcached", "memcached.version", "VERSION ", "memcached", "memcached"},
    Mark{"mqtt", "mqtt.broker", "mosquitto version ", "mosquitto", "Mosquitto"},
};

/// Products that show themselves by a word alone; their version is told elsewhere or nowhere.
constexpr std::array kShown = {
    Mark{"mysql", "mysql.greeting", "MariaDB", "mariadb", "MariaDB"},
    Mark{"amqp", "amqp.start", "RabbitMQ", "rabbitmq", "RabbitMQ"},
    Mark{"ntp", "ntp.control", "ntpsec", "ntpsec", "NTPsec"},
    Mark{"http", "http.registry", "/v2/", "docker-registry", "Docker Registry"},
    Mark{"http", "http.status-page", "/haproxy?stats", "haproxy", "HAProxy"},
    Mark{"smb", "smb.ntlm-version", "6.1.0", "samba", "Samba smbd"},
    Mark{"socks", "socks.method", "\x05", "dante", ""},
};

/// Where nothing is shown: whose words the remedy is written in. No name is claimed.
struct Usual {
  std::string_view service;
  std::string_view key;
};
constexpr std::array kUsual = {
    Usual{"redis", "redis"},
    Usual{"memcached", "memcached"},
    Usual{"postgresql", "postgresql"},
    Usual{"mysql", "mysql"},
    Usual{"nats", "nats"},
    Usual{"etcd", "etcd"},
    Usual{"mqtt", "mosquitto"},
    Usual{"mongodb", "mongodb"},
    Usual{"elasticsearch", "elasticsearch"},
    Usual{"docker", "docker"},
    Usual{"kubernetes", "kubernetes"},
    Usual{"snmp", "net-snmp"},
    Usual{"ldap", "openldap"},
    Usual{"rsync", "rsync"},
    Usual{"tftp", "tftpd-hpa"},
    Usual{"vnc", "tigervnc"},
    Usual{"xmpp", "prosody"},
    Usual{"git", "git"},
    Usual{"rpcbind", "rpcbind"},
    Usual{"beanstalkd", "beanstalkd"},
    Usual{"x11", "xorg"},
    Usual{"telnet", "inetutils-telnetd"},
};

/// The Server header: what stands in front of the slash.
constexpr std::array kServers = {
    Mark{"", "", "nginx", "nginx", "nginx"},
    Mark{"", "", "Apache", "apache", "Apache httpd"},
    Mark{"", "", "lighttpd", "lighttpd", "lighttpd"},
    Mark{"", "", "squid", "squid", "Squid"},
    Mark{"", "", "tinyproxy", "tinyproxy", "Tinyproxy"},
    Mark{"", "", "Icecast", "icecast", "Icecast"},
    Mark{"", "", "CUPS", "cups", "CUPS"},
    Mark{"", "", "Caddy", "caddy", "Caddy"},
    Mark{"", "", "HAProxy", "haproxy", "HAProxy"},
    Mark{"", "", "Microsoft-IIS", "iis", "Microsoft IIS"},
    Mark{"", "", "Jetty", "jetty", "Jetty"},
    Mark{"", "", "openresty", "openresty", "OpenResty"},
};

bool is_version_byte(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '.' ||
         byte == '-' || byte == '_';
}

/// The word that begins here, when it begins with a digit: "9.2p1".
std::string version_at(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return {};
  std::size_t length = 0;
  while (length < text.size() && length < 40 && is_version_byte(text[length])) ++length;
  return std::string(text.substr(0, length));
}

Product of_server_header(const talk::Facts& facts) {
  const std::string_view server = facts.text("http.server");
  for (const Mark& mark : kServers) {
    if (!base::to_lower(server).starts_with(base::to_lower(mark.word))) continue;
    const std::string_view rest = server.substr(mark.word.size());
    return {std::string(mark.key), std::string(mark.name),
            rest.starts_with('/') ? version_at(rest.substr(1)) : std::string()};
  }
  return {};
}

}  // namespace

Product product_of(std::string_view service, const talk::Facts& facts) {
  for (const Mark& mark : kMarks) {
    if (mark.service != service || mark.key.empty()) continue;
    const std::string_view text = facts.text(mark.fact);
    const std::size_t at = text.find(mark.word);
    if (at == std::string_view::npos) continue;
    return {std::string(mark.key), std::string(mark.name),
            version_at(text.substr(at + mark.word.size()))};
  }
  Product told{std::string(facts.text("product.key")), std::string(facts.text("product.name")),
               std::string(facts.text("product.version"))};
  if (!told.key.empty()) return told;
  for (const Mark& mark : kShown) {
    if (mark.service == service &&
        facts.text(mark.fact).find(mark.word) != std::string_view::npos) {
      return {std::string(mark.key), std::string(mark.name), ""};
    }
  }
  if (Product served = of_server_header(facts); !served.key.empty()) return served;
  const auto usual = std::ranges::find(kUsual, service, &Usual::service);
  return {usual == kUsual.end() ? std::string() : std::string(usual->key), "", ""};
}

}  // namespace minato::audit
