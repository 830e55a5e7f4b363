// What a server of one product says: a pattern over one fact of a conversation, and what it tells.
// Data: data/fingerprints/*.toml, embedded at build time; --fingerprints adds the user's own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minato::identify {

/// What a match speaks of: who serves; only which service it is; or something beside it (PHP
/// behind a web server), which is told as a detail.
enum class Role : std::uint8_t { product, service, component };

/// Views of texts that live as long as the set. The pattern's named groups become `version`, `os`,
/// `host`, `package`, `device` and `info`.
struct Fingerprint {
  std::string_view place{};    ///< "ssh.toml:12"
  std::string_view service{};  ///< "ssh"
  std::string_view fact{};     ///< the key it looks at: "ssh.banner"
  std::string_view pattern{};
  std::string_view product{};
  std::string_view version{};  ///< fixed, where the pattern itself means one
  std::string_view os{};
  std::string_view device{};
  std::string_view cpe{};  ///< "vendor:product", "o:vendor:product"; several with spaces between
  Role role = Role::product;
  std::uint8_t rank = 50;        ///< of two that match, the higher tells
  std::uint8_t confidence = 95;  ///< percent
  std::string_view lead{};       ///< pattern of what stands before the text that `pattern` is about
};

/// One example: what the server sends, and what is read out of it.
struct Example {
  std::string text{};
  std::vector<std::string> expected{};  ///< "version=1.2"
};

/// A fingerprint as a file has it.
struct FingerprintText {
  std::string place{};
  std::string service{};
  std::string fact{};
  std::string pattern{};
  std::string product{};
  std::string version{};
  std::string os{};
  std::string device{};
  std::string cpe{};
  Role role = Role::product;
  std::uint8_t rank = 50;
  std::uint8_t confidence = 95;
  std::string lead{};
  std::vector<Example> examples{};
};

}  // namespace minato::identify
