// The line CapEff of /proc/thread-self/status.
#include "sys/capabilities.h"

#include "base/strings.h"
#include "sys/file.h"

namespace minato::sys {

std::optional<CapabilitySet> parse_effective_capabilities(std::string_view status) {
  constexpr std::string_view kField = "\nCapEff:";
  const std::size_t at = status.find(kField);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view line = status.substr(at + kField.size());
  constexpr int kHexadecimal = 16;
  const auto bits =
      base::parse_number<std::uint64_t>(base::trim(line.substr(0, line.find('\n'))), kHexadecimal);
  if (!bits) return std::nullopt;
  return CapabilitySet(*bits);
}

CapabilitySet effective_capabilities() {
  const auto status = read_file("/proc/thread-self/status");
  return status ? parse_effective_capabilities(*status).value_or(CapabilitySet{}) : CapabilitySet{};
}

}  // namespace minato::sys
