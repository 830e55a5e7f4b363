// SMB2/3 as a stranger meets it (MS-SMB2): the dialect and what is required, then a session as
// nobody or as a name that nobody has. No share is opened, no file is read.
#pragma once

#include <cstdint>
#include <memory>

#include "talk/machine.h"

namespace minato::talk {

/// Who the session is asked for: without any name, or a user that does not exist.
enum class SmbVisitor : std::uint8_t { nobody, unknown_user };

/// Facts: smb.dialect ("3.1.1"), smb.signing-required, smb.cipher, smb.session-status (hex),
/// smb.session-flags (1 guest, 2 null, 4 encrypted), smb.computer, smb.domain (told by NTLM).
[[nodiscard]] std::unique_ptr<Machine> make_smb_audit(SmbVisitor visitor);

/// A NEGOTIATE of SMB1 with the dialect "NT LM 0.12" alone, in its NetBIOS frame.
[[nodiscard]] std::string smb1_negotiate();

}  // namespace minato::talk
