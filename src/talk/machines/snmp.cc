// SNMP: version 3 tells its maker to anybody (RFC 3414 discovery: the engine's identifier begins
// with an enterprise number), version 2c describes the system to who knows "public" (RFC 3416).
#include "talk/ber.h"
#include "talk/exchange.h"
#include "talk/protocol.h"
#include "talk/requests.h"

namespace minato::talk {
namespace {

using base::ByteReader;

constexpr unsigned kSequence = 0x30, kInteger = 0x02, kOctets = 0x04;

/// Below 0x8000: a number with its highest bit set would be negative.
std::uint16_t number_of(const MachineOptions& options) { return options.transaction & 0x7fffU; }

/// A reader of the next element's value, whatever its tag is.
ByteReader inside_next(ByteReader& in) { return ByteReader(next_ber(in).value); }

/// The message's version, after which `in` stands; -1 when it is no SNMP.
int open_message(std::string_view message, ByteReader& in) {
  ByteReader outer(base::as_bytes(message));
  const BerElement whole = next_ber(outer);
  if (whole.tag != kSequence || outer.failed()) return -1;
  in = ByteReader(whole.value);
  const BerElement version = next_ber(in);
  ByteReader value(version.value);
  const int number = value.u8();
  return version.tag != kInteger || value.failed() || in.failed() ? -1 : number;
}

Turn read_discovery(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in({});
  if (open_message(message, in) != 3) return Turn::not_ours();
  next_ber(in);
  const BerElement security = next_ber(in);
  ByteReader outer(security.value);
  ByteReader inner = inside_next(outer);
  const BerElement engine = next_ber(inner);
  if (security.tag != kOctets || engine.tag != kOctets || inner.failed()) return Turn::not_ours();
  constexpr std::uint32_t kNewFormat = 0x80000000;
  ByteReader identifier(engine.value);
  const std::uint32_t enterprise = identifier.u32();
  if (!identifier.failed()) facts.add_number("snmp.engine", enterprise & ~kNewFormat);
  facts.add("snmp.version", "3");
  return Turn::finished();
}

Turn read_community(std::string_view message, unsigned /*number*/, Facts& facts) {
  ByteReader in({});
  const int version = open_message(message, in);
  if (version != 0 && version != 1) return Turn::not_ours();
  next_ber(in);
  ByteReader body = inside_next(in);
  for (int i = 0; i < 3; ++i) next_ber(body);
  ByteReader names = inside_next(body);
  ByteReader pair = inside_next(names);
  next_ber(pair);
  const BerElement value = next_ber(pair);
  if (value.tag != kOctets || pair.failed()) return Turn::not_ours();
  facts.add("snmp.sysdescr", value.value);
  facts.add("snmp.community", "public");
  return Turn::finished();
}

constexpr Exchange kDiscoveryTalk{
    .first = [](const MachineOptions& options) { return snmp_discovery(number_of(options)); },
    .measure = measure_datagram,
    .read = read_discovery,
    .rule = "snmp-report"};
constexpr Exchange kCommunityTalk{
    .first = [](const MachineOptions& options) { return snmp_get("public", number_of(options)); },
    .measure = measure_datagram,
    .read = read_community,
    .rule = "snmp-response"};

}  // namespace

extern const Protocol kSnmp, kSnmpCommunity;
const Protocol kSnmp{.name = "snmp",
                     .transport = model::Transport::udp,
                     .ports = {161},
                     .create = make_exchange<kDiscoveryTalk>};
const Protocol kSnmpCommunity{.name = "snmp-community",
                              .transport = model::Transport::udp,
                              .ports = {161},
                              .create = make_exchange<kCommunityTalk>};

}  // namespace minato::talk
