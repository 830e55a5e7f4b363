// The expressions of libnftables' JSON as nft writes them.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "host/nft_ruleset.h"

namespace minato::host {

/// A left side or a value: `tcp dport`, `10.0.0.0/8`, `{ 80, 443 }`. What is not known is shown as
/// JSON.
[[nodiscard]] std::string expression_text(const boost::json::value& expression);

/// A value, a set or a map as it is written for the field `left`: `0x00000001` for a mark.
[[nodiscard]] std::string value_text(const boost::json::value& value,
                                     const boost::json::value& left);

/// A match with its operator: `ip saddr != 10.0.0.0/8`.
[[nodiscard]] std::string match_text(const boost::json::value& match);

/// A typed statement, as iptables' extensions are read: `ct state new`. "" when it has no text.
[[nodiscard]] std::string statement_text(const NftStatement& statement, model::Family family);

}  // namespace minato::host
