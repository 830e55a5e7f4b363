// libpcap compiles without a device; the program's instructions are laid out as the kernel's.
#include "sys/pcap_filter.h"

#include <pcap/pcap.h>

#include <memory>

#include "sys/late_library.h"

namespace minato::sys {
namespace {

constexpr const char* kSoname = "libpcap.so.0.8";

/// libpcap's functions, by their names in <pcap/pcap.h>.
struct LibPcap {
  decltype(&::pcap_open_dead) open_dead = nullptr;
  decltype(&::pcap_close) close = nullptr;
  decltype(&::pcap_compile) compile = nullptr;
  decltype(&::pcap_freecode) free_code = nullptr;
  decltype(&::pcap_geterr) error = nullptr;

  bool find_all(void* library) {
    return find_function(library, "pcap_open_dead", open_dead) &&
           find_function(library, "pcap_close", close) &&
           find_function(library, "pcap_compile", compile) &&
           find_function(library, "pcap_freecode", free_code) &&
           find_function(library, "pcap_geterr", error);
  }
};

}  // namespace

base::Result<std::vector<FilterInstruction>> compile_pcap_filter(const std::string& expression,
                                                                 std::uint16_t link,
                                                                 std::uint32_t snap_bytes) {
  const LibPcap* const pcap = load_functions<LibPcap>(kSoname);
  if (pcap == nullptr) return base::fail(no_library(kSoname));
  // DLT_ and LINKTYPE_ numbers agree but for raw IP.
  constexpr std::uint16_t kRawIp = 101;
  const int kind = link == kRawIp ? DLT_RAW : link;
  const std::unique_ptr<pcap_t, decltype(LibPcap::close)> handle(
      pcap->open_dead(kind, static_cast<int>(snap_bytes)), pcap->close);
  if (!handle) return base::fail(base::system_error("pcap_open_dead", ENOMEM));
  bpf_program compiled{};
  if (pcap->compile(handle.get(), &compiled, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return base::fail(base::input_error("error.capture.filter",
                                        {expression, pcap->error(handle.get())},
                                        {expression, 0, expression.size(), ""}));
  }
  std::vector<FilterInstruction> program;
  program.reserve(compiled.bf_len);
  for (unsigned i = 0; i < compiled.bf_len; ++i) {
    const bpf_insn& one = compiled.bf_insns[i];
    program.push_back({one.code, one.jt, one.jf, one.k});
  }
  pcap->free_code(&compiled);
  return program;
}

}  // namespace minato::sys
