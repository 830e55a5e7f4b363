// nmap's grepable output (-oG): one line a host, fields between tabs, for grep, cut and awk.
//
//   Host: ADDRESS (NAME) TAB Status: Up
//   Host: ADDRESS (NAME) TAB Ports: PORT, PORT… TAB Ignored State: STATE (COUNT)
//   PORT = number "/" state "/" transport "/" owner "/" service "/" rpc "/" version "/"
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "render/scan/words.h"
#include "render/scan/writers.h"

namespace minato::render {
namespace {

/// A field may hold neither the separator of fields nor that of ports.
std::string field(std::string text) {
  std::ranges::replace(text, '/', '|');
  std::ranges::replace(text, ',', ';');
  return text;
}

class GrepableWriter final : public ScanWriter {
 public:
  explicit GrepableWriter(ScanWriterOptions options) : sink_(std::move(options.sink)) {}

  void begin(const ScanStart& start) override {
    start_ = start;
    sink_(fmt::format("# minato {} scan initiated {} as: {}\n", start.version,
                      calendar_text(start.started), one_line(start.command_line)));
  }
  void found(const model::IpAddress&, const ScanPort&) override {}
  void host(const ScanHost& host) override;
  void end(const ScanEnd& end) override {
    sink_(fmt::format("{}# minato done at {} -- {} scanned in {:.2f} seconds\n",
                      end.interrupted ? "# interrupted: what was found until then\n" : "",
                      calendar_text(end.finished), hosts_phrase(end), end.seconds));
  }

 private:
  [[nodiscard]] std::string ports(const ScanHost& host) const;

  TextSink sink_;
  ScanStart start_{};
};

std::string GrepableWriter::ports(const ScanHost& host) const {
  std::string text;
  for (const ScanPort& port : host.ports) {
    if (!is_shown(port, start_)) continue;
    text += fmt::format("{}{}/{}/{}//{}//{}/", text.empty() ? "Ports: " : ", ", port.port.number,
                        to_text(port.state), to_text(port.port.transport),
                        field(service_name(port)), field(version_text(port)));
  }
  return text;
}

/// The state that most of the ports which are only counted are in.
std::string ignored_state(const ScanHost& host) {
  std::array<std::uint64_t, 5> counts{};
  for (const ScanTally& tally : host.tallies) {
    counts[static_cast<std::size_t>(tally.state)] += tally.count;
  }
  const auto most = std::ranges::max_element(counts);
  if (*most == 0) return {};
  return fmt::format("Ignored State: {} ({})",
                     to_text(static_cast<model::PortState>(most - counts.begin())), *most);
}

void GrepableWriter::host(const ScanHost& host) {
  if (!is_shown(host, start_)) return;
  const std::string head =
      fmt::format("Host: {} ({})\t", nmap_address(host.address), host_name_text(host));
  std::string text =
      fmt::format("{}Status: {}\n", head, host.status == HostStatus::up ? "Up" : "Down");
  if (!start_.kinds.empty() && host.status == HostStatus::up) {
    const std::string listed = ports(host);
    const std::string ignored = ignored_state(host);
    if (!listed.empty() || !ignored.empty()) {
      text += head + listed + (listed.empty() || ignored.empty() ? "" : "\t") + ignored + '\n';
    }
  }
  sink_(text);
}

}  // namespace

std::unique_ptr<ScanWriter> make_grepable_writer(ScanWriterOptions options) {
  return std::make_unique<GrepableWriter>(std::move(options));
}

}  // namespace minato::render
