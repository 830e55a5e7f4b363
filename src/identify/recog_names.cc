// A table of answers, and a walk over the parentheses of a pattern.
#include "identify/recog_names.h"

#include <algorithm>
#include <array>

namespace minato::identify {
namespace {

constexpr std::string_view kReplyCode = "^\\d{3}[ -]";
constexpr std::string_view kHeader = "http_header.";

struct Known {
  std::string_view matches;
  std::string_view fact;
  std::string_view lead;
  std::string_view service;
};

constexpr std::array kKnown = {
    Known{"ssh.banner", "ssh.banner", "^SSH-[\\d.]+-", "ssh"},
    Known{"ftp.banner", "ftp.banner", kReplyCode, "ftp"},
    Known{"smtp.banner", "smtp.banner", kReplyCode, "smtp"},
    Known{"nntp.banner", "nntp.banner", kReplyCode, "nntp"},
    Known{"pop3.banner", "pop3.banner", "^\\+OK ?", "pop3"},
    Known{"imap4.banner", "imap.banner", "^\\* (?:OK|PREAUTH) (?:\\[[^\\]]*\\] ?)?", "imap"},
    Known{"telnet.banner", "telnet.text", "", "telnet"},
    Known{"http_header.server", "http.server", "", "http"},
    Known{"http_header.cookie", "http.header", "^(?i)set-cookie: *", "http"},
    Known{"http_header.wwwauth", "http.header", "^(?i)www-authenticate: *", "http"},
    Known{"html_title", "http.title", "", "http"},
    Known{"html_body", "http.body", "", "http"},
    Known{"mysql.banner", "mysql.version", "", "mysql"},
    Known{"snmp.sys_description", "snmp.sysdescr", "", "snmp"},
    Known{"dns.versionbind", "dns.version", "", "domain"},
    Known{"rtsp_header.server", "rtsp.server", "", "rtsp"},
    Known{"sip_header.server", "sip.server", "", "sip"},
    Known{"ssdp_header.server", "ssdp.server", "", "ssdp"},
    Known{"upnp_header.server", "ssdp.server", "", "ssdp"},
};

bool is_header_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

/// A group that captures under a name of its own: (?<name>, (?P<name>, (?'name'.
bool is_named(std::string_view rest) {
  if (rest.starts_with("?P<") || rest.starts_with("?'")) return true;
  return rest.starts_with("?<") && rest.size() > 2 && rest[2] != '=' && rest[2] != '!';
}

}  // namespace

std::optional<RecogFact> recog_fact(std::string_view matches) {
  for (const Known& known : kKnown) {
    if (known.matches == matches) {
      return RecogFact{std::string(known.fact), std::string(known.lead),
                       std::string(known.service)};
    }
  }
  if (!matches.starts_with(kHeader)) return std::nullopt;
  const std::string_view header = matches.substr(kHeader.size());
  if (!is_header_name(header)) return std::nullopt;
  return RecogFact{"http.header", "^(?i)" + std::string(header) + ": *", "http"};
}

std::string with_named_groups(std::string_view pattern, const std::string* names,
                              std::size_t count) {
  std::string out;
  std::size_t group = 0;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    out += c;
    if (c == '\\' && at + 1 < pattern.size()) {
      out += pattern[++at];
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
      // A bracket that comes first stands for itself.
      const std::size_t first = pattern.substr(at + 1).starts_with('^') ? at + 2 : at + 1;
      if (first < pattern.size() && pattern[first] == ']') {
        out += pattern.substr(at + 1, first - at);
        at = first;
      }
    } else if (c == '(') {
      const std::string_view rest = pattern.substr(at + 1);
      if (is_named(rest)) ++group;
      if (rest.starts_with('?') || rest.starts_with('*')) continue;
      ++group;
      if (group < count && !names[group].empty()) out += "?<" + names[group] + ">";
    }
  }
  return out;
}

}  // namespace minato::identify
