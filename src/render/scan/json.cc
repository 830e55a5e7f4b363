// The contract's NDJSON: an observation for each open port as it comes, then for each host the
// other ports of interest and a line of its own; at last the summary.
#include <fmt/format.h>

#include <initializer_list>
#include <utility>
#include <vector>

#include "render/scan/words.h"
#include "render/scan/writers.h"

namespace minato::render {
namespace {

class JsonWriter final : public ScanWriter {
 public:
  explicit JsonWriter(ScanWriterOptions options)
      : sink_(std::move(options.sink)), language_(options.language) {}

  void begin(const ScanStart& start) override { start_ = start; }
  void found(const model::IpAddress& address, const ScanPort& port) override {
    append(address, port);
    flush();
  }
  void host(const ScanHost& host) override;
  void end(const ScanEnd& end) override;

 private:
  void append(const model::IpAddress& address, const ScanPort& port);
  void flush() {
    sink_(text_);
    text_.clear();
  }

  TextSink sink_;
  base::Language language_;
  ScanStart start_{};
  std::string text_;
};

void JsonWriter::append(const model::IpAddress& address, const ScanPort& port) {
  const std::string evidence = port.ttl == 0 ? "" : fmt::format("ttl {}", port.ttl);
  append_json(text_,
              ObservationView{.time = port.time,
                              .source = model::Source::scan,
                              .vantage = start_.vantage,
                              .endpoint = {address, port.port},
                              .state = port.state,
                              .reason = port.reason,
                              .rtt_us = port.rtt_us,
                              .evidence = evidence,
                              .name = port.name,
                              .service = port.service,
                              .danger = port.danger},
              language_);
}

HostView::System system_view(const ScanHost& host) {
  if (host.system == nullptr) return {};
  return {.name = host.system->name,
          .family = host.system->family,
          .confidence = host.system->confidence,
          .evidence = host.system->evidence};
}

void JsonWriter::host(const ScanHost& host) {
  if (!is_shown(host, start_)) return;
  for (const ScanPort& port : host.ports) {
    if (port.state != model::PortState::open && is_shown(port, start_)) append(host.address, port);
  }
  std::vector<std::string> names;
  if (!host.typed_name.empty()) names.emplace_back(host.typed_name);
  names.insert(names.end(), host.found_names.begin(), host.found_names.end());
  std::vector<HostView::Tally> tallies;
  for (const ScanTally& tally : host.tallies) {
    tallies.push_back({tally.transport, tally.state, tally.reason, tally.count});
  }
  append_json(text_, HostView{.time = host.finished,
                              .source = model::Source::scan,
                              .vantage = start_.vantage,
                              .address = host.address,
                              .names = names,
                              .mac = host.mac,
                              .up = to_text(host.status),
                              .reason = host.reason,
                              .rtt_us = host.rtt_us,
                              .others = tallies,
                              .not_scanned = host.not_scanned,
                              .system = system_view(host)});
  flush();
}

void JsonWriter::end(const ScanEnd& end) {
  std::vector<std::pair<std::string_view, std::uint64_t>> counts = {{"hosts", end.hosts_total},
                                                                    {"up", end.hosts_up},
                                                                    {"down", end.hosts_down},
                                                                    {"open", end.open_ports}};
  for (const auto& [name, count] :
       std::initializer_list<std::pair<std::string_view, std::uint64_t>>{
           {"malformed", end.malformed},
           {"bad_checksum", end.bad_checksum},
           {"foreign", end.foreign},
           {"ring_drops", end.ring_drops}}) {
    if (count > 0) counts.emplace_back(name, count);
  }
  append_json(text_, SummaryView{.command = "scan",
                                 .time = end.finished,
                                 .seconds = end.seconds,
                                 .counts = counts,
                                 .packets_sent = end.packets_sent,
                                 .packets_received = end.packets_received,
                                 .skipped = end.skipped,
                                 .interrupted = end.interrupted});
  flush();
}

}  // namespace

std::unique_ptr<ScanWriter> make_json_writer(ScanWriterOptions options) {
  return std::make_unique<JsonWriter>(std::move(options));
}

}  // namespace minato::render
