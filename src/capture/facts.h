// What the first bytes of a conversation tell about the application. All of it came from the
// network: hostile, escape to print. Secrets (passwords, cookies, bodies) are never kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace minato::capture {

/// Longest text that is kept of any one fact.
inline constexpr std::size_t kMostFactBytes = 256;

struct Facts {
  std::string service{};      ///< IANA's name: "http", "ssh"; "" while nobody knows
  std::string tunnel{};       ///< "tls", "quic", "" for none
  std::string server_name{};  ///< asked for by TLS (SNI), HTTP (Host) or QUIC
  std::string alpn{};         ///< what TLS agreed to speak, or what the client offered first
  std::string ja4{};          ///< fingerprint of the TLS client
  std::string version{};      ///< "TLS 1.3", "QUIC v1", "HTTP/1.1"
  std::string product{};      ///< Server header, SSH software, greeting
  std::string request{};      ///< "GET /index.html", "A www.example.com"
  std::string response{};     ///< "200 OK", "NXDOMAIN", "192.0.2.1"
  std::string method{};       ///< words of sign-in seen in clear: "USER", "LOGIN", never the secret

  bool operator==(const Facts&) const = default;
};

}  // namespace minato::capture
