// Writing records, and reading them back as if they were hostile.
#include "pipeline/scan_journal.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "base/text_width.h"
#include "sys/file.h"

namespace minato::pipeline {
namespace {

constexpr std::string_view kTitle = "minato-resume 1";
constexpr std::size_t kMostBytes = std::size_t{4} << 30;
/// Against accidents, not against attackers: whoever can write the file can do more.
constexpr scan::HashKey kChecksumKey = {0x6d696e61746f, 0x726573756d65};
constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=+@*!";

using Words = std::vector<std::string_view>;

std::uint32_t checksum(std::string_view record) {
  return static_cast<std::uint32_t>(scan::siphash(kChecksumKey, base::as_bytes(record)));
}

std::string escaped(std::string_view word) {
  std::string text;
  for (const char c : word) {
    if (kPlain.find(c) != std::string_view::npos) {
      text += c;
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text.empty() ? "%" : text;
}

std::optional<std::string> unescaped(std::string_view text) {
  if (text == "%") return "";
  std::string word;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      word += text[i];
      continue;
    }
    const auto value = base::parse_number<unsigned>(text.substr(i + 1, 2), 16);
    if (!value || i + 2 >= text.size()) return std::nullopt;
    word += static_cast<char>(*value);
    i += 2;
  }
  return word;
}

std::int64_t microseconds(base::Timestamp time) { return time.time_since_epoch().count(); }

/// The fields of one record, taken one after the other; bad() once any of them was wrong.
class Fields {
 public:
  explicit Fields(const Words& words) : words_(words) {}

  template <std::integral Number>
  Number number() {
    const auto value = base::parse_number<Number>(word());
    if (!value) bad_ = true;
    return value.value_or(Number{});
  }
  template <typename Parse>
  auto parsed(const Parse& parse) {
    const auto value = parse(word());
    if (!value) bad_ = true;
    return value ? *value : std::remove_cvref_t<decltype(*value)>{};
  }
  std::string_view word() {
    if (at_ < words_.size()) return words_[at_++];
    bad_ = true;
    return "";
  }
  [[nodiscard]] bool bad() const { return bad_; }
  [[nodiscard]] bool at_end() const { return at_ == words_.size(); }

  std::optional<std::uint32_t> rtt() {
    const auto value = number<std::uint32_t>();
    return value == 0 ? std::nullopt : std::optional(value);
  }
  base::Timestamp time() {
    return base::Timestamp(std::chrono::microseconds(number<std::int64_t>()));
  }

 private:
  const Words& words_;
  std::size_t at_ = 1;  // behind the record's name
  bool bad_ = false;
};

HostFinding read_host(Fields& fields) {
  HostFinding host;
  host.address = fields.parsed(model::IpAddress::parse);
  host.reason = fields.parsed(model::parse_reason);
  host.ttl = fields.number<std::uint8_t>();
  host.rtt_us = fields.rtt();
  const std::string_view mac = fields.word();
  if (mac != "-") host.mac = mac;
  host.time = fields.time();
  return host;
}

PortFinding read_port(Fields& fields) {
  PortFinding port;
  port.address = fields.parsed(model::IpAddress::parse);
  port.port = fields.parsed(model::parse_port);
  port.state = fields.parsed(model::parse_port_state);
  port.reason = fields.parsed(model::parse_reason);
  port.ttl = fields.number<std::uint8_t>();
  port.rtt_us = fields.rtt();
  port.time = fields.time();
  return port;
}

ScanIdentity read_identity(Fields& fields) {
  ScanIdentity identity;
  identity.fingerprint = fields.number<std::uint64_t>();
  identity.key.low = fields.number<std::uint64_t>();
  identity.key.high = fields.number<std::uint64_t>();
  while (!fields.at_end()) identity.words.push_back(fields.parsed(unescaped));
  return identity;
}

/// False for a record that makes no sense.
bool take_record(std::string_view record, ScanPast& past) {
  const Words words = base::words(record);
  if (words.empty()) return false;
  Fields fields(words);
  const std::string_view name = words.front();
  if (name == "scan") {
    past.identity = read_identity(fields);
  } else if (name == "host") {
    past.hosts.push_back(read_host(fields));
  } else if (name == "port") {
    past.ports.push_back(read_port(fields));
  } else if (name == "layout") {
    past.layout = fields.number<std::uint64_t>();
  } else if (name == "below") {
    past.below = std::max(past.below, fields.number<scan::Position>());
  } else if (name == "packets") {
    past.packets_sent += fields.number<std::uint64_t>();
    past.packets_received += fields.number<std::uint64_t>();
  } else if (name == "end") {
    past.ended = true;
  } else {
    return false;
  }
  return !fields.bad() && fields.at_end();
}

/// The record of a line; nothing when its checksum does not hold.
std::optional<std::string_view> checked(std::string_view line) {
  constexpr std::size_t kTail = 10;  // " #" and eight digits
  if (line.size() < kTail || line.substr(line.size() - kTail, 2) != " #") return std::nullopt;
  const std::string_view record = line.substr(0, line.size() - kTail);
  const auto sum = base::parse_number<std::uint32_t>(line.substr(line.size() - kTail + 2), 16);
  if (!sum || *sum != checksum(record)) return std::nullopt;
  return record;
}

base::Error damaged(std::string key, std::size_t line) {
  return {.code = base::ErrorCode::malformed,
          .origin = base::Origin::input,
          .key = std::move(key),
          .args = {fmt::to_string(line)}};
}

}  // namespace

base::Result<ScanPast> parse_scan_journal(std::string_view text) {
  ScanPast past;
  std::size_t number = 0;
  while (past.valid_bytes < text.size()) {
    const std::size_t end = text.find('\n', past.valid_bytes);
    const bool last = end == std::string_view::npos || end + 1 == text.size();
    const auto record = end == std::string_view::npos
                            ? std::nullopt
                            : checked(text.substr(past.valid_bytes, end - past.valid_bytes));
    ++number;
    if (number == 1 && record != kTitle) return base::fail(damaged("error.scan.no-journal", 1));
    if (!record && last) break;  // torn off in the middle of a write
    const bool sensible = record && (number == 1 || take_record(*record, past));
    if (!sensible) return base::fail(damaged("error.scan.journal-damaged", number));
    past.valid_bytes = end + 1;
  }
  if (number > 0 && past.identity.words.empty()) {
    return base::fail(damaged("error.scan.no-journal", number));
  }
  return past;
}

base::Result<std::optional<ScanPast>> read_scan_journal(const std::string& path) {
  const auto text = sys::read_file(path, kMostBytes);
  if (!text && text.error().code == base::ErrorCode::not_found) return std::nullopt;
  if (!text) return base::fail(text.error());
  if (text->empty()) return std::nullopt;
  auto past = parse_scan_journal(*text);
  if (past) return std::optional(std::move(*past));
  return base::fail(past.error().within({.code = base::ErrorCode::malformed,
                                         .origin = base::Origin::input,
                                         .key = "error.scan.journal",
                                         .args = {path}}));
}

base::Result<ScanJournal> ScanJournal::begin(const std::string& path,
                                             const ScanIdentity& identity) {
  auto file = sys::OutputFile::create(path);
  if (!file) return base::fail(file.error());
  ScanJournal journal(std::move(*file));
  journal.add(kTitle);
  std::string words;
  for (const std::string& word : identity.words) words += ' ' + escaped(word);
  journal.add(fmt::format("scan {} {} {}{}", identity.fingerprint, identity.key.low,
                          identity.key.high, words));
  journal.flush();
  return journal;
}

base::Result<ScanJournal> ScanJournal::go_on(const std::string& path, const ScanPast& past) {
  auto file = sys::OutputFile::continue_at(path, past.valid_bytes);
  if (!file) return base::fail(file.error());
  return ScanJournal(std::move(*file));
}

void ScanJournal::add(std::string_view record) {
  file_.write(fmt::format("{} #{:08x}\n", record, checksum(record)));
}

void ScanJournal::host(const HostFinding& finding) {
  add(fmt::format("host {} {} {} {} {} {}", to_text(finding.address), to_text(finding.reason),
                  finding.ttl, finding.rtt_us.value_or(0), finding.mac.empty() ? "-" : finding.mac,
                  microseconds(finding.time)));
}

void ScanJournal::layout(std::uint64_t hash) { add(fmt::format("layout {}", hash)); }

void ScanJournal::port(const PortFinding& finding) {
  add(fmt::format("port {} {} {} {} {} {} {}", to_text(finding.address), to_text(finding.port),
                  to_text(finding.state), to_text(finding.reason), finding.ttl,
                  finding.rtt_us.value_or(0), microseconds(finding.time)));
}

void ScanJournal::below(scan::Position position) { add(fmt::format("below {}", position)); }

void ScanJournal::packets(std::uint64_t sent, std::uint64_t received) {
  add(fmt::format("packets {} {}", sent, received));
}

void ScanJournal::end() { add("end"); }

}  // namespace minato::pipeline
