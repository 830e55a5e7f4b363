// Target words from hostile text: what parses has a canonical text that parses to the same.
#include "base/bytes.h"
#include "base/check.h"
#include "model/target_set.h"

namespace {

using namespace minato;  // NOLINT(google-build-using-namespace): a test program

class NoNames final : public model::HostNames {
 public:
  [[nodiscard]] base::Result<std::vector<model::IpAddress>> addresses_of(
      std::string_view) const override {
    return base::fail({.code = base::ErrorCode::not_found, .key = "error.target.no-address"});
  }
  [[nodiscard]] std::optional<std::uint32_t> scope_of(std::string_view) const override {
    return std::nullopt;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const NoNames names;
  const auto targets = model::parse_target_set(base::as_text({data, size}), names);
  if (!targets) return 0;
  const auto again = model::parse_target_set(model::to_text(*targets), names);
  MINATO_CHECK(again && *again == *targets);
  if (!targets->empty()) static_cast<void>(targets->at(targets->slots() - 1));
  return 0;
}
