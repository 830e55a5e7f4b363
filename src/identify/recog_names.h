// Recog's names for answers and ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace minato::identify {

/// Where an answer that Recog names is found among our facts.
struct RecogFact {
  std::string fact{};  ///< ours: "ssh.banner"
  std::string lead{};  ///< pattern of what stands before the text that Recog means; "" for nothing
  std::string service{};  ///< "ssh"
};

/// matches: the attribute of a file, as "ssh.banner". Nothing when no conversation brings it.
[[nodiscard]] std::optional<RecogFact> recog_fact(std::string_view matches);

/// The pattern with its groups named: at position N (from 1) the name names[N], unless it is "".
/// Groups that have a name keep it.
[[nodiscard]] std::string with_named_groups(std::string_view pattern, const std::string* names,
                                            std::size_t count);

}  // namespace minato::identify
