// The options of `minato scan`: our names, and how users of nmap, masscan and zmap type them.
#pragma once

#include <array>

#include "cli/command.h"

namespace minato::cli {

inline constexpr std::array kScanOptions = {
    // What is asked.
    Option{.name = "--syn", .also = "-sS"},
    Option{.name = "--connect", .also = "-sT --unprivileged"},
    Option{.name = "--udp", .also = "-sU"},
    Option{.name = "--ack", .also = "-sA"},
    Option{.name = "--fin", .also = "-sF"},
    Option{.name = "--null", .also = "-sN"},
    Option{.name = "--xmas", .also = "-sX"},
    Option{.name = "--hosts-only", .also = "-sn -sP"},
    Option{.name = "--no-ping", .also = "-Pn -P0 -PN"},
    Option{.name = "--services", .also = "-sV --banners"},
    Option{.name = "--everything", .letter = 'A'},
    Option{.name = "--version-timeout", .value_name = "SECONDS", .kind = ValueKind::text},
    Option{.name = "--fingerprints", .value_name = "DIR|FILE", .kind = ValueKind::file},
    Option{.name = "--connections", .value_name = "N", .kind = ValueKind::text},
    // Where.
    Option{.name = "--ports",
           .letter = 'p',
           .value_name = "PORTS",
           .kind = ValueKind::port,
           .also = "--target-ports --target-port"},
    Option{.name = "--top-ports", .value_name = "N", .kind = ValueKind::text},
    Option{.name = "--fast", .letter = 'F'},
    Option{.name = "--exclude-ports",
           .value_name = "PORTS",
           .kind = ValueKind::port,
           .also = "--exclude-port"},
    Option{.name = "--ipv6", .also = "-6"},
    Option{.name = "--targets-file",
           .value_name = "FILE",
           .kind = ValueKind::file,
           .also = "-iL --includefile"},
    Option{.name = "--exclude", .value_name = "TARGETS", .kind = ValueKind::text},
    Option{.name = "--exclude-file",
           .value_name = "FILE",
           .kind = ValueKind::file,
           .also = "--excludefile -b --blocklist-file --blacklist-file"},
    Option{.name = "--allowlist-file",
           .value_name = "FILE",
           .kind = ValueKind::file,
           .also = "--whitelist-file"},
    Option{.name = "--no-names", .also = "-n"},
    // From where, and how packets look.
    Option{.name = "--interface",
           .letter = 'e',
           .value_name = "NAME",
           .kind = ValueKind::text,
           .also = "--adapter"},
    Option{.name = "--xdp"},
    Option{.name = "--source-address", .value_name = "ADDRESS", .kind = ValueKind::text},
    Option{.name = "--source-port",
           .letter = 'g',
           .value_name = "PORT",
           .kind = ValueKind::port,
           .also = "--adapter-port"},
    Option{.name = "--ttl", .value_name = "HOPS", .kind = ValueKind::text, .also = "--probe-ttl"},
    // How fast.
    Option{.name = "--timing", .letter = 'T', .value_name = "0-5", .kind = ValueKind::text},
    Option{.name = "--rate", .value_name = "PPS", .kind = ValueKind::text},
    Option{.name = "--min-rate", .value_name = "PPS", .kind = ValueKind::text},
    Option{.name = "--max-rate", .value_name = "PPS", .kind = ValueKind::text},
    Option{
        .name = "--max-retries", .value_name = "N", .kind = ValueKind::text, .also = "--retries"},
    // Which part, and again.
    Option{.name = "--seed", .value_name = "N", .kind = ValueKind::text},
    Option{.name = "--shard", .value_name = "I/N", .kind = ValueKind::text},
    Option{.name = "--shards", .value_name = "N", .kind = ValueKind::text},
    Option{.name = "--resume", .value_name = "FILE", .kind = ValueKind::file},
    Option{.name = "--dry-run", .also = "--dryrun --offline"},
    Option{.name = "--write", .letter = 'w', .value_name = "FILE", .kind = ValueKind::file},
    Option{.name = "--yes", .letter = 'y'},
    // What comes back.
    Option{.name = "--open", .also = "--open-only"},
    Option{.name = "--reason"},
    Option{.name = "--output-normal", .value_name = "FILE", .kind = ValueKind::file, .also = "-oN"},
    Option{.name = "--output-xml", .value_name = "FILE", .kind = ValueKind::file, .also = "-oX"},
    Option{
        .name = "--output-grepable", .value_name = "FILE", .kind = ValueKind::file, .also = "-oG"},
    Option{.name = "--output-all", .value_name = "BASE", .kind = ValueKind::file, .also = "-oA"},
    Option{.name = "--output-list", .value_name = "FILE", .kind = ValueKind::file, .also = "-oL"},
    Option{
        .name = "--output-json", .value_name = "FILE", .kind = ValueKind::file, .also = "-oJ -oD"},
    Option{.name = "--csv", .value_name = "FILE", .kind = ValueKind::file},
    Option{.name = "--html", .value_name = "FILE", .kind = ValueKind::file},
};

inline constexpr std::array kScanExamples = {
    Example{"minato scan 192.0.2.10"},
    Example{"minato scan 127.0.0.1 -p-"},
    Example{"minato scan -sn 192.168.1.0/24"},
    Example{"minato scan -sV -p- 192.0.2.10"},
    Example{"minato scan -sS -sU -p T:1-1000,U:53,161 --reason HOST"},
    Example{"minato scan 10.0.0.0/16 -p 443 --open -oX found.xml"},
    Example{"minato scan 10.0.0.0/8 -p 80 --shard 1/4 --seed 7"},
};

}  // namespace minato::cli
