// A table for spreadsheets (RFC 4180): a header, then a line a port, lines end in CRLF.
// A cell that a spreadsheet would take for a formula gets an apostrophe in front: what a server
// says about itself must not run in the reader's office program.
#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.h"
#include "render/scan/words.h"
#include "render/scan/writers.h"

namespace minato::render {
namespace {

constexpr std::string_view kHeader =
    "time,address,name,port,transport,state,reason,ttl,rtt_us,service,product,version,tunnel,"
    "danger\r\n";

std::string cell(std::string_view text) {
  std::string safe = base::escape_control(text);
  if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos) {
    safe.insert(0, 1, '\'');
  }
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

template <typename Number>
std::string number_cell(const std::optional<Number>& number) {
  return number ? fmt::format("{}", *number) : "";
}

class CsvWriter final : public ScanWriter {
 public:
  explicit CsvWriter(ScanWriterOptions options) : sink_(std::move(options.sink)) {}

  void begin(const ScanStart& start) override {
    start_ = start;
    sink_(kHeader);
  }
  void found(const model::IpAddress&, const ScanPort&) override {}
  void host(const ScanHost& host) override;
  void end(const ScanEnd&) override {}

 private:
  TextSink sink_;
  ScanStart start_{};
};

void CsvWriter::host(const ScanHost& host) {
  const std::string name =
      cell(!host.typed_name.empty()   ? host.typed_name
           : host.found_names.empty() ? std::string_view{}
                                      : std::string_view(host.found_names.front()));
  std::string text;
  for (const ScanPort& port : host.ports) {
    if (!is_shown(port, start_)) continue;
    static const model::Service kNobody{};
    const model::Service& service = port.service == nullptr ? kNobody : *port.service;
    const std::string_view listed = port.iana_name.empty() ? port.name : port.iana_name;
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", base::to_text(port.time),
                    to_text(host.address), name, port.port.number, to_text(port.port.transport),
                    to_text(port.state), to_text(port.reason),
                    number_cell(port.ttl == 0 ? std::nullopt : std::optional(unsigned{port.ttl})),
                    number_cell(port.rtt_us), cell(service.name.empty() ? listed : service.name),
                    cell(service.product), cell(service.version), cell(service.tunnel),
                    port.danger ? to_text(*port.danger) : std::string_view{});
  }
  if (!text.empty()) sink_(text);
}

}  // namespace

std::unique_ptr<ScanWriter> make_csv_writer(ScanWriterOptions options) {
  return std::make_unique<CsvWriter>(std::move(options));
}

}  // namespace minato::render
