// The table for people: what nmap's users recognise, in the reader's language, with what our
// registry knows. A host as soon as it is done; with -v each open port as soon as it is found.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "render/scan/words.h"
#include "render/scan/writers.h"
#include "render/table.h"

namespace minato::render {
namespace {

Role state_role(const ScanPort& port) {
  switch (port.state) {
    case model::PortState::open:
      return Role::ok;
    case model::PortState::closed:
      return Role::muted;
    case model::PortState::filtered:
    case model::PortState::unfiltered:
    case model::PortState::open_or_filtered:
      break;
  }
  return Role::warn;
}

class TerminalWriter final : public ScanWriter {
 public:
  explicit TerminalWriter(ScanWriterOptions options)
      : sink_(std::move(options.sink)), language_(options.language), screen_(options.screen) {}

  void begin(const ScanStart& start) override { start_ = start; }
  void found(const model::IpAddress& address, const ScanPort& port) override;
  void host(const ScanHost& host) override;
  void end(const ScanEnd& end) override;

 private:
  template <typename... Args>
  [[nodiscard]] std::string tr(std::string_view key, const Args&... args) const {
    return base::tr(language_, key, args...);
  }
  [[nodiscard]] std::string status_text(const ScanHost& host) const;
  [[nodiscard]] std::string tallies_text(const ScanHost& host) const;
  [[nodiscard]] std::string table_text(const ScanHost& host) const;
  [[nodiscard]] std::string further_text(const ScanHost& host) const;
  [[nodiscard]] std::string system_text(const ScanSystem& system) const;
  [[nodiscard]] std::vector<Column> columns() const;

  TextSink sink_;
  base::Language language_;
  Screen screen_;
  ScanStart start_{};
};

void TerminalWriter::found(const model::IpAddress& address, const ScanPort& port) {
  if (start_.verbosity == 0) return;
  const std::string name = port.name.empty() ? "" : fmt::format(" ({})", port.name);
  sink_(tr("scan.table.found", to_text(port.port), nmap_address(address), name) + '\n');
}

std::string TerminalWriter::status_text(const ScanHost& host) const {
  std::string text =
      host.rtt_us ? tr("scan.table.up-in", seconds_text(*host.rtt_us)) : tr("scan.table.up");
  if (start_.with_reason) text += tr("scan.table.because", to_text(host.reason));
  if (!host.mac.empty()) text += '\n' + tr("scan.table.mac", host.mac);
  return text + '\n';
}

std::string TerminalWriter::tallies_text(const ScanHost& host) const {
  std::string text;
  for (const ScanTally& tally : host.tallies) {
    text += text.empty() ? tr("scan.table.not-shown") : tr("scan.table.and");
    const std::string_view key = tally.count == 1 ? "scan.table.one-port" : "scan.table.some-ports";
    text +=
        tr(key, tally.count, to_text(tally.state), to_text(tally.transport), to_text(tally.reason));
  }
  if (!text.empty()) text += '\n';
  if (host.not_scanned > 0) text += tr("scan.table.not-scanned", host.not_scanned) + '\n';
  return text;
}

std::vector<Column> TerminalWriter::columns() const {
  std::vector<Column> columns = {{.heading = tr("scan.table.port")},
                                 {.heading = tr("scan.table.state")},
                                 {.heading = tr("scan.table.service"), .fit = Fit::cut}};
  if (start_.with_reason) columns.push_back({.heading = tr("scan.table.reason")});
  if (start_.with_services) {
    columns.push_back({.heading = tr("scan.table.version"), .fit = Fit::cut});
  }
  return columns;
}

std::string TerminalWriter::table_text(const ScanHost& host) const {
  Table table(columns(), screen_);
  for (const ScanPort& port : host.ports) {
    if (!is_shown(port, start_)) continue;
    const bool answered = port.service != nullptr && !port.service->name.empty();
    const std::string name = answered ? service_name(port) : std::string(port.name);
    const std::string number = to_text(port.port);
    const std::string version = version_text(port);
    const std::string reason = port.ttl == 0
                                   ? std::string(to_text(port.reason))
                                   : fmt::format("{} ttl {}", to_text(port.reason), port.ttl);
    const bool dangerous = port.danger && port.state == model::PortState::open;
    std::vector<Cell> cells = {{number, Role::accent},
                               {to_text(port.state), state_role(port)},
                               {name, dangerous ? danger_role(*port.danger) : Role::plain}};
    if (start_.with_reason) cells.push_back({reason, Role::muted});
    if (start_.with_services) cells.push_back({version});
    table.row(cells);
  }
  return table.rows() == 0 ? std::string() : table.to_text();
}

std::string TerminalWriter::further_text(const ScanHost& host) const {
  Table table({{.heading = ""}, {.heading = ""}, {.heading = "", .fit = Fit::wrap}}, screen_);
  std::map<std::string_view, std::string> shown;  // certificates, and the port that had each first
  for (const ScanPort& port : host.ports) {
    if (port.service == nullptr || !is_shown(port, start_)) continue;
    std::string number = to_text(port.port);
    const auto [shown_at, is_new] =
        shown.try_emplace(model::detail(*port.service, "certificate-sha256"), number);
    const bool known = !is_new && !shown_at->first.empty();
    if (known) {
      table.row({{number, Role::accent},
                 {tr("scan.table.further.subject"), Role::muted},
                 {tr("scan.table.further.same", shown_at->second)}});
      number.clear();
    }
    for (const FurtherDetail& detail : further_details(*port.service)) {
      if (known && detail.key != "host-key") continue;
      table.row({{number, Role::accent},
                 {tr(fmt::format("scan.table.further.{}", detail.key)), Role::muted},
                 {detail.value}});
      number.clear();
    }
  }
  return table.rows() == 0 ? std::string() : '\n' + table.to_text();
}

std::string TerminalWriter::system_text(const ScanSystem& system) const {
  const std::string evidence =
      system.evidence.empty() ? tr("scan.table.no-syn-ack") : system.evidence;
  if (system.name.empty()) return tr("scan.table.system-unknown", evidence) + '\n';
  return tr("scan.table.system", system.name, system.confidence, evidence) + '\n';
}

void TerminalWriter::host(const ScanHost& host) {
  if (!is_shown(host, start_)) return;
  const std::string title = tr("scan.table.report", host_title(host));
  if (host.status == HostStatus::down) {
    sink_(tr("scan.table.down", title) + "\n\n");
    return;
  }
  std::string text = styled(title, Role::heading, screen_.palette) + '\n' + status_text(host);
  if (!start_.kinds.empty()) text += tallies_text(host) + table_text(host);
  if (start_.with_details) text += further_text(host);
  if (host.system != nullptr) text += system_text(*host.system);
  sink_(text + '\n');
}

void TerminalWriter::end(const ScanEnd& end) {
  const std::string seconds = fmt::format("{:.2f}", end.seconds);
  std::string text =
      start_.kinds.empty()
          ? tr("scan.table.done-hosts", end.hosts_total, end.hosts_up, seconds)
          : tr("scan.table.done", end.hosts_total, end.hosts_up, end.open_ports, seconds);
  text += '\n';
  if (end.packets_sent > 0) {
    text += tr("scan.table.packets", end.packets_sent, end.packets_received) + '\n';
  }
  const std::uint64_t ignored = end.malformed + end.bad_checksum + end.foreign;
  if (start_.verbosity > 0 && ignored + end.ring_drops > 0) {
    text += tr("scan.table.ignored", end.malformed, end.bad_checksum, end.foreign, end.ring_drops) +
            '\n';
  }
  for (const Skipped& skipped : end.skipped) {
    text += tr("scan.table.skipped", skipped.what, skipped.why) + '\n';
  }
  sink_(text);
}

}  // namespace

std::unique_ptr<ScanWriter> make_terminal_writer(ScanWriterOptions options) {
  return std::make_unique<TerminalWriter>(std::move(options));
}

}  // namespace minato::render
