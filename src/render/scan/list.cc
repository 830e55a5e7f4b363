// A line an open port, as it comes (-oL), in the shape that masscan's list has:
//   open tcp 80 10.0.0.5 1795464000
#include <fmt/format.h>

#include "render/scan/words.h"
#include "render/scan/writers.h"

namespace minato::render {
namespace {

class ListWriter final : public ScanWriter {
 public:
  explicit ListWriter(ScanWriterOptions options) : sink_(std::move(options.sink)) {}

  void begin(const ScanStart&) override { sink_("#minato\n"); }
  void found(const model::IpAddress& address, const ScanPort& port) override {
    sink_(fmt::format("open {} {} {} {}\n", to_text(port.port.transport), port.port.number,
                      nmap_address(address), unix_seconds(port.time)));
  }
  void host(const ScanHost&) override {}
  void end(const ScanEnd& end) override {
    sink_(end.interrupted ? "# end (interrupted)\n" : "# end\n");
  }

 private:
  TextSink sink_;
};

}  // namespace

std::unique_ptr<ScanWriter> make_list_writer(ScanWriterOptions options) {
  return std::make_unique<ListWriter>(std::move(options));
}

}  // namespace minato::render
