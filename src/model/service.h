// Who answers on a port: protocol, product, version, CPE. All but `name` and `tunnel` came from the
// other side: hostile, escape to print. Text, one line, parses back:
//   service = [tunnel "/"] name [quoted-product [quoted-version]] number "%" *cpe *detail
//   detail = quoted-key "=" quoted-value
//   tls/http "nginx" "1.22.1" 100% cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace minato::model {

/// Something more that was told: "os" "Debian 12", "host" "mx.example", "device" "printer".
struct ServiceDetail {
  std::string key{};  ///< ours: short and plain
  std::string value{};

  bool operator==(const ServiceDetail&) const = default;
};

struct Service {
  std::string name{};              ///< IANA's service name where there is one: "http"
  std::string product{};           ///< "" when not known
  std::string version{};           ///< "" when not known
  std::vector<std::string> cpe{};  ///< CPE 2.3 formatted strings, without white space
  std::string tunnel{};            ///< "tls", or "" for none
  std::uint8_t confidence = 0;     ///< percent, 0 to 100
  std::vector<ServiceDetail> details{};

  bool operator==(const Service&) const = default;
};

/// The value of a detail, or "".
[[nodiscard]] std::string_view detail(const Service& service, std::string_view key);

[[nodiscard]] std::string to_text(const Service& service);
/// Errors: input, the wrong part marked.
[[nodiscard]] base::Result<Service> parse_service(std::string_view text);

}  // namespace minato::model
