// nmap's normal output (-oN): a text file, always English, that scripts read by its line shapes.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "render/scan/words.h"
#include "render/scan/writers.h"

namespace minato::render {
namespace {

class NormalWriter final : public ScanWriter {
 public:
  explicit NormalWriter(ScanWriterOptions options) : sink_(std::move(options.sink)) {}

  void begin(const ScanStart& start) override;
  void found(const model::IpAddress&, const ScanPort&) override {}
  void host(const ScanHost& host) override;
  void end(const ScanEnd& end) override;

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  void status(const ScanHost& host);
  void tallies(const ScanHost& host);
  void ports(const ScanHost& host);
  void flush() {
    sink_(text_);
    text_.clear();
  }

  TextSink sink_;
  ScanStart start_{};
  std::string text_;
};

void NormalWriter::begin(const ScanStart& start) {
  start_ = start;
  add("# minato {} scan initiated {} as: {}\n", start.version, calendar_text(start.started),
      one_line(start.command_line));
  flush();
}

void NormalWriter::status(const ScanHost& host) {
  if (host.status == HostStatus::down) {
    add("Nmap scan report for {} [host down{}]\n", host_title(host),
        start_.with_reason ? fmt::format(", {}", nmap_reason(host.reason)) : "");
    return;
  }
  add("Nmap scan report for {}\nHost is up", host_title(host));
  if (start_.with_reason) {
    add(", received {}", nmap_reason(host.reason));
    if (host.ttl != 0) add(" ttl {}", host.ttl);
  }
  if (host.rtt_us) add(" ({}s latency)", seconds_text(*host.rtt_us));
  text_ += ".\n";
}

/// "Not shown: 998 closed tcp ports (reset), 1 filtered tcp port (no-response)"
void NormalWriter::tallies(const ScanHost& host) {
  if (host.tallies.empty()) return;
  if (host.ports.empty() && host.not_scanned == 0) {
    std::uint64_t all = 0;
    for (const ScanTally& tally : host.tallies) all += tally.count;
    add("All {} scanned port{} on {} {} in ignored states.\n", all, all == 1 ? "" : "s",
        host_title(host), all == 1 ? "is" : "are");
  }
  text_ += "Not shown: ";
  for (std::size_t i = 0; i < host.tallies.size(); ++i) {
    const ScanTally& tally = host.tallies[i];
    add("{}{} {} {} port{} ({})", i == 0 ? "" : ", ", tally.count, to_text(tally.state),
        to_text(tally.transport), tally.count == 1 ? "" : "s", nmap_reason(tally.reason));
  }
  text_ += '\n';
}

std::string reason_text(const ScanPort& port) {
  const std::string_view reason = nmap_reason(port.reason);
  return port.ttl == 0 ? std::string(reason) : fmt::format("{} ttl {}", reason, port.ttl);
}

void NormalWriter::ports(const ScanHost& host) {
  std::vector<std::vector<std::string>> rows = {{"PORT", "STATE", "SERVICE"}};
  if (start_.with_reason) rows.front().emplace_back("REASON");
  if (start_.with_services) rows.front().emplace_back("VERSION");
  for (const ScanPort& port : host.ports) {
    if (!is_shown(port, start_)) continue;
    const std::string name = service_name(port);
    rows.push_back(
        {to_text(port.port), std::string(to_text(port.state)), name.empty() ? "unknown" : name});
    if (start_.with_reason) rows.back().push_back(reason_text(port));
    if (start_.with_services) rows.back().push_back(version_text(port));
  }
  if (rows.size() == 1) return;
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}} ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + '\n';
  }
  for (const ScanPort& port : host.ports) {
    if (!start_.with_details || port.service == nullptr || !is_shown(port, start_)) continue;
    const std::string further = further_text(*port.service);
    if (!further.empty()) add("{}: {}\n", to_text(port.port), further);
  }
}

void NormalWriter::host(const ScanHost& host) {
  if (!is_shown(host, start_)) return;
  status(host);
  if (!start_.kinds.empty() && host.status == HostStatus::up) {
    tallies(host);
    if (host.not_scanned > 0) add("Not scanned (stopped early): {} ports\n", host.not_scanned);
    ports(host);
  }
  if (!host.mac.empty()) add("MAC Address: {}\n", host.mac);
  if (host.system != nullptr && host.system->name.empty()) {
    text_ += "OS guess: unknown\n";
  } else if (host.system != nullptr) {
    add("OS guess: {} ({}%)\n", host.system->name, host.system->confidence);
  }
  if (!start_.kinds.empty()) text_ += '\n';
  flush();
}

void NormalWriter::end(const ScanEnd& end) {
  if (end.interrupted) text_ += "# interrupted: what was found until then\n";
  add("# minato done at {} -- {} scanned in {:.2f} seconds\n", calendar_text(end.finished),
      hosts_phrase(end), end.seconds);
  flush();
}

}  // namespace

std::unique_ptr<ScanWriter> make_normal_writer(ScanWriterOptions options) {
  return std::make_unique<NormalWriter>(std::move(options));
}

}  // namespace minato::render
