// The one maker of each output's file, for the table in writer.cc.
#pragma once

#include <memory>

#include "render/scan/writer.h"

namespace minato::render {

[[nodiscard]] std::unique_ptr<ScanWriter> make_terminal_writer(ScanWriterOptions options);
[[nodiscard]] std::unique_ptr<ScanWriter> make_normal_writer(ScanWriterOptions options);
[[nodiscard]] std::unique_ptr<ScanWriter> make_xml_writer(ScanWriterOptions options);
[[nodiscard]] std::unique_ptr<ScanWriter> make_grepable_writer(ScanWriterOptions options);
[[nodiscard]] std::unique_ptr<ScanWriter> make_list_writer(ScanWriterOptions options);
[[nodiscard]] std::unique_ptr<ScanWriter> make_csv_writer(ScanWriterOptions options);
[[nodiscard]] std::unique_ptr<ScanWriter> make_json_writer(ScanWriterOptions options);
[[nodiscard]] std::unique_ptr<ScanWriter> make_html_writer(ScanWriterOptions options);

}  // namespace minato::render
