// libpcap compiles without a device; the program's instructions are laid out as the kernel's.
#include "sys/pcap_filter.h"

#include <pcap/pcap.h>

#include <memory>

namespace minato::sys {

base::Result<std::vector<FilterInstruction>> compile_pcap_filter(const std::string& expression,
                                                                 std::uint16_t link,
                                                                 std::uint32_t snap_bytes) {
  // DLT_ and LINKTYPE_ numbers agree but for raw IP.
  constexpr std::uint16_t kRawIp = 101;
  const int kind = link == kRawIp ? DLT_RAW : link;
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(
      pcap_open_dead(kind, static_cast<int>(snap_bytes)), pcap_close);
  if (!handle) return base::fail(base::system_error("pcap_open_dead", ENOMEM));
  bpf_program compiled{};
  if (pcap_compile(handle.get(), &compiled, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return base::fail(base::input_error("error.capture.filter",
                                        {expression, pcap_geterr(handle.get())},
                                        {expression, 0, expression.size(), ""}));
  }
  std::vector<FilterInstruction> program;
  program.reserve(compiled.bf_len);
  for (unsigned i = 0; i < compiled.bf_len; ++i) {
    const bpf_insn& one = compiled.bf_insns[i];
    program.push_back({one.code, one.jt, one.jf, one.k});
  }
  pcap_freecode(&compiled);
  return program;
}

}  // namespace minato::sys
