// OpenSSL's certificates as owned values, and the small questions that several files ask of them.
#pragma once

#include <openssl/err.h>
#include <openssl/x509.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"

namespace minato::talk {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using OwnedCertificate = std::unique_ptr<X509, FreeCertificate>;
struct FreeStore {
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
};
struct FreeStoreContext {
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
struct FreeStack {
  // The certificates belong to others.
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

/// Null when the bytes are no certificate.
[[nodiscard]] inline OwnedCertificate parse_x509(base::Bytes der) {
  const std::uint8_t* cursor = der.data();
  OwnedCertificate made(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
  ERR_clear_error();
  return made;
}

[[nodiscard]] inline std::vector<std::uint8_t> der_of(const X509* certificate) {
  const int length = i2d_X509(certificate, nullptr);
  if (length <= 0) return {};
  std::vector<std::uint8_t> der(static_cast<std::size_t>(length));
  std::uint8_t* cursor = der.data();
  i2d_X509(certificate, &cursor);
  return der;
}

/// The epoch when the time cannot be read.
[[nodiscard]] inline base::Timestamp moment_of(const ASN1_TIME* time) {
  std::tm broken_down{};
  if (ASN1_TIME_to_tm(time, &broken_down) != 1) return {};
  using std::chrono::seconds;
  const std::chrono::sys_days day =
      std::chrono::year(broken_down.tm_year + 1900) /
      std::chrono::month(static_cast<unsigned>(broken_down.tm_mon + 1)) /
      std::chrono::day(static_cast<unsigned>(broken_down.tm_mday));
  return day + seconds(broken_down.tm_hour * 3600 + broken_down.tm_min * 60 + broken_down.tm_sec);
}

}  // namespace minato::talk
