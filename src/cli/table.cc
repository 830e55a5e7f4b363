// The table of commands: a new command is one line here and one file beside.
#include <algorithm>
#include <array>
#include <cstdint>

#include "cli/audit_options.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/scan_options.h"
#include "cli/scan_words.h"

namespace minato::cli {
namespace {

constexpr std::array kCommon = {
    Option{"--json"},
    Option{"--lang", '\0', "ja|en", ValueKind::language},
    Option{"--color", '\0', "auto|always|never", ValueKind::color},
    Option{"--ascii"},
    Option{"--width", '\0', "COLUMNS", ValueKind::text},
    Option{"--quiet", 'q'},
    Option{"--verbose", 'v'},
    Option{"--help", 'h'},
    Option{"--version", 'V'},
};

constexpr std::array kReportOptions = {
    Option{"--svg", '\0', "FILE", ValueKind::file},
    Option{"--no-picture"},
};
constexpr std::array kReportExamples = {
    Example{"minato"}, Example{"minato report --svg harbour.svg"}, Example{"minato --json | jq ."}};

constexpr std::array kExplainOptions = {
    Option{"--svg", '\0', "FILE", ValueKind::file},
    Option{"--no-picture"},
};
constexpr std::array kExplainExamples = {
    Example{"minato explain 443"}, Example{"minato explain 6000-6063/tcp"},
    Example{"minato explain ssh --svg ssh.svg"}, Example{"minato explain \"remote desktop\""}};

constexpr std::array kLsOptions = {
    Option{"--all", 'a'},
    Option{"--tree", 't'},
    Option{"--watch", 'w'},
    Option{"--netns", '\0', "all|NAME", ValueKind::text},
    Option{"--sort", '\0', "port|process|state|exposure", ValueKind::text},
};
constexpr std::array kLsExamples = {
    Example{"minato ls"},        Example{"minato ls :443"},        Example{"minato ls nginx"},
    Example{"minato ls udp"},    Example{"minato ls established"}, Example{"minato ls exposed"},
    Example{"minato ls --watch"}};

constexpr std::array kFreeOptions = {
    Option{"--range", 'r', "A-B", ValueKind::port},
    Option{"--udp"},
};
constexpr std::array kFreeExamples = {Example{"minato free"}, Example{"minato free 3"},
                                      Example{"minato free --range 3000-3999"},
                                      Example{"minato free :3000"}};

constexpr std::array kKillOptions = {
    Option{"--yes", 'y'},
    Option{"--dry-run", 'n'},
    Option{"--grace", 'g', "SECONDS", ValueKind::text},
    Option{"--udp", 'u'},
};
constexpr std::array kKillExamples = {Example{"minato kill :3000"},
                                      Example{"minato kill :3000 --dry-run"},
                                      Example{"minato kill :3000 --yes"}};

constexpr std::array kCheckOptions = {
    Option{"--ipv4", '4'},
    Option{"--ipv6", '6'},
    Option{"--picture"},
    Option{"--svg", '\0', "FILE", ValueKind::file},
    Option{"--follow", 'L'},
    Option{"--head", 'I'},
    Option{"--insecure", 'k'},
    Option{"--ca", '\0', "FILE", ValueKind::file},
    Option{"--from", '\0', "IFACE|ADDRESS|:PORT", ValueKind::text},
    Option{"--via", '\0', "socks5://HOST:PORT|http://HOST:PORT", ValueKind::text},
    Option{"--timeout", '\0', "SECONDS", ValueKind::text},
    Option{"--wait", '\0', "SECONDS", ValueKind::text},
    Option{"--watch", 'w'},
    Option{"--count", 'c', "N", ValueKind::text},
    Option{"--path"},
    Option{"--file", '\0', "FILE", ValueKind::file},
};
constexpr std::array kCheckExamples = {
    Example{"minato check https://www.example.com"}, Example{"minato check :8080"},
    Example{"minato check db.example.com:5432 mail.example.com:25"},
    Example{"minato check --file targets.txt --json"}};

constexpr std::array kCaptureOptions = {
    Option{"--all", 'a'},
    Option{"--packet", 'p', "N", ValueKind::text},
    Option{"--sequence", 's', "N", ValueKind::text},
    Option{"--follow", 'f', "N", ValueKind::text},
    Option{"--inventory", 'i'},
    Option{"--top", 't'},
    Option{"--demo"},
    Option{"--svg", '\0', "FILE", ValueKind::file},
    Option{"--html", '\0', "FILE", ValueKind::file},
    Option{"--mermaid"},
    Option{"--count", 'c', "N", ValueKind::text},
    Option{"--duration", 'd', "SECONDS", ValueKind::text},
    Option{"--filter", '\0', "EXPRESSION", ValueKind::text},
    Option{"--write", 'w', "FILE", ValueKind::file},
    Option{"--rotate-size", 'C', "MEGABYTES", ValueKind::text},
    Option{"--rotate-after", 'G', "SECONDS", ValueKind::text},
    Option{"--files", 'W', "N", ValueKind::text},
};
constexpr std::array kCaptureExamples = {
    Example{"minato capture --demo"},
    Example{"minato capture eth0 -d 10"},
    Example{"minato capture traffic.pcapng port 443 and host 10.0.0.0/8"},
    Example{"minato capture traffic.pcapng --packet 1"},
    Example{"minato capture traffic.pcapng --sequence 1 --svg one.svg"},
    Example{"tcpdump -w - | minato capture -"}};

constexpr std::array kIdentifyOptions = {
    Option{"--learn"},
    Option{"--fingerprints", '\0', "DIR|FILE", ValueKind::file},
    Option{"--version-timeout", '\0', "SECONDS", ValueKind::text},
    Option{"--connections", '\0', "N", ValueKind::text},
};
constexpr std::array kIdentifyExamples = {
    Example{"minato identify 192.0.2.7:8443"}, Example{"minato identify 192.0.2.7:161/udp --json"},
    Example{"minato identify 192.0.2.7:7777 --learn > mine/unknown.toml"}};

constexpr std::array kGenerateExamples = {Example{"minato generate bash"},
                                          Example{"minato generate man"}};

constexpr std::array kCommands = {
    Command{"report", "", 0, 0, ValueKind::none, kReportOptions, kReportExamples, run_report},
    Command{"explain", "WORD…", 1, SIZE_MAX, ValueKind::port, kExplainOptions, kExplainExamples,
            run_explain},
    Command{"ls", "[FILTER…]", 0, SIZE_MAX, ValueKind::text, kLsOptions, kLsExamples, run_ls},
    Command{"free", "[N | :PORT]", 0, 1, ValueKind::port, kFreeOptions, kFreeExamples, run_free},
    Command{"kill", ":PORT", 1, 1, ValueKind::port, kKillOptions, kKillExamples, run_kill},
    Command{"scan", "TARGETS…", 0, SIZE_MAX, ValueKind::text, kScanOptions, kScanExamples, run_scan,
            rewrite_scan_words},
    Command{"check", "URL|HOST:PORT…", 0, SIZE_MAX, ValueKind::text, kCheckOptions, kCheckExamples,
            run_check},
    Command{"capture", "[IFACE|FILE] [FILTER…]", 0, SIZE_MAX, ValueKind::file, kCaptureOptions,
            kCaptureExamples, run_capture},
    Command{"audit", "[TARGETS…]", 0, SIZE_MAX, ValueKind::text, kAuditOptions, kAuditExamples,
            run_audit},
    Command{"identify", "HOST:PORT…", 1, SIZE_MAX, ValueKind::text, kIdentifyOptions,
            kIdentifyExamples, run_identify},
    Command{"generate",
            "man|bash|zsh|fish",
            1,
            1,
            ValueKind::text,
            {},
            kGenerateExamples,
            run_generate},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::span<const Option> common_options() { return kCommon; }

const Command* find_command(std::string_view name) {
  const auto at = std::ranges::find(kCommands, name, &Command::name);
  return at == kCommands.end() ? nullptr : &*at;
}

}  // namespace minato::cli
