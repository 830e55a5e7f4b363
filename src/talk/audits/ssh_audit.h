// SSH as an audit wants to know it (RFC 4253, 4252): what the server offers (KEXINIT), its host key
// (from a key exchange that is really made), and which ways to log in it names to a stranger.
#pragma once

#include <memory>
#include <string>

#include "talk/machine.h"

namespace minato::talk {

struct SshAuditOptions {
  /// Host key algorithm to ask for; "": whatever the server likes best.
  std::string host_key{};
  /// After the key exchange, asks which log-ins there are (method "none" of this user).
  std::string user{};
};

/// Facts: ssh.banner, ssh.software, ssh.comments, ssh.kex, ssh.host-key-algorithm, ssh.cipher,
/// ssh.mac, ssh.compression (many each), ssh.host-key-type, ssh.host-key-bits,
/// ssh.host-key-sha256, ssh.dh-bits, ssh.auth (many), ssh.auth-banner.
[[nodiscard]] std::unique_ptr<Machine> make_ssh_audit(SshAuditOptions options);

}  // namespace minato::talk
