// The table of outputs: a new one is one line here and one file beside.
#include "render/scan/writer.h"

#include <array>

#include "render/scan/writers.h"

namespace minato::render {

std::unique_ptr<ScanWriter> make_scan_writer(ScanFormat format, ScanWriterOptions options) {
  using Maker = std::unique_ptr<ScanWriter> (*)(ScanWriterOptions);
  static constexpr std::array<Maker, 8> kMakers = {
      make_terminal_writer, make_normal_writer, make_xml_writer,  make_grepable_writer,
      make_list_writer,     make_csv_writer,    make_json_writer, make_html_writer,
  };
  return kMakers[static_cast<std::size_t>(format)](std::move(options));
}

}  // namespace minato::render
