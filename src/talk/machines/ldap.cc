// LDAP (RFC 4511): the root of the directory tells what it is (RFC 4512 section 5.1) without a
// name.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "talk/ber.h"
#include "talk/exchange.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr unsigned kSequence = 0x30, kSearch = 0x63, kEntry = 0x64, kSearchDone = 0x65;
constexpr unsigned kExtended = 0x78;

std::string root_question(const MachineOptions& /*options*/) {
  ByteBuilder wanted;
  for (const std::string_view name :
       {"objectClass", "vendorName", "vendorVersion", "namingContexts", "defaultNamingContext",
        "isGlobalCatalogReady", "supportedLDAPVersion", "dnsHostName", "supportedExtension"}) {
    wanted.u8(0x04).u8(name.size()).text(name);
  }
  ByteBuilder search;
  search.u8(0x04).u8(0);                             // the root
  search.u8(0x0a).u8(1).u8(0).u8(0x0a).u8(1).u8(0);  // itself only, no aliases
  search.u8(0x02).u8(1).u8(1).u8(0x02).u8(1).u8(10).u8(0x01).u8(1).u8(0);  // one entry, 10 s
  search.u8(0x87).u8(11).text("objectClass");
  search.u8(kSequence).u8(0x81).sized8(wanted);
  ByteBuilder message;
  message.u8(0x02).u8(1).u8(1).u8(kSearch).u8(0x81).sized8(search);
  return ByteBuilder().u8(kSequence).u8(0x81).sized8(message).string();
}

MessageLength measure_ldap(std::string_view received) {
  constexpr std::size_t kMostMessage = 32768;
  if (static_cast<unsigned char>(received[0]) != kSequence) return std::nullopt;
  if (received.size() < 6) return 0;
  ByteReader in(base::as_bytes(received));
  in.skip(1);
  const std::size_t length = read_ber_length(in);
  return in.failed() || length > kMostMessage ? MessageLength()
                                              : MessageLength(in.offset() + length);
}

/// One attribute of the root: name, set of values.
void read_attribute(base::Bytes bytes, std::string& vendor, std::string& version, Facts& facts) {
  ByteReader in(bytes);
  const std::string name = base::to_lower(base::as_text(next_ber(in).value));
  ByteReader values(next_ber(in).value);
  while (values.remaining() > 0 && !values.failed()) {
    const std::string_view value = base::as_text(next_ber(values).value);
    if (name == "vendorname") vendor = value;
    if (name == "vendorversion") version = value;
    if (name == "namingcontexts") facts.add("ldap.context", value);
    if (name == "dnshostname") facts.add("ldap.host", value);
    if (name == "objectclass" && value == "OpenLDAProotDSE" && vendor.empty()) vendor = "OpenLDAP";
    if (name == "isglobalcatalogready" && vendor.empty()) vendor = "Active Directory";
    if (name == "supportedextension" && value == "1.3.6.1.4.1.1466.20037") {
      facts.add("ldap.starttls", "offered");
    }
  }
}

Turn read_ldap(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader outer(base::as_bytes(message));
  ByteReader in(next_ber(outer).value);
  if (next_ber(in).tag != 0x02) return Turn::not_ours();
  const BerElement operation = next_ber(in);
  if (in.failed()) return Turn::not_ours();
  ByteReader body(operation.value);
  if (operation.tag == kEntry) {
    next_ber(body);
    ByteReader attributes(next_ber(body).value);
    std::string vendor;
    std::string version;
    while (attributes.remaining() > 0 && !attributes.failed()) {
      read_attribute(next_ber(attributes).value, vendor, version, facts);
    }
    if (!vendor.empty() || !version.empty()) {
      const bool named = version.empty() || version.starts_with(vendor);
      facts.add("ldap.vendor", named ? (version.empty() ? vendor : version)
                                     : std::string(base::trim(vendor + " " + version)));
    }
    return Turn::more();
  }
  if (operation.tag != kSearchDone && operation.tag != kExtended) return Turn::not_ours();
  const BerElement result = next_ber(body);
  if (result.tag != 0x0a || result.value.size() != 1) return Turn::not_ours();
  facts.add_number("ldap.result", result.value[0]);
  return Turn::finished();
}

constexpr Exchange kLdapTalk{
    .first = root_question, .measure = measure_ldap, .read = read_ldap, .rule = "ldap-result"};

}  // namespace

extern const Protocol kLdap;
const Protocol kLdap{.name = "ldap",
                     .ports = {389, 3268},
                     .tls_ports = {636, 3269},
                     .create = make_exchange<kLdapTalk>};

}  // namespace minato::talk
