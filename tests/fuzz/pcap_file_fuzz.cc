// pcap files from hostile bytes; what was read is written and read again.
#include <vector>

#include "base/check.h"
#include "wire/pcap_file.h"

using namespace minato;  // NOLINT(google-build-using-namespace): a test program

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto reader = wire::PcapReader::create({data, size});
  if (!reader) return 0;
  while (const auto record = reader->next()) {
    if (!*record) break;
    std::vector<std::uint8_t> copy(wire::kPcapHeaderBytes + wire::kPcapRecordBytes +
                                   (*record)->packet.size());
    base::ByteWriter out(copy);
    wire::encode_pcap_header(wire::LinkType::ethernet, out);
    wire::encode_pcap_record(**record, out);
    MINATO_CHECK(!out.failed());
    auto again = wire::PcapReader::create(copy);
    MINATO_CHECK(again && (*again->next())->time == (*record)->time);
  }
  return 0;
}
