// A TLS server in memory, with certificates made for the test.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace minato::talk {

struct TestCertificate {
  std::string name = "www.example.test";
  int begins_days = -1;  ///< from today
  int ends_days = 30;
};

class TlsServer {
 public:
  explicit TlsServer(const TestCertificate& certificate, const std::string& alpn = "");
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer();

  void limit(int lowest, int highest);
  /// The client's bytes in, the server's bytes out.
  std::vector<std::uint8_t> answer(base::Bytes from_client);
  void say(const std::string& text) { to_say_ += text; }
  [[nodiscard]] const std::string& heard() const { return heard_; }
  [[nodiscard]] const std::string& server_name() const { return server_name_; }

 private:
  SSL_CTX* context_;
  SSL* session_ = nullptr;
  std::string alpn_;
  std::string to_say_{};
  std::string heard_{};
  std::string server_name_{};
};

}  // namespace minato::talk
