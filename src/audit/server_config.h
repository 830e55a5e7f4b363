// Where a server's own files say what a check asks: evidence that no conversation gives. Settings
// of secrets are not among them.
#pragma once

#include <span>
#include <string_view>

#include "audit/sshd_config.h"
#include "talk/facts.h"

namespace minato::audit {

/// A setting that decides a check, in the file of a server.
struct LocalSetting {
  std::string_view process;  ///< "vsftpd": the name of the program
  std::string_view file;     ///< its path; a pattern in the last part
  std::string_view keyword;  ///< "anonymous_enable"
  std::string_view check;    ///< "ftp.anonymous"
};

[[nodiscard]] std::span<const LocalSetting> local_settings();

/// "local.<check>" = "file:line: text" of the last line that sets the keyword; nothing where no
/// line does. `file`: of the setting. Lines are cut after 120 bytes.
void read_setting(const LocalSetting& setting, const ConfigFile& file, talk::Facts& facts);

/// pg_hba.conf: "pg_hba.trust" = "file:line: text" of the first line that lets somebody in from
/// another machine without a password; nothing where there is none.
void read_pg_hba(const ConfigFile& file, talk::Facts& facts);

}  // namespace minato::audit
