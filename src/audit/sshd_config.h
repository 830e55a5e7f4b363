// The settings of an OpenSSH server (sshd_config(5)) as facts, for audits of this machine.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "talk/facts.h"

namespace minato::audit {

struct ConfigFile {
  std::string name{};  ///< its path, for evidence
  std::string text{};
};

/// The files that an Include names, in their order.
using IncludeReader = std::function<std::vector<ConfigFile>(std::string_view pattern)>;

/// Each setting outside of Match blocks: "sshd.<keyword in lower case>" = its first value, and
/// "sshd.<keyword>.at" = "file:line". As sshd does, the first one counts. Deep or circular
/// inclusion ends after 16 levels.
[[nodiscard]] talk::Facts read_sshd_config(const ConfigFile& file, const IncludeReader& include);

/// What `sshd -T` prints, one "keyword value" a line: the settings that really hold, with those
/// that nobody wrote. `written`: what the files say; a setting that stands there keeps its place as
/// evidence: "sshd -T (file:line)". Empty when the text is no such list.
[[nodiscard]] talk::Facts read_sshd_settings(std::string_view text, const talk::Facts& written);

}  // namespace minato::audit
