// What is asked of a web server: its front page, methods, places that should not be there, and ways
// out of its folder. Every request is a GET, OPTIONS or TRACE: nothing is written.
#include "audit/families/http_inquiry.h"

#include <fmt/format.h>

#include <array>

#include "audit/http_words.h"
#include "audit/words.h"
#include "talk/audits/dialogue.h"

namespace minato::audit {
namespace {

/// A place, and a word that only the real thing has: a page that says 200 to everything has none.
struct Place {
  std::string_view path;
  std::string_view word;
  std::string_view kind;  ///< fact that it becomes
};
constexpr std::array kPlaces = {
    Place{"/.git/HEAD", "ref: refs/", "http.exposed"},
    Place{"/.git/config", "[core]", "http.exposed"},
    Place{"/.svn/entries", "svn", "http.exposed"},
    Place{"/.hg/requires", "revlog", "http.exposed"},
    Place{"/.env", "=", "http.exposed-env"},
    Place{"/.htpasswd", ":$", "http.exposed"},
    Place{"/.aws/credentials", "aws_", "http.exposed"},
    Place{"/.ssh/id_rsa", "PRIVATE KEY", "http.exposed"},
    Place{"/.DS_Store", "Bud1", "http.exposed"},
    Place{"/wp-config.php.bak", "DB_PASSWORD", "http.exposed"},
    Place{"/config.php.bak", "<?php", "http.exposed"},
    Place{"/phpinfo.php", "phpinfo()", "http.exposed"},
    Place{"/dump.sql", "CREATE TABLE", "http.exposed"},
    Place{"/actuator/env", "propertySources", "http.exposed"},
    Place{"/server-status", "Apache Server Status", "http.status-page"},
    Place{"/server-info", "Apache Server Information", "http.status-page"},
    Place{"/nginx_status", "Active connections:", "http.status-page"},
    Place{"/haproxy?stats", "Statistics Report for", "http.status-page"},
    Place{"/stats", "Statistics Report for", "http.status-page"},
    Place{"/metrics", "# HELP ", "http.status-page"},
    Place{"/v2/", "{}", "http.registry"},
    Place{"/v2/_catalog", "repositories", "http.registry-catalog"},
};

constexpr std::array<std::string_view, 6> kFolders = {"/",         "/icons/", "/images/",
                                                      "/uploads/", "/files/", "/backup/"};

/// Ways to write "up, up, up, /etc/passwd"; the file is there on every system, harmless, and its
/// first line is known.
constexpr std::array<std::string_view, 26> kWaysOut = {
    "/../../../../../../../../etc/passwd",
    "/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/..%252f..%252f..%252f..%252f..%252fetc%252fpasswd",
    "/%252e%252e/%252e%252e/%252e%252e/%252e%252e/etc/passwd",
    "/..%c0%af..%c0%af..%c0%af..%c0%afetc/passwd",
    "/%c0%ae%c0%ae/%c0%ae%c0%ae/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "/..%e0%80%af..%e0%80%af..%e0%80%af..%e0%80%afetc/passwd",
    "/..\\..\\..\\..\\..\\..\\etc\\passwd",
    "/..%5c..%5c..%5c..%5c..%5c..%5cetc%5cpasswd",
    "/..%255c..%255c..%255c..%255cetc/passwd",
    "/....//....//....//....//....//etc/passwd",
    "/..././..././..././..././..././etc/passwd",
    "/.%2e/.%2e/.%2e/.%2e/.%2e/.%2e/etc/passwd",
    "/%2e./%2e./%2e./%2e./%2e./etc/passwd",
    "/cgi-bin/.%2e/.%2e/.%2e/.%2e/.%2e/etc/passwd",
    "/cgi-bin/%%32%65%%32%65/%%32%65%%32%65/%%32%65%%32%65/%%32%65%%32%65/etc/passwd",
    "/icons/.%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/../../../../../../../etc/passwd",
    "/static..%2f..%2f..%2f..%2f..%2fetc/passwd",
    "//etc/passwd",
    "///../../../../../../etc/passwd",
    "/;/../;/../;/../;/../etc/passwd",
    "/..;/..;/..;/..;/..;/etc/passwd",
    "/?file=../../../../../../../../etc/passwd",
};

bool is_passwd(std::string_view body) {
  const std::size_t at = body.find("root:");
  return at != std::string_view::npos && body.find(":0:0:", at) < at + 64;
}

/// NAME=value lines and nothing of a page.
bool is_environment(const HttpReply& reply) {
  const std::string_view line = reply.body.substr(0, reply.body.find('\n'));
  const std::size_t equals = line.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         line.find('<') == std::string_view::npos &&
         line.substr(0, equals).find(' ') == std::string_view::npos;
}

class HttpInquiry final : public Inquiry {
 public:
  explicit HttpInquiry(const Target& target)
      : host_(target.host),
        layer_(layer_of(target)),
        whole_(target.service == "http" || target.service == "https") {}

  /// The front page alone: whoever does not answer it in time is asked nothing more.
  std::vector<Talk> begin() override {
    std::vector<Talk> talks;
    talks.push_back(ask("http-root", "GET", "/"));
    return talks;
  }

  std::vector<std::string> later() const override {
    std::vector<std::string> names;
    for (const Talk& talk : rest()) names.push_back(talk.name);
    return names;
  }

  std::vector<Talk> heard(const Talk& talk, const talk::Facts& facts) override {
    const auto raw = facts.first("http.reply");
    if (!raw) return {};
    const auto reply = HttpReply::read(*raw);
    if (!reply) return {};
    if (!facts_.has("http.heard")) facts_.add_flag("http.heard");
    const auto words = base::words(talk.name);
    const std::size_t index =
        words.size() > 1 ? base::parse_number<std::size_t>(words[1]).value_or(0) : 0;
    if (words[0] == "http-root") {
      note_root(*raw, *reply);
      return rest();
    }
    if (words[0] == "http-options") note_first("http.allow", reply->header("allow"));
    if (words[0] == "http-trace" && reply->status == 200 &&
        contains(reply->body, "x-minato-echo: pier")) {
      facts_.add("http.trace", "X-Minato-Echo: pier");
    }
    if (reply->status != 200) return {};
    if (words[0] == "http-place") note_place(kPlaces.at(index), *reply);
    if (words[0] == "http-folder") note_folder(kFolders.at(index), *reply);
    if (words[0] == "http-traversal" && is_passwd(reply->body)) {
      facts_.add("http.traversal", kWaysOut.at(index));
    }
    return {};
  }

 private:
  [[nodiscard]] Talk ask(std::string name, std::string_view method, std::string_view path,
                         std::string_view extra = "") const {
    return {.name = std::move(name),
            .machine = talk::make_dialogue({{.key = "http.reply",
                                             .send = http_request(method, path, host_, extra),
                                             .is_whole = talk::is_http_reply}}),
            .layer = layer_};
  }

  [[nodiscard]] std::vector<Talk> rest() const {
    std::vector<Talk> talks;
    if (!whole_) return talks;
    talks.push_back(ask("http-trace", "TRACE", "/", "X-Minato-Echo: pier\r\n"));
    talks.push_back(ask("http-options", "OPTIONS", "/"));
    for (std::size_t i = 0; i < kPlaces.size(); ++i) {
      talks.push_back(ask(fmt::format("http-place {}", i), "GET", kPlaces.at(i).path));
    }
    for (std::size_t i = 1; i < kFolders.size(); ++i) {
      talks.push_back(ask(fmt::format("http-folder {}", i), "GET", kFolders.at(i)));
    }
    for (std::size_t i = 0; i < kWaysOut.size(); ++i) {
      talks.push_back(ask(fmt::format("http-traversal {}", i), "GET", kWaysOut.at(i)));
    }
    return talks;
  }

  void note_first(std::string_view key, std::optional<std::string_view> value) {
    if (value) facts_.add(key, *value);
  }

  void note_root(std::string_view raw, const HttpReply& reply) {
    facts_.add("http.root", raw);
    facts_.add_number("http.status", reply.status);
    note_first("http.server", reply.header("server"));
    if (reply.status == 200) note_folder("/", reply);
  }

  void note_place(const Place& place, const HttpReply& reply) {
    if (place.kind == "http.exposed-env") {
      if (is_environment(reply)) facts_.add("http.exposed", place.path);
    } else if (place.kind.starts_with("http.registry")) {
      if (reply.header("docker-distribution-api-version")) facts_.add("http.registry", place.path);
    } else if (contains(reply.body, place.word) && !is_page_of_all(reply)) {
      facts_.add(place.kind, place.path);
    }
  }

  /// "ref: refs/" inside of a long page is no .git/HEAD.
  [[nodiscard]] static bool is_page_of_all(const HttpReply& reply) {
    return contains(reply.body.substr(0, 256), "<html") && !contains(reply.body, "status") &&
           !contains(reply.body, "statistics") && !contains(reply.body, "phpinfo") &&
           !contains(reply.body, "server information");
  }

  void note_folder(std::string_view path, const HttpReply& reply) {
    for (const std::string_view mark :
         {"<title>Index of ", "<h1>Index of", "<title>Directory listing for",
          "<title>Directory Listing", "[To Parent Directory]"}) {
      if (!contains(reply.body, mark)) continue;
      facts_.add("http.listing", path);
      return;
    }
  }

  std::string host_;
  Layer layer_;
  bool whole_;
};

}  // namespace

void inquire_http(const Target& target, Inquiries& inquiries) {
  constexpr std::array<std::string_view, 3> kServices = {"http", "ipp", "http-proxy"};
  for (const std::string_view service : kServices) {
    if (target.service == service) inquiries.push_back(std::make_unique<HttpInquiry>(target));
  }
}

}  // namespace minato::audit
