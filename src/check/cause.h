// Why a stage failed, as far as the evidence says. The words for people are the catalogue's
// `check.cause.<name>.why` and `.try`.
#pragma once

#include <cstdint>
#include <string_view>

namespace minato::check {

enum class Cause : std::uint8_t {
  none,
  // resolve
  no_such_name,
  no_address,
  dns_failed,
  dns_refused,
  dns_silent,
  dns_closed,
  dns_not_set_up,
  // connect
  refused,
  reset_by_firewall,
  rejected_by_firewall,
  local_firewall,
  dropped,
  no_route,
  host_down,
  unreachable,
  routing_loop,
  ports_exhausted,
  source_not_here,
  source_taken,
  interface_missing,
  no_descriptors,
  not_permitted,
  backlog_full,
  only_loopback,
  only_other_address,
  only_other_family,
  nobody_listens,
  system_failed,
  // proxy
  proxy_failed,
  // tls
  plain_text_there,
  tls_cut,
  tls_silent,
  tls_version,
  tls_no_common,
  tls_name_unknown,
  sni_needed,
  tls_client_certificate,
  tls_broken,
  certificate_expired,
  certificate_revoked,
  certificate_not_yet_valid,
  certificate_wrong_name,
  certificate_self_signed,
  certificate_chain_incomplete,
  certificate_unknown_authority,
  certificate_broken,
  // application
  tls_there,
  other_protocol,
  silent,
  closed_without_word,
  reset_after_accept,
  reset_on_the_way,
  mtu_black_hole,
  port_closed_udp,
  no_udp_answer,
  server_error,
  proxy_in_between,
  captive_portal,
  too_much_data,
  too_slow,
  malformed_answer,
  too_many_redirects,
  bad_redirect,
};

/// "certificate-expired"; "" for none.
[[nodiscard]] std::string_view to_text(Cause cause);

}  // namespace minato::check
