// The outputs of a scan: text in, text out, written as the hosts come. What was written is a valid
// file as soon as end() was called, also when the scan was stopped early.
//
//   const auto writer = make_scan_writer(ScanFormat::xml, {.sink = …});
//   writer->begin(start); writer->found(address, port); writer->host(host); writer->end(end);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/language.h"
#include "render/scan/report.h"
#include "render/screen.h"

namespace minato::render {

using TextSink = std::function<void(std::string_view)>;

/// One thread at a time. begin() once, end() once and last.
class ScanWriter {
 public:
  virtual ~ScanWriter() = default;
  virtual void begin(const ScanStart& start) = 0;
  /// An open port, as soon as it is known; its host comes later, with the same port.
  virtual void found(const model::IpAddress& address, const ScanPort& port) = 0;
  /// A host that is done, or as far as it was known when the scan was stopped.
  virtual void host(const ScanHost& host) = 0;
  virtual void end(const ScanEnd& end) = 0;
};

enum class ScanFormat : std::uint8_t { terminal, normal, xml, grepable, list, csv, json, html };

struct ScanWriterOptions {
  TextSink sink{};
  base::Language language = base::Language::en;  ///< of terminal, json and html
  Screen screen{};                               ///< of terminal
};

[[nodiscard]] std::unique_ptr<ScanWriter> make_scan_writer(ScanFormat format,
                                                           ScanWriterOptions options);

}  // namespace minato::render
