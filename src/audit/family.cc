// The list of families.
#include "audit/family.h"

#include <array>

namespace minato::audit {

extern const Family kSshFamily;
extern const Family kTlsFamily;
extern const Family kCertificateFamily;
extern const Family kFtpFamily;
extern const Family kTelnetFamily;
extern const Family kTftpFamily;
extern const Family kSmtpFamily;
extern const Family kMailboxFamily;
extern const Family kHttpFamily;
extern const Family kDnsFamily;
extern const Family kWindowsFamily;
extern const Family kStoreFamily;
extern const Family kInfrastructureFamily;
extern const Family kGeneralFamily;

std::span<const Family* const> families() {
  static constexpr std::array kFamilies = {
      &kSshFamily,         &kFtpFamily,     &kTelnetFamily,         &kTftpFamily,
      &kSmtpFamily,        &kMailboxFamily, &kHttpFamily,           &kDnsFamily,
      &kWindowsFamily,     &kStoreFamily,   &kInfrastructureFamily, &kTlsFamily,
      &kCertificateFamily, &kGeneralFamily,
  };
  return kFamilies;
}

Inquiries inquiries_for(const Target& target) {
  Inquiries inquiries;
  for (const Family* family : families()) {
    if (family->inquire != nullptr) family->inquire(target, inquiries);
  }
  return inquiries;
}

std::vector<Talk> Inquiry::heard(const Talk& /*talk*/, const talk::Facts& facts) {
  facts_.append(facts);
  return {};
}

}  // namespace minato::audit
